import { loadSync } from "../../src/index.js";
import { median } from "../harness.js";
import type { PeerFigure } from "../results.js";
import { findMathjs, findOdex, Own } from "./solver-functions.js";
import { type SolverPeer, startCvode, startSciPy } from "./solver-process.js";
import { ALLOWED_ERROR, errorOf, type Solved, type SolverTask, solverTasks, type Tolerances } from "./solver-tasks.js";

/** The method and tolerances with which a side reaches the accuracy in the least time. */
interface Tuned {
  readonly method: string;
  readonly tolerances: Tolerances;
  readonly solved: Solved;
  readonly error: number;
}

/** Relative tolerances of the search, four a decade, and the shares of the absolute ones. */
const relatives = Array.from({ length: 33 }, (_, i) => 10 ** (-4 - i / 4));
const shares = [1e-4, 1e-2, 1, 100];
/** So many of the fastest settings are timed anew. */
const FINALISTS = 6;

/** The next tighter relative tolerances that must reach the accuracy too: an error that happens to be small at the end does not count. */
const CONFIRMATIONS = 2;
/** A tighter tolerance is not tried where a looser one already took so many times as long as the best that reaches the accuracy. */
const HOPELESS = 4;

/**
 * The fastest of all methods and tolerances that reach the accuracy; both sides are tuned in the same way, to this problem. SciPy, some
 * hundred times slower, is searched on every second tolerance.
 */
async function tune(peer: SolverPeer, task: SolverTask): Promise<Tuned | undefined> {
  const found: Tuned[] = [];
  const coarse = peer.name === "SciPy";
  let best = Infinity;
  for (const method of peer.methods.filter((name) => peer.takes(task, name))) {
    await peer.solve(task, method, { relative: 1e-4, share: 1 }, coarse ? 0 : 0.05); // compiled before it is timed
    for (const share of coarse ? [1e-2] : shares) {
      const right: Tuned[] = []; // at consecutive tolerances
      for (const relative of relatives.filter((_, i) => !coarse || i % 2 === 0)) {
        const tolerances = { relative, share };
        const solved = await peer.solve(task, method, tolerances, 0);
        if (solved && (solved.seconds > HOPELESS * best || solved.seconds > 10)) break;
        const error = solved ? errorOf(task, solved.values) : Infinity;
        if (solved && error <= ALLOWED_ERROR) right.push({ method, tolerances, solved, error });
        else right.length = 0;
        const confirmed = right.at(-1 - CONFIRMATIONS);
        if (confirmed === undefined) continue;
        found.push(confirmed);
        best = Math.min(best, confirmed.solved.seconds);
      }
    }
  }
  found.sort((a, b) => a.solved.seconds - b.solved.seconds);
  const finalists: Tuned[] = [];
  for (const candidate of found.slice(0, coarse ? 2 : FINALISTS)) {
    const solved = await peer.solve(task, candidate.method, candidate.tolerances, 0.05);
    if (solved) finalists.push({ ...candidate, solved });
  }
  return finalists.sort((a, b) => a.solved.seconds - b.solved.seconds)[0];
}

/** Solver suites of other projects and this one's on the same problems at the same accuracy, run alternately. */
export async function compareSolvers(
  rounds: number,
  only: readonly string[] = [],
): Promise<{ figures: PeerFigure[]; notes: string[] } | undefined> {
  const core = loadSync();
  const [own, ownInJavaScript] = [new Own(core, false), new Own(core, true)];
  const scipy = startSciPy();
  const found = [startCvode(), scipy, scipy && onlyWith(scipy, "Radau"), findOdex(), findMathjs()];
  const peers = found.filter((peer) => peer !== undefined);
  if (peers.length === 0) return undefined;
  const tasks = solverTasks().filter(({ name }) => only.length === 0 || only.includes(name));
  const figures: PeerFigure[] = [];
  try {
    for (const task of tasks) {
      const tuned = new Map<SolverPeer, Tuned | undefined>();
      for (const side of [own, ownInJavaScript, ...peers]) tuned.set(side, await tune(side, task));
      for (const peer of peers) {
        // against what runs JavaScript: its functions here too
        const sides = ["odex", "mathjs"].includes(peer.name) ? [own, ownInJavaScript] : [own];
        for (const side of sides) {
          const figure = await compare(task, peer, tuned.get(peer), side, tuned.get(side), rounds);
          if (figure) figures.push(figure);
        }
      }
    }
  } finally {
    for (const peer of peers) peer.close();
  }
  return { figures, notes: [conditions] };
}

