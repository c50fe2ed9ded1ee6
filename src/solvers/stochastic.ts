import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError, KernelError, MicrocircuitError } from "../core/errors.js";
import { StochasticRun } from "../core/generated/layouts.js";
import { blockBytes } from "../core/memory.js";
import { atOnce, checkRunOptions, finish, finishWithBreaks, inStretches, type RunOptions, runKeys } from "../core/stretches.js";
import { structAt } from "../core/struct.js";
import { checkSeed, type Seed } from "../random/stream.js";
import { functionModel, type RightHandSide } from "./function-model.js";
import type { Model } from "./model.js";

/** Numbers of the methods in assembly/solvers/stochastic.ts. */
const stochasticMethods = { "euler-maruyama": 0, heun: 1 } as const;

/** How {@link solveStochastic} goes on. */
export interface StochasticOptions {
  /** The start of every member; or, with members * length numbers, of each. */
  readonly initial: ArrayLike<number>;
  /** Numbers in a state; default: as many as `initial` has, so give it where members start apart. */
  readonly length?: number;
  /** "euler-maruyama": in the sense of Ito, strong order 1/2; "heun": of Stratonovich, strong order 1. Both have weak order 1. */
  readonly method: keyof typeof stochasticMethods;
  /** > 0. */
  readonly stepSize: number;
  readonly steps: number;
  /** A record every so many steps; default: at the end alone. */
  readonly every?: number;
  /** Independent runs; default 1. */
  readonly members?: number;
  /** Noise: the same seed gives the same paths. */
  readonly seed: Seed;
  /** Number of the random stream of the first member; member m takes the m-th after it. Default 0. */
  readonly stream?: Seed;
  /** Time of step 0; default 0. */
  readonly start?: number;
  /** Steps done before, to go on from `initial` with the noise that follows; default 0. */
  readonly stepsBefore?: number;
}

const keys = [
  "initial",
  "length",
  "method",
  "stepSize",
  "steps",
  "every",
  "members",
  "seed",
  "stream",
  "start",
  "stepsBefore",
] as const satisfies readonly (keyof StochasticOptions)[];

/** Paths of the members of an ensemble. */
export interface StochasticSolution {
  /** Times of the records. */
  readonly times: Float64Array;
  /** For each of `times` the states of all members, members * length numbers. */
  readonly states: readonly Float64Array[];
}

/** A stochastic integration was ended by its AbortSignal after `steps` steps. With `initial: state`, and `steps` more of `stepsBefore`, another goes on. */
export class StochasticAbortError extends MicrocircuitError {
  readonly steps: number;
  /** Of all members, members * length numbers. */
  readonly state: Float64Array;
  /** The records until then. */
  readonly solution: StochasticSolution;
  constructor(steps: number, state: Float64Array, solution: StochasticSolution, reason: unknown) {
    super("aborted", `The integration was aborted after ${steps} steps. Start again from the error's state to go on.`, {
      cause: reason,
    });
    this.name = "AbortError";
    this.steps = steps;
    this.state = state;
    this.solution = solution;
  }
}

/** Numbers stepped in the first stretch: a few milliseconds, where the right-hand sides are in JavaScript. */
const FIRST_NUMBERS = 2 ** 12;
/** Draws of noise made at a time. */
const NOISE = 1024;

/**
 * Paths of dy_i = f_i(t, y) dt + g_i(t, y) dW_i with independent noise of each number (diagonal noise), f the `drift` and g the `diffusion`,
 * in fixed steps: P. E. Kloeden, E. Platen, Numerical Solution of Stochastic Differential Equations (1992). A path depends on seed, stream,
 * member and step alone: it is the same in ensembles of any size, and continued from any of its states.
 *
 * Errors: InputError; KernelError with time and member (`index`) where a path cannot go on; MemoryError.
 */
export function solveStochastic(
  core: Core,
  drift: RightHandSide | Model,
  diffusion: RightHandSide | Model,
  options: StochasticOptions,
): StochasticSolution {
  checkKeys("options", options, keys);
  return finish(integrate(core, drift, diffusion, options, atOnce));
}

/**
 * {@link solveStochastic} in stretches of about 30 ms, with a break for the event loop between them; the same bits. Errors: {@link StochasticAbortError}
 * too, between two stretches.
 */
export async function solveStochasticAsync(
  core: Core,
  drift: RightHandSide | Model,
  diffusion: RightHandSide | Model,
  options: StochasticOptions & RunOptions,
): Promise<StochasticSolution> {
  checkKeys("options", options, [...keys, ...runKeys]);
  checkRunOptions(options);
  return finishWithBreaks(integrate(core, drift, diffusion, options, options));
}

