import { type LivePlot, type Show, showSeries } from "../framework/live.js";
import type { Job } from "../framework/study.js";
import type { DiagramInput, DiagramResult } from "./diagram.js";
import type { FiringResult } from "./firing.js";
import type { StudyInput, StudyOutput } from "./jobs.js";
import { setTitles } from "./parameters.js";

const current = { title: "Current I", unit: "µA/cm²" } as const;
const voltage = { title: "Membrane potential V", unit: "mV" } as const;

/** What is seen while the study runs. */
export const live = {
  hopf: { title: `Rest and cycles: ${setTitles.hopf}`, x: current, y: voltage },
  snlc: { title: `Rest and cycles: ${setTitles.snlc}`, x: current, y: voltage },
  firing: { title: "Firing rate against the current", x: current, y: { title: "Firing rate", unit: "Hz" }, lines: true },
} as const satisfies Readonly<Record<string, LivePlot>>;

export function showResult({ kind, input }: Job<StudyInput>, result: StudyOutput, show: Show): void {
  if (kind === "diagram") {
    const { set } = input as DiagramInput;
    if (set in live) showDiagram(set, result as DiagramResult, show);
  } else if (kind === "firing") {
    const type = (input as { type: string }).type;
    for (const { sweep, current, frequency } of (result as FiringResult).curves) {
      const series = type === "I" ? "type I" : `type II, current ${sweep === "up" ? "rising" : "falling"}`;
      showSeries(show, "firing", series, current, frequency);
    }
  }
}

function showDiagram(plot: string, { rest, cycles }: DiagramResult, show: Show): void {
  const stability = (stable: boolean) => (stable ? "stable" : "unstable");
  for (const { stable, current, voltage } of rest) {
    showSeries(show, plot, `${stability(stable)} rest`, current, voltage);
  }
  for (const { stable, current, least, greatest } of cycles) {
    const series = `${stability(stable)} cycle, least and greatest`;
    showSeries(show, plot, series, current, least);
    showSeries(show, plot, series, current, greatest);
  }
}
