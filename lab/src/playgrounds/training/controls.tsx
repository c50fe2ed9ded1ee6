import { Choice } from "../../ui/choice.js";
import { NumberField } from "../../ui/number-field.js";
import { gradientTitles, optimiserTitles, strategyTitles, taskTitles } from "./names.js";
import {
  functionNames,
  gradientsOf,
  hasRate,
  type NumberName,
  optimisers,
  rangeOf,
  type Settings,
  settingsOf,
  strategiesOf,
  taskNames,
} from "./settings.js";
import { testFunctions } from "./test-functions.js";

export interface ControlsOptions {
  readonly settings: Settings;
  onSettings(settings: Settings): void;
}

const choicesOf = <Value extends string>(values: readonly Value[], titles: Readonly<Record<Value, string>>) =>
  values.map((value) => ({ value, label: titles[value] }));

const optimiserChoices = choicesOf(optimisers, optimiserTitles);
const functionTitles = Object.fromEntries(functionNames.map((name) => [name, testFunctions[name].title])) as Record<
  (typeof functionNames)[number],
  string
>;

/** Task, pace, and the methods of both sides. */
export function Controls({ settings, onSettings }: ControlsOptions) {
  const { task, landscape, seed } = settings;
  const set = (change: Partial<Settings>) => onSettings({ ...settings, ...change });
  const number = (name: NumberName, label: string, more: { note?: string; log?: boolean; step?: number } = {}) => {
    const { min, max, integer = false, even = false } = rangeOf(name, task);
    const step = even ? 2 : more.step;
    return (
      <NumberField
        key={`${task} ${name}`}
        {...{ label, min, max, integer, value: settings[name] }}
        {...(more.note ? { note: more.note } : {})}
        {...(more.log ? { scale: "log" as const } : {})}
        {...(step ? { step } : {})}
        // Candidates come in pairs: an odd number that is typed is made even.
        onValue={(value) => set({ [name]: even ? 2 * Math.round(value / 2) : value })}
      />
    );
  };
  return (
    <>
      <Choice
        label="Task"
        value={task}
        choices={choicesOf(taskNames, taskTitles)}
        onValue={(value) => onSettings(settingsOf(value, { seed }))}
      />
      {task === "function" && (
        <Choice
          label="Function"
          value={landscape}
          choices={choicesOf(functionNames, functionTitles)}
          note={testFunctions[landscape].about}
          onValue={(value) => onSettings(settingsOf(task, { seed, landscape: value }))}
        />
      )}
      <fieldset class="side evolution">
        <legend>Evolution</legend>
        <Choice
          label="Strategy"
          value={settings.strategy}
          choices={choicesOf(strategiesOf(task), strategyTitles)}
          onValue={(strategy) => set({ strategy })}
        />
        {number("population", "Population", { step: 2 })}
        {number("sigma", "Sigma of the candidates", { log: true })}
        {hasRate(settings.strategy) && (
          <>
            <Choice
              label="Optimiser of the centre"
              value={settings.strategyOptimiser}
              choices={optimiserChoices}
              onValue={(strategyOptimiser) => set({ strategyOptimiser })}
            />
            {number("strategyRate", "Rate of evolution", { log: true })}
          </>
        )}
      </fieldset>
      <fieldset class="side gradient">
        <legend>Gradient</legend>
        <Choice
          label="Gradient by"
          value={settings.gradient}
          choices={choicesOf(gradientsOf(task), gradientTitles)}
          onValue={(gradient) => set({ gradient })}
        />
        {settings.gradient === "truncated-backpropagation" && number("window", "Steps it goes back", { log: true })}
        <Choice
          label="Optimiser"
          value={settings.optimiser}
          choices={optimiserChoices}
          onValue={(optimiser) => set({ optimiser })}
        />
        {number("rate", "Rate of the gradient", { log: true })}
      </fieldset>
      <Choice
        label="Pace"
        value={settings.pace}
        choices={[
          { value: "evaluations", label: "equal evaluations, to watch" },
          { value: "machine", label: "as fast as each side can" },
        ]}
        onValue={(pace) => set({ pace })}
      />
      {settings.pace === "evaluations" && number("speed", "Evaluations per second", { log: true })}
      {number("budget", "Evaluations of each side", {
        log: true,
        note: "A gradient counts as three evaluations. At the end both stop.",
      })}
      {number("seed", "Seed", {
        note: "Of the start, the trials and the candidates: the same seed gives the same curves, to the last bit.",
      })}
      <p class="training-note faint">
        A change to one side starts that side anew from the common start, and it catches up with the other; a change of task, seed
        or budget starts both anew.
      </p>
    </>
  );
}
