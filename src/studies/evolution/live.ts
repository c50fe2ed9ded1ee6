import type { LivePlot } from "../framework/live.js";

const evaluations = { title: "Loss evaluations" } as const;
const accuracy = { title: "Accuracy on trials not trained on" } as const;
const loss = { title: "Error", scale: "log" } as const;

/** What is seen while the study runs: trainings of the first repetition, a line for each method. */
export const live = {
  "stimulus-integration": { title: "Networks that count evidence", x: evaluations, y: accuracy, lines: true },
  "working-memory": { title: "Networks that remember it", x: evaluations, y: accuracy, lines: true },
  spiral: { title: "Neural ODE of a spiral", x: { ...evaluations, scale: "log" }, y: loss, lines: true },
  robertson: { title: "Neural ODE of Robertson's reaction", x: { ...evaluations, scale: "log" }, y: loss, lines: true },
} as const satisfies Readonly<Record<string, LivePlot>>;
