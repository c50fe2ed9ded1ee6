import { type LivePlot, type Show, showSeries } from "../framework/live.js";
import type { Job } from "../framework/study.js";
import type { FiringResult } from "./firing.js";
import type { PointInput, StudyInput, StudyOutput } from "./jobs.js";
import { type NetworkResult, RATE_BIN } from "./network.js";
import type { Noise } from "./populations.js";
import type { TheoryResult } from "./theory.js";

const noiseTitles: Readonly<Record<Noise, string>> = { gaussian: "Gaussian", poisson: "Poisson", delta: "delta" };
const rate = { title: "Firing rate", unit: "Hz" } as const;

/** What is seen while the study runs; lines are formulas. */
export const live = {
  decay: {
    title: "Firing rate against the synapses' decay time",
    x: { title: "Decay time", unit: "ms", scale: "log" },
    y: { ...rate, scale: "log" },
    lines: ["formula"],
  },
  transfer: {
    title: "Firing rate against excitation",
    x: { title: "Rate of excitatory events", unit: "1/ms" },
    y: { ...rate, scale: "log" },
    lines: ["formula"],
  },
  network: { title: "A network of such neurons", x: { title: "Time", unit: "ms" }, y: rate, lines: true },
} as const satisfies Readonly<Record<string, LivePlot>>;

export function showResult({ kind, input }: Job<StudyInput>, result: StudyOutput, show: Show): void {
  if (kind === "theory") showTheory(result as TheoryResult, show);
  else if (kind === "network") showNetwork(result as NetworkResult, show);
  else if (kind !== "free") showPoint(kind, input as PointInput, result as FiringResult, show);
}

function showPoint(kind: string, input: PointInput, { rate }: FiringResult, show: Show): void {
  const { driveName, drive, noise, timeConstants } = input;
  const tau = timeConstants.excitatory;
  if (kind === "transfer") show("transfer", `${noiseTitles[noise]}, τₛ = ${tau} ms`, drive.excitatoryRate, rate);
  else if (noise !== "delta") show("decay", `${driveName}, ${noiseTitles[noise]}`, tau, rate);
}

function showTheory({ shifted, transfer }: TheoryResult, show: Show): void {
  for (const drive of ["P1", "P3"] as const) {
    const times = Object.keys(shifted[drive]).sort((a, b) => Number(a) - Number(b));
    for (const tau of times) show("decay", `formula, ${drive}`, Number(tau), shifted[drive][tau]!.rate);
  }
  for (const { timeConstant, excitatoryRate, rate } of transfer) {
    show("transfer", timeConstant === null ? "formula, white noise" : `formula, τₛ = ${timeConstant} ms`, excitatoryRate, rate);
  }
}

function showNetwork({ rates }: NetworkResult, show: Show): void {
  if (!rates) return;
  const times = rates.excitatory.map((_, i) => (i + 0.5) * RATE_BIN);
  showSeries(show, "network", "excitatory", times, rates.excitatory);
  showSeries(show, "network", "inhibitory", times, rates.inhibitory);
}
