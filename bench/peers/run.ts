// `npm run bench:peers [-- --only coba|whitening|solvers|morris-lecar|training --rounds 5 --duration 1 --duration 10 --problem rober --record]`: the COBA
// network and Morris-Lecar cells in Brian2's C++ standalone mode, the whitening circuits in NumPy, initial value problems in CVODE, SciPy, odex and
// mathjs, recurrent networks in PyTorch, and all of them here, run alternately. What is not installed is left out with a notice, and the status is 0 all the same.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { environment } from "../environment.js";
import { median } from "../harness.js";
import { type PeerFigure, record } from "../results.js";
import { Brian2Network, type Build, findBrian2, methods, type Variant } from "./brian2.js";
import { runCoba } from "./coba_microcircuit.js";
import { compareMorrisLecar } from "./morris_lecar.js";
import { compareSolvers } from "./solvers.js";
import { compareTraining } from "./training.js";
import { compareWithNumPy } from "./whitening.js";

const drives = [0, 20]; // mV
const precisions = ["f64", "f32"] as const; // f64 is like for like; Brian2's C++ mode computes in double precision
const ownMethods = { exponential_euler: "exponential-euler", euler: "euler" } as const;
const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "5" },
    duration: { type: "string", multiple: true, default: ["1", "10"] },
    problem: { type: "string", multiple: true, default: [] },
    record: { type: "boolean", default: false },
  },
});
const rounds = positive("rounds", options.rounds);
const durations = options.duration.map((duration) => positive("duration", duration));

if (!["", "coba", "whitening", "solvers", "morris-lecar", "training"].includes(options.only)) {
  console.error(`--only is "${options.only}"; it must be coba, whitening, solvers, morris-lecar or training.`);
  process.exit(2);
}
if (["", "whitening"].includes(options.only)) {
  const whitening = compareWithNumPy(rounds);
  if (whitening && options.record) record({ whitening: { environment: environment(), ...whitening } });
}
if (["", "solvers"].includes(options.only)) {
  const solvers = await compareSolvers(rounds, options.problem);
  if (solvers && options.record) record({ solvers: { environment: environment(), ...solvers } });
}
if (["", "morris-lecar"].includes(options.only)) {
  const morrisLecar = compareMorrisLecar(rounds);
  if (morrisLecar && options.record) record({ morrisLecar: { environment: environment(), ...morrisLecar } });
}
if (["", "training"].includes(options.only)) {
  const training = await compareTraining(rounds);
  if (training && options.record) record({ training: { environment: environment(), ...training } });
}
if (["", "coba"].includes(options.only)) compareWithBrian2();

function compareWithBrian2(): void {
  const python = findBrian2();
  if (python === undefined) {
    console.log("Brian2 is not installed (Debian: python3-brian): nothing to compare with.");
    return;
  }
  const figures: PeerFigure[] = [];
  const builds: Build[] = [];
  for (const drive of drives) {
    for (const duration of durations) {
      for (const method of methods) {
        for (const monitor of [false, true]) {
          const network = new Brian2Network(python, { method, drive, monitor });
          builds.push(network.build);
          figures.push(...compare(network, { method, drive, monitor }, duration));
          if (!monitor) figures.push(fromNothing(network, { method, drive, monitor }, duration));
        }
      }
    }
  }
  if (options.record) {
    record({ peers: { environment: environment(), figures, notes: [conditions(builds)] } });
  }
}

function compare(network: Brian2Network, variant: Variant, duration: number): PeerFigure[] {
  const own = (precision: "f64" | "f32", seed: number) =>
    runCoba({ duration, seed, drive: variant.drive, method: ownMethods[variant.method], record: variant.monitor, precision });
  const samples = Array.from({ length: rounds }, (_, round) => {
    const sample = { peer: network.run(round + 1, duration), f64: own("f64", round + 1), f32: own("f32", round + 1) };
    const spikes = variant.monitor ? `; spikes ${sample.peer.spikes}, ${sample.f64.spikes}, ${sample.f32.spikes}` : "";
    const [peer, f64, f32] = [sample.peer.runSeconds, sample.f64.simulationSeconds, sample.f32.simulationSeconds];
    console.log(`  round ${round + 1}: Brian2 ${peer.toFixed(3)} s, f64 ${f64.toFixed(3)} s, f32 ${f32.toFixed(3)} s${spikes}`);
    return sample;
  });
  return precisions.map((precision) => {
    const ratios = samples.map((sample) => sample.peer.runSeconds / sample[precision].simulationSeconds);
    const figure = {
      task: `COBA, ${variant.method.replace("_", " ")}, drive ${variant.drive} mV, ${duration} s, spikes ${variant.monitor ? "" : "not "}recorded; ${precision}`,
      peer: "Brian2",
      peerSeconds: median(samples.map(({ peer }) => peer.runSeconds)),
      ownSeconds: median(samples.map((sample) => sample[precision].simulationSeconds)),
      ratio: median(ratios),
      ratioMin: Math.min(...ratios),
      ratioMax: Math.max(...ratios),
    };
    console.log(
      `${figure.task}: Brian2 ${figure.peerSeconds.toFixed(3)} s, microcircuit ${figure.ownSeconds.toFixed(3)} s, ${figure.ratio.toFixed(2)}x (${figure.ratioMin.toFixed(2)}..${figure.ratioMax.toFixed(2)})`,
    );
    return figure;
  });
}

/** From a description of the network to its results: Brian2 generates, compiles and runs; here Node starts, builds and runs. */
function fromNothing(network: Brian2Network, variant: Variant, duration: number): PeerFigure {
  const program = fileURLToPath(import.meta.url).replace(/run\.([jt]s)$/, "coba_once.$1");
  const samples = Array.from({ length: rounds }, (_, round) => {
    const peer = network.build.buildSeconds + network.run(round + 1, duration).wallSeconds;
    const start = performance.now();
    const arguments_ = [variant.method, variant.drive, duration, round + 1].map(String);
    const { status, stderr } = spawnSync(process.execPath, [...process.execArgv, program, ...arguments_], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return { peer, own: (performance.now() - start) / 1000 };
  });
  const ratios = samples.map(({ peer, own }) => peer / own);
  const figure = {
    task: `COBA, ${variant.method.replace("_", " ")}, drive ${variant.drive} mV, ${duration} s; build and run, wall time from nothing; f64`,
    peer: "Brian2",
    peerSeconds: median(samples.map(({ peer }) => peer)),
    ownSeconds: median(samples.map(({ own }) => own)),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
  console.log(
    `${figure.task}: Brian2 ${figure.peerSeconds.toFixed(2)} s, microcircuit ${figure.ownSeconds.toFixed(3)} s, ${figure.ratio.toFixed(1)}x`,
  );
  return figure;
}

function conditions(builds: readonly Build[]): string {
  const { versions, compilerFlags } = builds[0]!;
  const buildSeconds = median(builds.map((build) => build.buildSeconds)).toFixed(1);
  return `Brian2 ${versions.brian2}, C++ standalone, one thread, \`${compilerFlags}\`, ${versions.compiler}. It computes in f64: those rows are like for like. Its seconds are its own figure for its simulation loop, without the ${buildSeconds} s (median) that generating and compiling a network take; this project's are those of its loop. Both are CPU time of one process, so that neighbours on the machine disturb them least.`;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) {
    console.error(`--${name} is "${text}"; it must be a number > 0.`);
    process.exit(2);
  }
  return value;
}
