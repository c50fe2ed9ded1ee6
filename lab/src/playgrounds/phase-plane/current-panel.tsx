import { NumberField } from "../../ui/number-field.js";
import type { Mark } from "./diagram.js";
import { type Regime, regimeAt } from "./regimes.js";

export interface CurrentPanelOptions {
  readonly current: number;
  readonly from: number;
  readonly to: number;
  readonly marks: readonly Mark[];
  /** Left out while they are being found. */
  readonly regimes: readonly Regime[] | undefined;
  onCurrent(current: number): void;
}

/** The current, with the bifurcations on its slider, and the regimes between them to go to. */
export function CurrentPanel({ current, from, to, marks, regimes, onCurrent }: CurrentPanelOptions) {
  const now = regimes && regimeAt(regimes, current);
  return (
    <section class="panel phase-current" aria-label="Input current">
      <NumberField
        label="Input current I"
        unit="µA/cm²"
        value={current}
        min={from}
        max={to}
        step={to - from > 40 ? 0.05 : 0.01}
        onValue={onCurrent}
      />
      <div class="phase-marks" aria-hidden="true">
        {marks.map(({ kind, current: at }) => (
          <span key={`${kind} ${at}`} title={kind} style={{ left: `${(100 * (at - from)) / (to - from)}%` }} />
        ))}
      </div>
      <ul class="phase-regimes" aria-label="Regimes, by current">
        {regimes?.map((regime) => (
          <li key={regime.from}>
            <button
              type="button"
              aria-pressed={regime === now}
              onClick={() => onCurrent(Number(((regime.from + regime.to) / 2).toPrecision(5)))}
            >
              <strong>{capitalised(regime.name)}</strong>
              <span class="number">
                {regime.from === from ? "below" : regime.to === to ? "above" : `${edge(regime.from)} to`}{" "}
                {edge(regime.to === to && regime.from !== from ? regime.from : regime.to)}
              </span>
            </button>
          </li>
        )) ?? <li class="faint">Following the cycles…</li>}
      </ul>
    </section>
  );
}

function edge(current: number): string {
  return String(Number(current.toFixed(2)));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
