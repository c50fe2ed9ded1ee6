import type { LivePlot, Show } from "../framework/live.js";
import type { Job } from "../framework/study.js";
import { type ContextsInput, type ContextsResult, EVERY } from "./contexts.js";
import type { StudyInput, StudyOutput } from "./jobs.js";
import type { ScalingInput, ScalingResult } from "./scaling.js";

const titles = { direct: "direct", interneurons: "interneurons", leaky: "leaky interneurons" } as const;

/** What is seen while the study runs. */
export const live = {
  contexts: {
    title: "Whitening error while the input changes",
    x: { title: "Samples" },
    y: { title: "Whitening error", scale: "log" },
    lines: true,
  },
  scaling: {
    title: "Time to whiten against the scale of the initial weights",
    x: { title: "Scale of the initial weights", scale: "log" },
    y: { title: "Time", unit: "1/η", scale: "log" },
  },
} as const satisfies Readonly<Record<string, LivePlot>>;

/** Points of a course through the contexts. */
const SHOWN = 400;

export function showResult({ kind, input }: Job<StudyInput>, result: StudyOutput, show: Show): void {
  if (kind === "contexts" && (input as ContextsInput).run === 1) {
    const { errors } = result as ContextsResult;
    const every = Math.ceil(errors.length / SHOWN);
    for (let i = every - 1; i < errors.length; i += every) {
      show("contexts", titles[(input as ContextsInput).algorithm], (i + 1) * EVERY, errors[i]!);
    }
  } else if (kind === "scaling") {
    for (const { white } of (result as ScalingResult).draws) {
      for (const circuit of ["direct", "interneurons", "leaky"] as const) {
        show("scaling", titles[circuit], (input as ScalingInput).scale, white[circuit]);
      }
    }
  }
}