function* integrate(
  core: Core,
  drift: RightHandSide | Model,
  diffusion: RightHandSide | Model,
  options: StochasticOptions,
  control: RunOptions,
): Generator<void, StochasticSolution> {
  const integer = { min: 1, integer: true } as const;
  const members = checkNumber("members", options.members ?? 1, { ...integer, max: 2 ** 24 });
  const steps = checkNumber("steps", options.steps, { ...integer, max: 2 ** 31 });
  const every = checkNumber("every", options.every ?? steps, { ...integer, max: steps });
  const stepsBefore = checkNumber("stepsBefore", options.stepsBefore ?? 0, { min: 0, max: 2 ** 40, integer: true });
  const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
  const start = checkNumber("start", options.start ?? 0);
  const method = stochasticMethods[checkOneOf("method", options.method, ["euler-maruyama", "heun"] as const)];
  const seed = checkSeed("seed", options.seed);
  const stream = checkSeed("stream", options.stream ?? 0);
  const initial = Float64Array.from(checkNumbers("initial", options.initial, undefined));
  const length = checkNumber("length", options.length ?? initial.length, { ...integer, max: 1e7 });
  if (initial.length !== length && initial.length !== members * length) {
    throw new InputError("initial", options.initial, `${length} numbers, or ${length} for each of ${members} members`);
  }
  const models = [drift, diffusion].map((f) => (typeof f === "function" ? functionModel(f, { length }) : f));
  for (const model of models) {
    if (model.length !== length)
      throw new InputError("initial", options.initial, `${model.length} numbers, as ${model.name} has`);
  }

  const rows = Math.ceil(length / 2) * 2;
  const noiseSteps = Math.max(1, Math.floor(NOISE / length));
  const sizes = { states: rows * members, noise: noiseSteps * length + 2, work: rows * 5 };
  const bytes = Object.values(sizes).reduce((sum, size) => sum + blockBytes("f64", size), 0);
  const name = "a stochastic differential equation";
  const ofModels = models.reduce((sum, model) => sum + model.bytes(core) + 64, 0);
  const arena = core.arena(blockBytes("u8", StochasticRun.byteLength) + bytes + ofModels, name);
  const releases: (() => void)[] = [];
  try {
    const [driftAddress, diffusionAddress] = models.map((model) => {
      const bound = model.bind(core, (size) => arena.block("u8", size).address);
      if (bound.release) releases.push(bound.release);
      return bound.address;
    });
    const run = structAt(core.memory, StochasticRun, arena.block("u8", StochasticRun.byteLength));
    const states = arena.block("f64", sizes.states);
    const noise = arena.block("f64", sizes.noise);
    const work = arena.block("f64", sizes.work);
    run.set({ method, length, stride: rows * 8, members, seed, stream, step: BigInt(stepsBefore), start, stepSize, noiseSteps });
    run.set({ states: states.address, noise: noise.address, work: work.address });
    for (let m = 0; m < members; m++) {
      states.view.set(initial.length === length ? initial : initial.subarray(m * length, (m + 1) * length), m * rows);
    }
    const times: number[] = [];
    const records: Float64Array[] = [];
    let done = 0;
    const read = () => packed(states.view, members, length, rows);
    const time = () => start + (stepsBefore + done) * stepSize;
    const solution = () => ({ times: Float64Array.from(times), states: records });
    const advance = (most: number) => {
      const count = Math.min(most, every - (done % every));
      run.set({ steps: count });
      const status = core.call((e) => e.stepStochastic(driftAddress!, diffusionAddress!, run.address));
      if (status !== 0) throw pathError(core, status, models[0]!.name);
      done += count;
      if (done % every !== 0 && done !== steps) return;
      times.push(time());
      records.push(read());
    };
    const several = (count: number) => {
      for (const end = done + count; done < end; ) advance(end - done);
      return count;
    };
    const aborted = (reason: unknown) => new StochasticAbortError(done, read(), solution(), reason);
    const first = Math.ceil(FIRST_NUMBERS / (members * length));
    yield* inStretches({ total: steps, first, advance: several, time, aborted }, control);
    return solution();
  } finally {
    for (const release of releases) release();
    core.heap.release(arena.region);
  }
}

const OUTSIDE_DOMAIN = 13; // assembly/core/status.ts

function pathError(core: Core, status: number, name: string): KernelError {
  const view = new DataView(core.memory.buffer, core.exports.statusAddress() >>> 0, 32);
  const where = { index: view.getUint32(4, true), time: view.getFloat64(8, true), value: view.getFloat64(16, true) };
  const [code, what] =
    status === OUTSIDE_DOMAIN
      ? ["outside-domain", "left the domain of the model"]
      : ["solver-not-finite", "became infinite or NaN"];
  const message = `${name}: the path of member ${where.index} ${what} in the step of ${where.value} from time ${where.time}.`;
  const remedy = "Make stepSize smaller, or check whether drift and diffusion are defined wherever noise can lead.";
  return new KernelError(code, message, { ...where, remedy });
}

/** The states of members without the padding between them. */
function packed(states: Float64Array, members: number, length: number, rows: number): Float64Array {
  if (rows === length) return states.slice();
  const out = new Float64Array(members * length);
  for (let m = 0; m < members; m++) out.set(states.subarray(m * rows, m * rows + length), m * length);
  return out;
}
