import { Choice } from "../../ui/choice.js";
import { NumberField } from "../../ui/number-field.js";
import type { LaneKey } from "./frame.js";
import { laneKeys } from "./frame.js";
import { laneLooks } from "./looks.js";
import type { News } from "./race.js";
import { type After, ranges, type Settings, tidy } from "./settings.js";

export interface ControlsOptions {
  readonly settings: Settings;
  readonly news: News | undefined;
  onSettings(change: Partial<Settings>): void;
}

/** All that the race can be set to. */
export function Controls({ settings, news, onSettings }: ControlsOptions) {
  const { smallest, largest } = settings;
  return (
    <>
      <fieldset class="race-group">
        <legend>Race</legend>
        <NumberField
          label="Start σ"
          note={startNote(news, settings)}
          value={settings.start}
          scale="log"
          {...ranges.start}
          onValue={(start) => onSettings({ start })}
        />
        <Choice<After>
          label="When all have finished"
          value={settings.after}
          choices={[
            { value: "next", label: "switch to the next context" },
            { value: "farther", label: "start three times as far off" },
            { value: "stay", label: "stay" },
          ]}
          onValue={(after) => onSettings({ after })}
        />
        <Choice<"2" | "3">
          label="Circuits"
          value={String(settings.lanes) as "2" | "3"}
          choices={[
            { value: "2", label: "direct, interneurons" },
            { value: "3", label: "direct, interneurons, gains" },
          ]}
          onValue={(lanes) => onSettings({ lanes: lanes === "3" ? 3 : 2 })}
        />
        <NumberField
          label="Samples per picture"
          value={settings.pace}
          scale="log"
          {...ranges.pace}
          onValue={(pace) => onSettings({ pace })}
        />
      </fieldset>
      <fieldset class="race-group">
        <legend>Input: its covariance</legend>
        <NumberField
          label="Largest eigenvalue"
          value={largest}
          scale="log"
          {...ranges.largest}
          onValue={(value) => onSettings({ largest: value, smallest: Math.min(smallest, value) })}
        />
        <NumberField
          label="Smallest eigenvalue"
          note={`Condition number ${tidy(largest / smallest)}`}
          value={smallest}
          scale="log"
          {...ranges.smallest}
          onValue={(value) => onSettings({ smallest: value, largest: Math.max(largest, value) })}
        />
        <NumberField
          label="Angle"
          unit="°"
          value={settings.angle}
          step={1}
          {...ranges.angle}
          onValue={(angle) => onSettings({ angle })}
        />
      </fieldset>
      <fieldset class="race-group">
        <legend>Learning</legend>
        {laneKeys.slice(0, settings.lanes).map((key, l) => (
          <NumberField
            key={key}
            label={`Learning rate η, ${rateNames[key]}`}
            note={limitNote(news, l)}
            value={settings[key]}
            scale="log"
            {...ranges[key]}
            onValue={(rate) => onSettings({ [key]: rate })}
          />
        ))}
        <NumberField
          label="Batch"
          note="Samples averaged for one update."
          value={settings.batch}
          scale="log"
          {...ranges.batch}
          onValue={(batch) => onSettings({ batch })}
        />
      </fieldset>
      <fieldset class="race-group">
        <legend>Finish and samples</legend>
        <NumberField
          label="Finish: error at most"
          note={noiseNote(news, settings)}
          value={settings.finish}
          step={0.05}
          {...ranges.finish}
          onValue={(finish) => onSettings({ finish })}
        />
        <Choice<Settings["axis"]>
          label="Axis of samples"
          value={settings.axis}
          choices={[
            { value: "linear", label: "linear" },
            { value: "log", label: "logarithmic" },
          ]}
          onValue={(axis) => onSettings({ axis })}
        />
        <NumberField
          label="Seed"
          note="The same seed, the same samples, for all circuits."
          value={settings.seed}
          step={1}
          {...ranges.seed}
          onValue={(seed) => onSettings({ seed: Math.round(seed) })}
        />
      </fieldset>
    </>
  );
}

const rateNames: Readonly<Record<LaneKey, string>> = { direct: "direct", interneurons: "interneurons", gains: "gains" };

function startNote(news: News | undefined, { start, lanes }: Settings): string {
  const overshooting = laneKeys.slice(0, lanes).filter((_, l) => start < (news?.lanes[l]?.overshootStart ?? 0));
  if (overshooting.length === 0) return "All circuits begin at A = σ I. How far off is that, and what does it cost?";
  return `So near 0 the first samples overshoot at this η (${overshooting.map((key) => rateNames[key]).join(", ")}); the theory is of small η.`;
}

function limitNote(news: News | undefined, lane: number): string {
  const limit = news?.lanes[lane]?.stepLimit;
  return `Without noise, steps settle for this input up to ${limit === undefined ? "…" : tidy(limit)}.`;
}

/** Whether the noise of samples lets anybody finish: the operator norm is at least 1/sqrt(2) of the Frobenius norm. */
function noiseNote(news: News | undefined, { finish, lanes }: Settings): string {
  const noisy = laneKeys.slice(0, lanes).filter((_, l) => (news?.lanes[l]?.noise ?? 0) / Math.SQRT2 > finish);
  if (noisy.length === 0) return "Largest |variance − 1| of the outputs, over all directions.";
  return `Noise alone is above that: ${noisy.map((key) => laneLooks[key].name.toLowerCase()).join(", ")}.`;
}
