import { useEffect, useId, useState } from "preact/hooks";

export interface NumberFieldOptions {
  readonly label: string;
  readonly unit?: string;
  /** What it does, or what is allowed: below the field. */
  readonly note?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Of the slider and the arrow keys; default: a hundredth of the range. Ignored on a logarithmic scale. */
  readonly step?: number;
  /** Of the slider. "log": min must be > 0. */
  readonly scale?: "linear" | "log";
  readonly integer?: boolean;
  readonly disabled?: boolean;
  /** Called while the slider is dragged and when a valid number is typed. */
  onValue(value: number): void;
}

/** Positions of a logarithmic slider. */
const NOTCHES = 200;

/** A slider and a field for the same number. What is typed outside the range is refused in words, and the value stays. */
export function NumberField(options: NumberFieldOptions) {
  const { label, unit, note, value, min, max, scale = "linear", integer = false, disabled = false, onValue } = options;
  const step = options.step ?? (integer ? 1 : tidy((max - min) / 100));
  const id = useId();
  const [typed, setTyped] = useState<string>();
  // What is being typed stays as it is ("0.", "1.50") while it means the value; another value, from a slider or a link, replaces it.
  useEffect(() => setTyped((text) => (text !== undefined && Number(text) === value ? text : undefined)), [value]);
  const refusal = typed === undefined ? undefined : refusalOf(typed, { min, max, integer });
  const type = (text: string) => {
    setTyped(text);
    if (refusalOf(text, { min, max, integer }) === undefined) onValue(Number(text));
  };
  const logarithmic = scale === "log";
  const slide = (position: number) => {
    setTyped(undefined);
    if (!logarithmic) return onValue(position);
    const slid = tidy(min * (max / min) ** (position / NOTCHES));
    onValue(Math.min(max, Math.max(min, integer ? Math.round(slid) : slid)));
  };
  const described = refusal ? `${id}-refusal` : note ? `${id}-note` : undefined;
  return (
    <div class="field">
      <label for={`${id}-number`}>
        {label}
        {unit ? ` (${unit})` : ""}
      </label>
      <div class="inputs">
        <input
          type="range"
          aria-label={`${label}, slider`}
          aria-valuetext={`${value}${unit ? ` ${unit}` : ""}`}
          min={logarithmic ? 0 : min}
          max={logarithmic ? NOTCHES : max}
          step={logarithmic ? 1 : step}
          value={logarithmic ? (NOTCHES * Math.log(value / min)) / Math.log(max / min) : value}
          disabled={disabled}
          onInput={(event) => slide(Number(event.currentTarget.value))}
        />
        <input
          id={`${id}-number`}
          type="number"
          inputMode={integer && min >= 0 ? "numeric" : "text"}
          min={min}
          max={max}
          step={logarithmic && !integer ? "any" : step}
          value={typed ?? value}
          disabled={disabled}
          aria-invalid={refusal !== undefined}
          aria-describedby={described}
          onInput={(event) => type(event.currentTarget.value)}
          onBlur={() => setTyped(undefined)}
        />
      </div>
      {refusal ? (
        <div class="refusal" id={`${id}-refusal`} role="alert">
          {refusal}
        </div>
      ) : (
        note && (
          <div class="note" id={`${id}-note`}>
            {note}
          </div>
        )
      )}
    </div>
  );
}

function refusalOf(text: string, { min, max, integer }: { min: number; max: number; integer: boolean }): string | undefined {
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max && (!integer || Number.isInteger(value))) return undefined;
  return `It must be ${integer ? "an integer" : "a number"} from ${min} to ${max}.`;
}

/** Three digits, as people write them. */
function tidy(value: number): number {
  return Number(value.toPrecision(3));
}
