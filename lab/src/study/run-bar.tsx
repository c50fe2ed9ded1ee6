import { duration } from "microcircuit/studies";
import { useRef } from "preact/hooks";
import type { StudyForm } from "../catalogue.js";
import type { Check, Settings } from "./protocol.js";
import { isUnderWay, type Run } from "./use-run.js";

export interface RunBarOptions {
  readonly form: StudyForm;
  readonly run: Run;
  readonly settings: Settings;
  readonly check: Check | undefined;
}

/** Run, pause, stop; how far it is, and the jobs under way. */
export function RunBar({ form, run, settings, check }: RunBarOptions) {
  const main = useRef<HTMLButtonElement>(null);
  const { phase, progress, underWay } = run;
  const running = isUnderWay(phase);
  const kept = check?.kept ?? 0;
  const ready = run.conductor !== undefined;
  const action =
    phase === "running"
      ? { label: "Pause", act: run.pause }
      : phase === "pausing"
        ? { label: "Go on", act: run.goOn }
        : phase === "stopping"
          ? { label: "Go on", act: () => {} } // at once; it keeps the focus until then
          : { label: kept > 0 ? "Go on" : "Run", act: () => run.start(settings) };
  const fraction = phase === "finished" ? 1 : phase === "idle" ? 0 : (progress?.fraction ?? 0);
  const percent = Math.floor(100 * fraction);
  const words = status(form, run, check);
  return (
    <section class="panel run-bar" aria-label="Run">
      <div class="buttons">
        <button
          ref={main}
          type="button"
          class="primary"
          disabled={!ready}
          aria-disabled={phase === "stopping"}
          onClick={action.act}
        >
          {action.label}
        </button>
        <button
          type="button"
          disabled={!running || phase === "stopping"}
          onClick={() => {
            run.stop();
            main.current?.focus(); // the button under the finger goes dead
          }}
        >
          Stop
        </button>
        <span class="status number">{words}</span>
      </div>
      <div
        class="progress"
        role="progressbar"
        aria-label="Progress of the run"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={words}
      >
        <div style={{ transform: `scaleX(${fraction})` }} />
      </div>
      <p class="under-way faint" aria-hidden={underWay.length === 0}>
        {underWay.length > 0 ? `Under way: ${listed(underWay)}` : "\u00a0"}
      </p>
      <p class="visually-hidden" role="status">
        {announcement(run)}
      </p>
    </section>
  );
}

/** What is going on, in a line. */
function status(form: StudyForm, run: Run, check: Check | undefined): string {
  const { phase, progress, underWay, drawing } = run;
  const jobs = progress ? `${progress.finishedJobs} of ${progress.jobs} jobs` : "";
  switch (phase) {
    case "running":
      if (!progress) return "Starting the workers…";
      if (progress.fraction === 1) {
        return drawing ? `Drawing: ${drawing.drawn} of ${drawing.figures} figures` : "All jobs are done; drawing conclusions…";
      }
      return progress.secondsLeft === undefined ? jobs : `${jobs}, ${timeLeft(progress.secondsLeft)} left`;
    case "pausing":
      return underWay.length === 0
        ? "Pausing"
        : `Pausing: ${underWay.length === 1 ? "1 job finishes" : `${underWay.length} jobs finish`} first`;
    case "paused":
      return `Paused: ${jobs} are done and kept`;
    case "stopping":
      return "Stopping";
    case "stopped":
      return `Stopped: ${jobs} are done and kept`;
    case "failed":
      return "Failed";
    case "finished":
      return `Finished: ${verdict(run)}, in ${run.summary?.duration ?? ""}`;
    default:
      if (!run.conductor) return "Getting ready…";
      return check?.jobs === undefined ? form.title : `${check.jobs} jobs`;
  }
}

/** Told to those who do not see the page: what changed, and not every job. */
function announcement(run: Run): string {
  switch (run.phase) {
    case "running":
      return "The study is running.";
    case "pausing":
      return "Pausing: jobs under way finish first.";
    case "paused":
      return "Paused.";
    case "stopped":
      return "Stopped.";
    case "finished":
      return `Finished: ${verdict(run)}.`;
    default:
      return "";
  }
}

export function verdict({ summary }: Pick<Run, "summary">): string {
  if (!summary) return "";
  const { length } = summary.claims;
  const failed = summary.claims.filter(({ holds }) => !holds).length;
  if (failed > 0) return `${failed} of ${length} claims fail`;
  return `all ${length} claims hold`;
}

/** Whole seconds: tenths of a guess are no news. */
function timeLeft(seconds: number): string {
  return duration(Math.max(1, Math.round(seconds))).replace(".0 s", " s");
}

function listed(names: readonly string[]): string {
  return names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`;
}
