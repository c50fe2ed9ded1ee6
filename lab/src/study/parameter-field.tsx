import type { ParameterInfo } from "microcircuit/studies";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { sliderOf } from "./slider.js";
import { labelOf, sameValue } from "./values.js";

export interface ParameterFieldOptions {
  readonly parameter: ParameterInfo;
  readonly text: string;
  /** What the preset gives. */
  readonly presetText: string;
  /** Why the value is refused. */
  readonly refusal?: string | undefined;
  onText(text: string): void;
}

/** A field for one parameter of whatever type: marked where it differs from the preset, with a button that sets it back. */
export function ParameterField(options: ParameterFieldOptions) {
  const { parameter, text, presetText, refusal, onText } = options;
  const { name, unit, description } = parameter;
  const id = useId();
  const changed = !sameValue(parameter, text, presetText);
  const label = `${labelOf(name)}${unit ? ` (${unit})` : ""}`;
  const several = parameter.type === "list" && parameter.choices !== undefined;
  const note = `${id}-note`;
  const described = refusal ? `${id}-refusal ${note}` : note;
  return (
    <div class={`field parameter${changed ? " changed" : ""}`} data-parameter={name}>
      <div class="heading">
        {several ? (
          <span class="label" id={`${id}-label`}>
            {label}
          </span>
        ) : (
          <label for={id}>{label}</label>
        )}
        {changed && (
          <button
            type="button"
            class="reset"
            aria-label={`Set ${labelOf(name)} back to ${presetText}`}
            onClick={() => onText(presetText)}
          >
            changed · reset
          </button>
        )}
      </div>
      {several ? (
        <Several parameter={parameter} text={text} labelledBy={`${id}-label`} describedBy={described} onText={onText} />
      ) : (
        <Input {...options} id={id} describedBy={described} />
      )}
      {refusal && (
        <div class="refusal" id={`${id}-refusal`} role="alert">
          {refusal}
        </div>
      )}
      <div class="note" id={note}>
        {description}
        {description ? "; " : ""}
        <code>{name}</code>
        {changed ? `, preset: ${presetText}` : ""}
      </div>
    </div>
  );
}

interface InputOptions extends ParameterFieldOptions {
  readonly id: string;
  readonly describedBy: string;
}

/** The control of everything but a list of choices. */
function Input({ parameter, text, refusal, onText, id, describedBy }: InputOptions): ComponentChildren {
  const common = { id, "aria-describedby": describedBy, "aria-invalid": refusal !== undefined } as const;
  if (parameter.type === "boolean") {
    return (
      <label class="check">
        <input
          {...common}
          type="checkbox"
          checked={text === "true"}
          onChange={(event) => onText(String(event.currentTarget.checked))}
        />
        <span>{text === "true" ? "yes" : "no"}</span>
      </label>
    );
  }
  if (parameter.type === "choice") {
    return (
      <select {...common} value={text} onChange={(event) => onText(event.currentTarget.value)}>
        {(parameter.choices ?? []).map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {String(choice)}
          </option>
        ))}
      </select>
    );
  }
  const numeric = parameter.type === "number" || parameter.type === "integer";
  return numeric ? (
    <Numeric parameter={parameter} text={text} common={common} onText={onText} />
  ) : (
    <TypedText same={(a, b) => sameValue(parameter, a, b)} text={text} common={common} onText={onText} />
  );
}

interface Common {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": boolean;
}

function Numeric({
  parameter,
  text,
  common,
  onText,
}: Pick<ParameterFieldOptions, "parameter" | "text" | "onText"> & { readonly common: Common }) {
  const slider = sliderOf(parameter);
  const field = <TypedText same={(a, b) => sameValue(parameter, a, b)} text={text} common={common} decimal onText={onText} />;
  if (!slider) return field;
  const value = Number(text);
  return (
    <div class="inputs">
      <input
        type="range"
        aria-label={`${labelOf(parameter.name)}, slider`}
        aria-valuetext={`${text}${parameter.unit ? ` ${parameter.unit}` : ""}`}
        min={0}
        max={slider.last}
        step={1}
        value={Number.isFinite(value) ? slider.positionOf(value) : 0}
        onInput={(event) => onText(String(slider.valueOf(Number(event.currentTarget.value))))}
      />
      {field}
    </div>
  );
}

interface TypedTextOptions {
  readonly text: string;
  readonly common: Common;
  readonly decimal?: boolean;
  same(a: string, b: string): boolean;
  onText(text: string): void;
}

/** A text field that leaves what is being typed as it was typed. */
function TypedText({ text, common, decimal = false, same, onText }: TypedTextOptions) {
  const [typed, setTyped] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value, from a slider or a preset, replaces what was typed
  useEffect(() => setTyped((kept) => (kept !== undefined && same(kept, text) ? kept : undefined)), [text]);
  return (
    <input
      {...common}
      type="text"
      inputMode={decimal ? "decimal" : "text"}
      autoComplete="off"
      spellcheck={false}
      value={typed ?? text}
      onInput={(event) => {
        setTyped(event.currentTarget.value);
        onText(event.currentTarget.value);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

interface SeveralOptions extends Pick<ParameterFieldOptions, "parameter" | "text" | "onText"> {
  readonly labelledBy: string;
  readonly describedBy: string;
}

/** Some of several choices, kept in the order of the choices. */
function Several({ parameter, text, labelledBy, describedBy, onText }: SeveralOptions) {
  const chosen = new Set(text.split(",").map((part) => part.trim()));
  const choices = (parameter.choices ?? []).map(String);
  const toggle = (choice: string, on: boolean) =>
    onText(choices.filter((other) => (other === choice ? on : chosen.has(other))).join(", "));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a part of this field
    <div role="group" class="checks" aria-labelledby={labelledBy} aria-describedby={describedBy}>
      {choices.map((choice) => (
        <label key={choice} class="check">
          <input type="checkbox" checked={chosen.has(choice)} onChange={(event) => toggle(choice, event.currentTarget.checked)} />
          <span>{choice}</span>
        </label>
      ))}
    </div>
  );
}
