import { useId } from "preact/hooks";

export interface ChoiceOptions<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly note?: string;
  readonly disabled?: boolean;
  onValue(value: Value): void;
}

/** One of a few. */
export function Choice<Value extends string>({ label, value, choices, note, disabled, onValue }: ChoiceOptions<Value>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled ?? false}
        aria-describedby={note ? `${id}-note` : undefined}
        onChange={(event) => onValue(event.currentTarget.value as Value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {note && (
        <div class="note" id={`${id}-note`}>
          {note}
        </div>
      )}
    </div>
  );
}
