import { type MorrisLecarParameters, morrisLecarSets } from "microcircuit";
import { NumberField } from "../../ui/number-field.js";
import { limits, parameterFields, parameterNames, presets } from "./presets.js";
import { LEAST_SPAN, type Settings } from "./settings.js";

export interface ParameterFieldsOptions {
  readonly settings: Settings;
  readonly parameters: MorrisLecarParameters;
  onSettings(change: Partial<Settings>): void;
}

/** The cell's parameters and the currents shown, folded away. */
export function ParameterFields({ settings, parameters, onSettings }: ParameterFieldsOptions) {
  const { set, own, from, to, current } = settings;
  const changed = Object.keys(own).length;
  const put = (name: keyof MorrisLecarParameters, value: number) => {
    const next: Partial<Record<keyof MorrisLecarParameters, number>> = { ...own, [name]: value };
    if (value === morrisLecarSets[set][name]) delete next[name];
    onSettings({ own: next });
  };
  const show = (low: number, high: number) => {
    if (high - low < LEAST_SPAN) return;
    onSettings({ from: low, to: high, current: Math.min(high, Math.max(low, current)) });
  };
  return (
    <details class="phase-parameters" open={changed > 0}>
      <summary>
        Parameters of the cell
        {changed > 0 ? ` (${changed} changed)` : ""}
      </summary>
      {parameterNames.map((name) => {
        const { label, unit, min, max, step, scale } = parameterFields[name];
        return (
          <NumberField
            key={name}
            label={label}
            unit={unit}
            value={parameters[name]}
            min={min}
            max={max}
            step={step}
            {...(scale && { scale })}
            onValue={(value) => put(name, value)}
          />
        );
      })}
      <NumberField
        label="Currents shown from"
        unit="µA/cm²"
        value={from}
        min={Math.min(-60, from)}
        max={to - LEAST_SPAN}
        step={1}
        onValue={(value) => show(value, to)}
      />
      <NumberField
        label="Currents shown to"
        unit="µA/cm²"
        value={to}
        min={from + LEAST_SPAN}
        max={Math.max(300, to)}
        step={1}
        onValue={(value) => show(from, value)}
      />
      <button
        type="button"
        disabled={changed === 0 && from === presets[set].from && to === presets[set].to}
        onClick={() => onSettings({ own: {}, from: presets[set].from, to: presets[set].to, current: presets[set].current })}
      >
        Back to the set's own
      </button>
    </details>
  );
}

/** The field of the speed. */
export function SpeedField({ speed, onSpeed }: { readonly speed: number; onSpeed(speed: number): void }) {
  return (
    <NumberField
      label="Speed"
      unit="ms of the cell per second"
      value={speed}
      min={limits.speed.min}
      max={limits.speed.max}
      scale="log"
      onValue={onSpeed}
    />
  );
}
