import { Readings } from "../../ui/readings.js";
import type { CyclePath } from "./cycles.js";
import { restName } from "./draw-plane.js";
import type { Rest } from "./plane.js";
import type { Regime } from "./regimes.js";
import type { Scene } from "./scene.js";

/** Numbers told in words, read from the scene a few times a second. */
export interface Facts {
  readonly time: number;
  readonly voltage: number;
  readonly recovery: number;
  readonly rate: number;
  readonly rests: readonly Rest[];
  readonly cycles: readonly Omit<CyclePath, "path">[];
}

export const noFacts: Facts = { time: 0, voltage: Number.NaN, recovery: Number.NaN, rate: Number.NaN, rests: [], cycles: [] };

export function factsOf({ time, voltage, recovery, rate, plane, cycles }: Scene): Facts {
  return { time, voltage, recovery, rate, rests: plane?.rests ?? [], cycles };
}

export function FactReadings({ facts, regime }: { readonly facts: Facts; readonly regime: Regime | undefined }) {
  const stable = facts.cycles.find((cycle) => cycle.stable);
  return (
    <Readings
      values={{
        "V (mV)": digits(facts.voltage, 1),
        w: digits(facts.recovery, 3),
        "Time (ms)": digits(facts.time, 0),
        "Attractors here": regime?.name ?? "…",
        "Firing rate, measured (Hz)": digits(facts.rate, 2),
        "Rate of the stable cycle (Hz)": stable ? digits(1000 / stable.period, 2) : "none",
      }}
    />
  );
}

/** Rest states and cycles at the present current. */
export function FactTable({ facts }: { readonly facts: Facts }) {
  return (
    <section class="phase-table" aria-label="Rest states and cycles at this current">
      <table>
        <thead>
          <tr>
            <th scope="col">At this current</th>
            <th scope="col">V (mV)</th>
            <th scope="col">w</th>
            <th scope="col">Eigenvalues (1/ms), or period and multiplier</th>
          </tr>
        </thead>
        <tbody>
          {facts.rests.map((rest) => (
            <tr key={`rest ${rest.kind} ${rest.voltage > -15}`}>
              <th scope="row">{capitalised(restName(rest))}</th>
              <td>{digits(rest.voltage, 2)}</td>
              <td>{digits(rest.recovery, 4)}</td>
              <td>{eigenvaluesInWords(rest)}</td>
            </tr>
          ))}
          {facts.cycles.map((cycle) => (
            <tr key={`cycle ${cycle.stable} ${cycle.period}`}>
              <th scope="row">{cycle.stable ? "Stable" : "Unstable"} cycle</th>
              <td />
              <td />
              <td>
                {digits(cycle.period, 2)} ms; {multiplierInWords(cycle.multiplier)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function eigenvaluesInWords({ eigenvalues }: Rest): string {
  const [first, second] = eigenvalues;
  if (!first || !second) return "";
  if (first.im !== 0) return `${digits(first.re, 4)} ± ${Math.abs(first.im).toFixed(4)} i`;
  return `${digits(first.re, 4)}, ${digits(second.re, 4)}`;
}

/** Multipliers below the errors of the orbit are known to be small, and no more. */
function multiplierInWords(multiplier: number): string {
  return Math.abs(multiplier) < 1e-8 ? "below 1e-8" : multiplier.toPrecision(3);
}

function digits(value: number, count: number): string {
  return Number.isFinite(value) ? value.toFixed(count).replace("-", "−") : "…";
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
