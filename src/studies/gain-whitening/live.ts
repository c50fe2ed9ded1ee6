import { type LivePlot, type Show, showSeries } from "../framework/live.js";
import type { Job } from "../framework/study.js";
import type { AdaptationResult } from "./adaptation.js";
import type { FramesInput, FramesResult } from "./frames.js";
import type { StudyInput, StudyOutput } from "./jobs.js";
import { protocols, STRETCHES, type SynapsesInput, type SynapsesResult } from "./synapses.js";

const error = { title: "Whitening error" } as const;

/** What is seen while the study runs. */
export const live = {
  adaptation: { title: "Gains adapt to two contexts", x: { title: "Samples" }, y: error, lines: true },
  frames: {
    title: "Fixed synapses: random, optimised, of the input's own axes",
    x: { title: "Step", scale: "log" },
    y: { ...error, scale: "log" },
    lines: true,
  },
  synapses: {
    title: "Slow synapses learn what the contexts share",
    x: { title: "Contexts" },
    y: { ...error, title: "Mean whitening error within contexts", scale: "log" },
  },
} as const satisfies Readonly<Record<string, LivePlot>>;

/** Rows of the adaptation that are passed over for one that is shown. */
const STRIDE = 5;

export function showResult({ kind, input }: Job<StudyInput>, result: StudyOutput, show: Show): void {
  if (kind === "adaptation") {
    const { times, error, medianError, expectedError } = result as AdaptationResult;
    for (let i = STRIDE - 1; i < times.length; i += STRIDE) {
      show("adaptation", "one realisation", times[i]!, error[i]!);
      show("adaptation", "median", times[i]!, medianError[i]!);
      show("adaptation", "expected steps", times[i]!, expectedError[i]!);
    }
  } else if (kind === "frame") {
    const { step, median } = (result as FramesResult).curve;
    showSeries(show, "frames", (input as FramesInput).frame, step, median);
  } else if (kind === "synapses") {
    const { protocol, contexts } = input as SynapsesInput;
    const { normalised, perContexts } = protocols[protocol];
    const width = (contexts * perContexts) / STRETCHES;
    const series = normalised ? "normalised synapses" : "free synapses";
    const { errors } = result as SynapsesResult;
    const middles = errors.map((_, i) => (i + 0.5) * width);
    showSeries(show, "synapses", series, middles, errors);
  }
}
