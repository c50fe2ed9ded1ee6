import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Core, loadSync, RandomStream } from "../../src/index.js";
import { rateSequenceModel } from "../../src/training/models/index.js";
import { morrisLecarSequenceModel } from "../../src/training/models/morris-lecar.js";
import type { SequenceModel, SequenceRun } from "../../src/training/models/sequence-model.js";
import { median } from "../harness.js";
import type { PeerFigure } from "../results.js";
import { findTorch, forms, TorchProcess, type TorchTask } from "./torch-process.js";

/** The same computation on both sides. */
interface Case {
  readonly description: string;
  readonly task: TorchTask;
  /** Largest difference of the answers, in units of the largest number of PyTorch's. */
  readonly tolerance: number;
  /** One call; returns its answer in PyTorch's order. */
  readonly own: () => Float64Array;
  readonly dispose: () => void;
}

const SAMPLE_SECONDS = 0.2;
const TRIAL_SAMPLES = 4;
const dt = 0.1;

function numbersOf(core: Core, name: string, count: number, scale: number, mean = 0): Float64Array {
  return new RandomStream(core, { seed: 1 })
    .substream(name)
    .normals(count)
    .map((z) => mean + scale * z);
}

/** Rows to columns. */
function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  return values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
}

/** 50 ms of the current-based network, exponential Euler, as a trainer runs it: weights set anew; the answer is the mean outputs of the last steps. */
function morrisLecarForward(core: Core, cells: number, trials: number): Case {
  const [steps, first] = [500, 400];
  const recurrent = numbersOf(core, "recurrent", cells * cells, 0.3 / Math.sqrt(cells));
  const model = morrisLecarSequenceModel(core, { cells, inputs: 1, dt, precision: "f32" });
  const voltages = numbersOf(core, "starts of trials", trials * cells, 5, -20); // those of the model with seed 1
  const parameters = Float64Array.of(...new Float64Array(cells), ...recurrent);
  const input = { rows: 1, stepsPerRow: steps, trials, inputs: 1, values: new Float64Array(trials) };
  const run: SequenceRun = { input, windows: [{ from: first, to: steps }], seed: 1, firstTrial: 0 };
  return {
    description: `Morris-Lecar network, ${cells} cells, ${trials} trials, ${steps} steps forward`,
    task: { task: "morris-lecar-forward", cells, trials, steps, inputs: 1, first, numbers: { recurrent, voltages } },
    // 500 steps of rounding of voltages below 64 mV, 500 * 64 * 2^-24 = 2e-3 mV, in outputs of width 8 mV, 1 / 4 of it: 6e-5; upstrokes magnify it, times 10
    tolerance: 6e-4,
    own: () => transposed(model.forward(parameters, run).values, cells, trials),
    dispose: () => model.dispose(),
  };
}

/** Inputs of their own in each step, and a weighted sum of mean outputs of the last steps as the loss. */
function sequenceOf(core: Core, cells: number, trials: number, inputs: number) {
  const [steps, first] = [100, 80];
  const values = numbersOf(core, "values", steps * trials * inputs, 1); // [step][trial][input]
  const cotangents = numbersOf(core, "cotangents", trials * cells, 1); // [trial][cell]
  const own = new Float64Array(values.length); // [step][input][trial]
  for (let at = 0; at < values.length; at += trials * inputs) {
    own.set(transposed(values.subarray(at, at + trials * inputs), trials, inputs), at);
  }
  const input = { rows: steps, stepsPerRow: 1, trials, inputs, values: own };
  const run: SequenceRun = { input, windows: [{ from: first, to: steps }], seed: 0, firstTrial: 0 };
  const weights = transposed(cotangents, trials, cells);
  const gradient = (model: SequenceModel, parameters: Float64Array) => () =>
    model.backward(parameters, run, () => weights, {
      method: "backpropagation",
      tensors: model.tensors.map(({ name }) => name),
    });
  return { task: { cells, trials, steps, inputs, first }, numbers: { values, cotangents }, gradient };
}

function rateGradient(core: Core, cells: number, trials: number): Case {
  const [inputs, rate] = [10, 0.2];
  const { task, numbers, gradient } = sequenceOf(core, cells, trials, inputs);
  const inputWeights = numbersOf(core, "inputWeights", inputs * cells, 1 / Math.sqrt(inputs));
  const recurrent = numbersOf(core, "recurrent", cells * cells, 1 / Math.sqrt(cells));
  const bias = numbersOf(core, "bias", cells, 0.1);
  const model = rateSequenceModel(core, { cells, inputs, rate, precision: "f32" });
  return {
    description: `rate network, ${cells} cells, ${trials} trials, ${task.steps} steps, gradient by backpropagation through time`,
    task: { ...task, task: "rate-gradient", rate, numbers: { ...numbers, inputWeights, recurrent, bias } },
    // 20 steps' worth of rounding (1 / leak), 2^-24 each, times 20 for sums of 100 terms
    tolerance: 2.4e-5,
    own: gradient(model, Float64Array.of(...inputWeights, ...recurrent, ...bias)),
    dispose: () => model.dispose(),
  };
}

