import { readable } from "./names.js";
import type { Settings } from "./settings.js";
import type { SideSnapshot } from "./side.js";

export interface ComparisonOptions {
  readonly settings: Settings;
  readonly evolution: SideSnapshot | undefined;
  readonly gradient: SideSnapshot | undefined;
}

type Row = readonly [name: string, of: (side: SideSnapshot) => string];

const rows: readonly Row[] = [
  ["loss", ({ loss }) => readable(loss)],
  ["best so far", ({ best, bestAt }) => `${readable(best)} at ${readable(bestAt)}`],
  ["evaluations", ({ evaluations }) => readable(evaluations)],
  ["evaluations per second", ({ evaluations, seconds }) => readable(seconds > 0 ? evaluations / seconds : Number.NaN, 2)],
  ["iterations", ({ iterations }) => readable(iterations)],
  ["seconds of computing", ({ seconds }) => seconds.toFixed(2)],
  ["sigma", ({ sigma }) => readable(sigma)],
  ["length of the last gradient", ({ gradientNorm }) => readable(gradientNorm)],
  ["length of the last step", ({ updateNorm }) => readable(updateNorm)],
];

/** What the pictures show, in numbers. */
export function Comparison({ settings, evolution, gradient }: ComparisonOptions) {
  const shown: readonly Row[] =
    settings.task === "network"
      ? [["right answers of 256", ({ accuracy }) => `${(100 * accuracy).toFixed(1)} %`], ...rows]
      : rows;
  const cell = (side: SideSnapshot | undefined, of: Row[1]) => (side ? of(side) : "–");
  return (
    <table class="training-comparison number">
      <caption class="visually-hidden">How both sides stand</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="visually-hidden">reading</span>
          </th>
          <th scope="col" class="evolution">
            evolution
          </th>
          <th scope="col" class="gradient">
            gradient
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map(([name, of]) => (
          <tr key={name} data-reading={name}>
            <th scope="row">{name}</th>
            <td>{cell(evolution, of)}</td>
            <td>{cell(gradient, of)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
