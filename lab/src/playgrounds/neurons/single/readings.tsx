import type { Measured } from "./frame.js";
import type { Prediction, Theory } from "./theory.js";

/** Simulation beside theory, in numbers. */
export function Comparison({
  measured,
  theory,
}: {
  readonly measured?: Measured | undefined;
  readonly theory?: Theory | undefined;
}) {
  const { rate = Number.NaN, standardError = Number.NaN, variation = Number.NaN } = measured ?? {};
  const error = Number.isFinite(standardError) ? ` ± ${standardError.toFixed(2)}` : "";
  const rows: readonly [string, Prediction | undefined][] = [
    ["Theory, first correction", theory?.corrected],
    ["Theory, white noise", theory?.white],
    ["Effective time constant", theory?.effective],
  ];
  return (
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">
            <span class="visually-hidden">Source</span>
          </th>
          <th scope="col">Rate, Hz</th>
          <th scope="col">CV</th>
        </tr>
      </thead>
      <tbody>
        <tr class="measured">
          <th scope="row">Simulation</th>
          <td class="together">
            {digits(rate)}
            <span class="faint">{error}</span>
          </td>
          <td>{digits(variation, 3)}</td>
        </tr>
        {rows.map(([name, prediction]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{digits(prediction?.rate ?? Number.NaN)}</td>
            <td>{digits(prediction?.variation ?? Number.NaN, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function digits(value: number, places = 2): string {
  return Number.isFinite(value) ? value.toFixed(places) : "–";
}