function morrisLecarGradient(core: Core, cells: number, trials: number): Case {
  const inputs = 10;
  const { task, numbers, gradient } = sequenceOf(core, cells, trials, inputs);
  const inputWeights = numbersOf(core, "inputWeights", inputs * cells, 0.3 / Math.sqrt(inputs));
  const recurrent = numbersOf(core, "recurrent", cells * cells, 0.3 / Math.sqrt(cells));
  const start = { voltage: -20, voltageSpread: 0 };
  const voltages = new Float64Array(trials * cells).fill(start.voltage);
  const model = morrisLecarSequenceModel(core, { cells, inputs, dt, precision: "f32", start });
  return {
    description: `Morris-Lecar network, ${cells} cells, ${trials} trials, ${task.steps} steps, gradient by backpropagation through time`,
    task: { ...task, task: "morris-lecar-gradient", numbers: { ...numbers, inputWeights, recurrent, voltages } },
    // 100 steps of rounding of voltages of tens of mV, 2^-24 each, in slopes over 8 mV: 100 * 64 / 8 * 2^-24 = 5e-5, times 10 for upstrokes
    tolerance: 5e-4,
    own: gradient(model, Float64Array.of(...inputWeights, ...recurrent)),
    dispose: () => model.dispose(),
  };
}

/** PyTorch and this project on the same networks, run alternately; undefined without PyTorch. */
export async function compareTraining(rounds: number): Promise<{ figures: PeerFigure[]; notes: string[] } | undefined> {
  const python = findTorch();
  if (python === undefined) {
    console.log("PyTorch is not installed (Debian: apt-get install python3-torch): nothing to compare training with.");
    return undefined;
  }
  const core = loadSync();
  const folder = mkdtempSync(join(tmpdir(), "microcircuit-"));
  const torch = new TorchProcess(python, folder);
  try {
    await torch.greet();
    const figures: PeerFigure[] = [];
    for (const make of cases) {
      const one = make(core);
      figures.push(await compare(torch, one, rounds));
      one.dispose();
    }
    return { figures, notes: [conditions(torch.version)] };
  } finally {
    torch.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const cases: readonly ((core: Core) => Case)[] = [
  (core) => morrisLecarForward(core, 32, 16),
  (core) => morrisLecarForward(core, 32, 50),
  (core) => morrisLecarForward(core, 128, 16),
  (core) => morrisLecarForward(core, 128, 50),
  (core) => rateGradient(core, 100, 32),
  (core) => rateGradient(core, 32, 8),
  (core) => morrisLecarGradient(core, 32, 8),
];

/** PyTorch's faster form counts, by the best of a few samples of each: a disturbed one must not decide. */
async function compare(torch: TorchProcess, one: Case, rounds: number): Promise<PeerFigure> {
  const trial: { form: (typeof forms)[number]; seconds: number }[] = [];
  for (const form of forms) {
    checkAnswer(one, await torch.prepare(one.task, form));
    let seconds = Number.POSITIVE_INFINITY;
    for (let i = 0; i < TRIAL_SAMPLES; i++) seconds = Math.min(seconds, await torch.seconds(SAMPLE_SECONDS));
    trial.push({ form, seconds });
    torch.finish();
  }
  const { form } = trial.sort((a, b) => a.seconds - b.seconds)[0]!;
  await torch.prepare(one.task, form);
  ownSeconds(one); // V8 compiles anew while it runs
  const samples: { peer: number; own: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    samples.push({ peer: await torch.seconds(SAMPLE_SECONDS), own: ownSeconds(one) });
  }
  torch.finish();
  const ratios = samples.map(({ peer, own }) => peer / own);
  const figure = {
    task: `${one.description}; ${form === "script" ? "torch.jit.script" : "eager"}`,
    peer: `PyTorch ${torch.version}`,
    peerSeconds: median(samples.map(({ peer }) => peer)),
    ownSeconds: median(samples.map(({ own }) => own)),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
  const milliseconds = (seconds: number) => `${(1e3 * seconds).toFixed(3)} ms`;
  console.log(
    `${figure.task}: PyTorch ${milliseconds(figure.peerSeconds)}, microcircuit ${milliseconds(figure.ownSeconds)}, ${figure.ratio.toFixed(1)}x (${figure.ratioMin.toFixed(1)}..${figure.ratioMax.toFixed(1)})`,
  );
  return figure;
}

function checkAnswer({ description, own, tolerance }: Case, expected: Float64Array): void {
  const answer = own();
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const apart = answer.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / largest;
  if (!(answer.length === expected.length && apart <= tolerance)) {
    throw new Error(`${description}: the answer differs from PyTorch's by ${apart} of its largest number.`);
  }
}

/** CPU seconds of a call, out of many. */
function ownSeconds({ own }: Case): number {
  const before = process.cpuUsage();
  for (let calls = 1; ; calls++) {
    own();
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (seconds >= SAMPLE_SECONDS) return seconds / calls;
  }
}

function conditions(version: string): string {
  return `PyTorch ${version} (Debian's build with OpenBLAS), one thread, f32 on both sides, with batched matrix products, fused lerp and addmm, subnormal numbers flushed; of eager mode and \`torch.jit.script\` the faster counts. Inputs of all steps are projected in one product there. Before timing, answers are compared within rounding of f32. Seconds are CPU time of one call out of many: a forward run, or a whole gradient (old gradients away, forward, backward).`;
}
