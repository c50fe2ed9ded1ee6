import type { PresetName } from "microcircuit/studies";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { StudyForm } from "../catalogue.js";
import { Choice } from "../ui/choice.js";
import { groupsOf } from "./groups.js";
import { ParameterField } from "./parameter-field.js";
import type { Check, Settings } from "./protocol.js";
import { refusalsIn } from "./refusals.js";
import { withParameter } from "./settings.js";
import { presetText } from "./values.js";

export interface SettingsFormOptions {
  readonly form: StudyForm;
  readonly settings: Settings;
  /** What the conductor said of them last. */
  readonly check: Check | undefined;
  onSettings(settings: Settings): void;
}

/** All that a run is asked for: preset, seed, workers, parameters by groups. */
export function SettingsForm({ form, settings, check, onSettings }: SettingsFormOptions) {
  const preset = settings.preset as PresetName;
  const refusals = check?.problem === undefined ? [] : refusalsIn(check.problem);
  const refusalOf = (name: string) => refusals.find(({ parameter }) => parameter === name)?.sentence;
  const names = form.parameters.map(({ name }) => name);
  const changes = Object.keys(settings.set).length;
  return (
    <section class="panel settings" aria-label="Settings">
      {check?.problem !== undefined && (
        <div class="error" role="alert" data-problem>
          {check.problem}
        </div>
      )}
      <Choice
        label="Preset"
        value={preset}
        choices={(["quick", "full"] as const).map((name) => ({
          value: name,
          label: `${name} (about ${seconds(form.presets[name].seconds)} on one core)`,
        }))}
        note={preset === "quick" ? "smaller sizes: a first look" : "the published sizes"}
        onValue={(next) => onSettings({ ...settings, preset: next, set: {} })}
      />
      <div class="pair">
        <TextField
          label="Seed"
          note="of all random numbers"
          value={settings.seed}
          refusal={refusalOf("seed")}
          onValue={(seed) => onSettings({ ...settings, seed })}
        />
        <TextField
          label="Workers"
          note={check?.jobs === undefined ? "jobs at once" : `jobs at once, of ${check.jobs}`}
          value={settings.workers}
          refusal={refusalOf("workers")}
          onValue={(workers) => onSettings({ ...settings, workers })}
        />
      </div>
      <div class="changes">
        <span>{changes === 0 ? "All parameters as in the preset" : `${changes} changed`}</span>
        <button type="button" disabled={changes === 0} onClick={() => onSettings({ ...settings, set: {} })}>
          Reset all
        </button>
      </div>
      {groupsOf(form.name, names).map(({ title, parameters }, i) => {
        const changed = parameters.filter((name) => Object.hasOwn(settings.set, name)).length;
        const refused = parameters.some((name) => refusalOf(name) !== undefined);
        return (
          <Fold key={title} title={title} changed={changed} open={i === 0} refused={refused}>
            {parameters.map((name) => {
              const parameter = form.parameters.find((candidate) => candidate.name === name)!;
              const ofPreset = presetText(form, preset, parameter);
              return (
                <ParameterField
                  key={name}
                  parameter={parameter}
                  text={settings.set[name] ?? ofPreset}
                  presetText={ofPreset}
                  refusal={refusalOf(name)}
                  onText={(text) => onSettings(withParameter(settings, form, name, text))}
                />
              );
            })}
          </Fold>
        );
      })}
    </section>
  );
}

interface FoldOptions {
  readonly title: string;
  readonly changed: number;
  /** At first. */
  readonly open: boolean;
  /** Opens it: what is refused must be seen. */
  readonly refused: boolean;
  readonly children: ComponentChildren;
}

/** A group of fields that is opened and closed. */
function Fold({ title, changed, open: atFirst, refused, children }: FoldOptions) {
  const [open, setOpen] = useState(atFirst);
  useEffect(() => {
    if (refused) setOpen(true);
  }, [refused]);
  return (
    <details class="group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {title}
        {changed > 0 && <span class="badge">{changed} changed</span>}
      </summary>
      {open && children}
    </details>
  );
}

interface TextFieldOptions {
  readonly label: string;
  readonly note: string;
  readonly value: string;
  readonly refusal: string | undefined;
  onValue(value: string): void;
}

function TextField({ label, note, value, refusal, onValue }: TextFieldOptions) {
  const id = `study-${label.toLowerCase()}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={value}
        aria-invalid={refusal !== undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <div class={refusal ? "refusal" : "note"} id={`${id}-note`}>
        {refusal ?? note}
      </div>
    </div>
  );
}

function seconds(time: number): string {
  return time < 90 ? `${time} s` : time < 5400 ? `${Math.round(time / 60)} min` : `${(time / 3600).toFixed(1)} h`;
}
