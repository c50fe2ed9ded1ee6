import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Environment, projectRoot } from "./environment.js";
import { markdown, markdownTable, type Outcome, threeDigits } from "./report.js";

/** One line of the comparison with another simulator. */
export interface PeerFigure {
  /** The task, with method and duration. */
  readonly task: string;
  readonly peer: string;
  /** Medians, seconds. */
  readonly peerSeconds: number;
  readonly ownSeconds: number;
  /** Median over the rounds of peer / own, with its smallest and largest value. */
  readonly ratio: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
}

interface Section<T> {
  readonly environment: Environment;
  readonly figures: readonly T[];
  /** Conditions that belong beside the figures. */
  readonly notes?: readonly string[];
}

export interface Results {
  kernels?: Section<Outcome>;
  network?: Section<never>;
  peers?: Section<PeerFigure>;
  morrisLecar?: Section<PeerFigure>;
  whitening?: Section<PeerFigure>;
  solvers?: Section<PeerFigure>;
  training?: Section<PeerFigure>;
}

/**
 * Replaces one section of the recorded results. The figures are kept in bench/results.json, and bench/RESULTS.md is written from
 * them, so that kernels and peers can be measured anew one without the other.
 */
export function record(section: Results): void {
  const folder = join(projectRoot(), "bench");
  const path = join(folder, "results.json");
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Results) : {};
  const results = { ...known, ...section };
  writeWhole(path, `${JSON.stringify(results, null, 2)}\n`);
  writeWhole(join(folder, "RESULTS.md"), render(results));
}

/** Results as Markdown. */
export function render({ kernels, network, peers, morrisLecar, whitening, solvers, training }: Results): string {
  const parts = [
    "# Measured speed",
    "Written by `npm run bench:record`, `npm run bench:network -- --record` and `npm run bench:peers -- --record`.",
  ];
  if (kernels) {
    parts.push(
      "## Kernels against plain JavaScript",
      machine(kernels.environment),
      "Each kernel beside the same computation in idiomatic typed-array JavaScript (bench/kernels/). Before timing, both must give the same answer within the tolerance stated there. Kernel and twin are timed alternately; figures are medians, `min..max` the spread of the ratio over the rounds. A ratio above 1 means that the kernel is faster.",
      markdownTable(kernels.figures),
      ...(kernels.notes ?? []),
    );
  }
  if (network) parts.push("## Networks", machine(network.environment), ...(network.notes ?? []));
  if (peers) parts.push("## The same network in other simulators", ...peerSection(peers, "simulator"));
  if (morrisLecar) parts.push("## Morris-Lecar cells in another simulator", ...peerSection(morrisLecar, "simulator"));
  if (whitening) parts.push("## Whitening circuits in NumPy", ...peerSection(whitening, "library"));
  if (solvers) parts.push("## Initial value problems in other solver suites", ...peerSection(solvers, "suite"));
  if (training) parts.push("## Recurrent networks in PyTorch", ...peerSection(training, "library"));
  return `${parts.join("\n\n")}\n`;
}

function peerSection({ environment, figures, notes = [] }: Section<PeerFigure>, peer: string): string[] {
  const rows = figures.map((figure) => [
    figure.task,
    figure.peer,
    threeDigits(figure.peerSeconds),
    threeDigits(figure.ownSeconds),
    `**${figure.ratio.toFixed(2)}x** (${figure.ratioMin.toFixed(2)}..${figure.ratioMax.toFixed(2)})`,
  ]);
  return [machine(environment), markdown(["task", peer, "its s", "microcircuit s", "ratio (min..max)"], rows), ...notes];
}

function machine({ cpu, cores, memoryGiB, os, node, v8, version, date }: Environment): string {
  return `microcircuit ${version}, ${date}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${os}, Node ${node} (V8 ${v8}).`;
}

/** A reader never sees half a file. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}