/** A peer that has one of its methods. */
function onlyWith(peer: SolverPeer, method: string): SolverPeer {
  const { name, takes } = peer;
  return { name, methods: [method], takes, solve: (...asked) => peer.solve(...asked), close: () => {} };
}

async function compare(
  task: SolverTask,
  peer: SolverPeer,
  its: Tuned | undefined,
  own: SolverPeer,
  ours: Tuned | undefined,
  rounds: number,
): Promise<PeerFigure | undefined> {
  if (its === undefined || ours === undefined) {
    const missing = [its ? "" : peer.name, ours ? "" : own.name].filter((name) => name !== "");
    if (peer.methods.some((method) => peer.takes(task, method))) {
      console.log(`${task.description}: ${missing.join(" and ")} did not reach ${ALLOWED_ERROR}, or does not know the problem.`);
    }
    return undefined;
  }
  const measured: { peer: number; own: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const theirs = await peer.solve(task, its.method, its.tolerances, 0.1);
    const here = await own.solve(task, ours.method, ours.tolerances, 0.1);
    measured.push({ peer: theirs!.seconds, own: here!.seconds });
  }
  const ratios = measured.map((seconds) => seconds.peer / seconds.own);
  const figure = {
    task: `${task.description}: ${inWords(its)} against ${inWords(ours)}${own.name === "microcircuit" ? "" : ", f in JavaScript"}`,
    peer: its.solved.version ?? peer.name,
    peerSeconds: median(measured.map((seconds) => seconds.peer)),
    ownSeconds: median(measured.map((seconds) => seconds.own)),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
  const microseconds = (seconds: number) => `${(1e6 * seconds).toFixed(1)} us`;
  console.log(
    `${figure.task}: ${figure.peer} ${microseconds(figure.peerSeconds)}, microcircuit ${microseconds(figure.ownSeconds)}, ${figure.ratio.toFixed(1)}x (${figure.ratioMin.toFixed(1)}..${figure.ratioMax.toFixed(1)})`,
  );
  return figure;
}

function inWords({ method, solved, error, tolerances }: Tuned): string {
  const steps = solved.steps === undefined ? `${solved.evaluations} evaluations` : `${solved.steps} steps`;
  return `${method}, rtol ${tolerances.relative.toExponential(1)}, share ${tolerances.share}, ${steps}, error ${error.toExponential(0)}`;
}

const conditions = `All sides solve to six correct digits: the largest relative error of the numbers of the end state is at most ${ALLOWED_ERROR}. Each is tuned to each problem: all its methods, relative tolerances from 1e-4 to 1e-12 (four a decade; SciPy two), absolute tolerances in proportion to it and to the size of each number at the end ("share": 1e-4, 1e-2, 1 or 100; SciPy 1e-2); of the settings that reach the accuracy, and at the next two tighter relative tolerances too, the fastest counts. CVODE: C, \`gcc -O3 -march=native\`, dense matrices, analytic Jacobians written for each problem, Debian's library; a solve begins with CVodeReInit. SciPy: analytic Jacobians. odex and mathjs run the same JavaScript functions as the rows "f in JavaScript". Here a solve is one \`integrator.run()\`. Seconds are CPU time of one solve out of many.`;
