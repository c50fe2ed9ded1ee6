import { type MorrisLecarParameters, morrisLecarSets } from "microcircuit";
import { NumberField } from "../../ui/number-field.js";
import { limits, parameterFields, parameterNames } from "./presets.js";
import { LEAST_SPAN, type Settings, settingsOf } from "./settings.js";

export interface ParameterFieldsOptions {
  readonly settings: Settings;
  readonly parameters: MorrisLecarParameters;
  onSettings(change: Partial<Settings>): void;
}

/** The cell's parameters and the currents shown, folded away. */
export function ParameterFields({ settings, parameters, onSettings }: ParameterFieldsOptions) {
  const { set, own, from, to, current, start } = settings;
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
      <NumberField
        label="V at the start"
        unit="mV"
        value={start[0]}
        {...limits.voltage}
        step={0.5}
        onValue={(value) => onSettings({ start: [value, start[1]] })}
      />
      <NumberField
        label="w at the start"
        note="“Start anew” begins there."
        value={start[1]}
        {...limits.recovery}
        step={0.005}
        onValue={(value) => onSettings({ start: [start[0], value] })}
      />
      <button type="button" onClick={() => onSettings({ ...settingsOf(set), speed: settings.speed })}>
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
