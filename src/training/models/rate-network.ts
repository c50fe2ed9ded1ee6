import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { CoreExports } from "../../core/exports.js";
import { checkSeed, RandomStream, type Seed } from "../../random/stream.js";
import { type CheckpointScheme, type GradientRequest, layTensors, type Tensor } from "../problem.js";
import { RateMemory, type RateSizes } from "./rate-network-memory.js";
import { type CheckedRateOptions, checkRateOptions, type RateNetworkOptions, rateUnits } from "./rate-network-options.js";
import { forwardSaves, reverseMemory, walkBack } from "./reverse-schedule.js";
import { checkRequest, checkRun } from "./sequence-checks.js";
import type { Features, SequenceModel, SequenceRun } from "./sequence-model.js";

/** Steps whose outer products are summed at a time: enough to make sums over lanes cheap, few enough for the second-level cache. */
const BLOCK = 16;
const NO_WINDOW = 0xffffffff;

type Kernels = Pick<CoreExports, "rateOutputsF64" | "rateForwardF64" | "rateStartBackF64" | "rateBackF64">;

/**
 * A leaky rate network for sequences. With r_t = phi(x_t), step t is
 *
 *     x_{t+1} = (1 - alpha) x_t + alpha (Wrec^T r_t + Win^T u_t + b)
 *
 * and its output r_{t+1}. Tensors: "Win" (inputs x cells), "Wrec" (cells x cells, [source, target]) and "b" (cells). Features are means of outputs.
 * "truncated-backpropagation" cuts the way back `window`, 2 `window`, ... steps before the end of the run. Checkpoints change no bit of a gradient.
 * Errors: InputError, MemoryError.
 */
export function rateSequenceModel(core: Core, options: RateNetworkOptions): SequenceModel {
  return new RateSequenceModel(core, checkRateOptions(options));
}

class RateSequenceModel implements SequenceModel {
  readonly cells: number;
  readonly tensors: readonly Tensor[];
  readonly length: number;
  readonly gradientMethods = ["backpropagation", "truncated-backpropagation"] as const;
  readonly #core: Core;
  readonly #options: CheckedRateOptions;
  readonly #kernels: Kernels;
  #memory: RateMemory | undefined;
  #sizes = "";

  constructor(core: Core, options: CheckedRateOptions) {
    const { cells, inputs } = options;
    this.#core = core;
    this.#options = options;
    this.cells = cells;
    this.tensors = layTensors({ Win: [inputs, cells], Wrec: [cells, cells], b: [cells] });
    this.length = inputs * cells + cells * cells + cells;
    const { exports: e } = core;
    this.#kernels =
      options.precision === "f64"
        ? e
        : {
            rateOutputsF64: e.rateOutputsF32,
            rateForwardF64: e.rateForwardF32,
            rateStartBackF64: e.rateStartBackF32,
            rateBackF64: e.rateBackF32,
          };
  }

  /** Win: normal with variance 1 / inputs; Wrec: normal with variance gain^2 / N; b: 0. */
  initial(seed: Seed): Float64Array {
    const { cells, inputs, gain } = this.#options;
    const random = new RandomStream(this.#core, { seed });
    const scaled = (name: string, count: number, scale: number) =>
      random
        .substream(name)
        .normals(count)
        .map((z) => z * scale);
    const parameters = new Float64Array(this.length);
    parameters.set(scaled("Win", inputs * cells, 1 / Math.sqrt(inputs)));
    parameters.set(scaled("Wrec", cells * cells, gain / Math.sqrt(cells)), inputs * cells);
    return parameters;
  }

  forward(parameters: Float64Array, run: SequenceRun): Features {
    const steps = checkRun(run, this.#options.inputs);
    const memory = this.#prepare(parameters, run, { steps, kept: 0, places: 0 });
    this.#advance(memory, 0, steps, 0, true);
    return this.#features(memory, run);
  }

  backward(
    parameters: Float64Array,
    run: SequenceRun,
    lossGradient: (features: Features) => Float64Array,
    request: GradientRequest,
  ): Float64Array {
    const asked = checkRequest(request, this.tensors, this.gradientMethods);
    const steps = checkRun(run, this.#options.inputs);
    const scheme = request.checkpoints ?? "all";
    const blocks = Math.ceil(steps / BLOCK);
    const { kept, places } = reverseMemory(scheme, blocks);
    const memory = this.#prepare(parameters, run, { steps, kept: Math.min(steps, kept * BLOCK), places });
    this.#ask(memory, asked, request);
    const last = this.#runForward(memory, scheme, blocks, steps);
    const features = this.#features(memory, run);
    this.#setCotangents(memory, run, lossGradient(features));
    this.#core.call(() => this.#kernels.rateStartBackF64(memory.run.address, last));
    this.#runBack(memory, scheme, blocks, steps);
    return this.#gradient(parameters, memory, run, asked);
  }

  dispose(): void {
    this.#memory?.dispose();
    this.#memory = undefined;
    this.#sizes = "";
  }

  /** Memory with the weights, the inputs and the states at the start in it. */
  #prepare(parameters: Float64Array, run: SequenceRun, size: Pick<RateSizes, "steps" | "kept" | "places">): RateMemory {
    if (parameters.length !== this.length) throw new InputError("parameters", parameters, `${this.length} numbers`);
    const { cells, inputs, precision, unit, rate, threshold, surrogateSlope } = this.#options;
    const { input, windows } = run;
    const patterns = input.patterns ? input.patterns.length / inputs : 0;
    const sizes = { ...size, trials: input.trials, rows: input.rows, windows: windows.length, patterns, block: BLOCK };
    const key = Object.values(sizes).join(" ");
    if (this.#memory === undefined || key !== this.#sizes) {
      this.dispose();
      this.#memory = new RateMemory(this.#core, precision, cells, inputs, unit === "threshold", sizes);
      this.#sizes = key;
    }
    const memory = this.#memory;
    memory.run.set({ unit: rateUnits.indexOf(unit), stepsPerRow: input.stepsPerRow, window: 0, rate, threshold, surrogateSlope });
    const windowOf = memory.windowOf.view.fill(NO_WINDOW);
    windows.forEach(({ from, to }, i) => {
      windowOf.fill(i, from, to);
    });
    this.#setWeights(memory, parameters, run);
    this.#setInputs(memory, run);
    this.#setStarts(memory, run);
    memory.numbers.features.view.fill(0);
    return memory;
  }

  #setWeights({ numbers }: RateMemory, parameters: Float64Array, { input }: SequenceRun): void {
    const { cells, inputs, signs } = this.#options;
    for (let i = 0; i < parameters.length; i++) {
      if (!Number.isFinite(parameters[i])) throw new InputError(`parameters[${i}]`, parameters[i], "a finite number");
    }
    const weights = numbers.recurrent.view;
    const first = inputs * cells;
    if (signs === undefined) weights.set(parameters.subarray(first, first + cells * cells));
    else {
      for (let at = 0; at < cells * cells; at++) {
        weights[at] = signs[Math.floor(at / cells)]! * Math.abs(parameters[first + at]!);
      }
    }
    const bias = parameters.subarray(first + cells * cells);
    numbers.bias.view.set(bias);
    if (!input.patterns) {
      numbers.inputWeights.view.set(parameters.subarray(0, first));
      return;
    }
    const drives = numbers.patternDrives.view;
    for (let at = 0; at < drives.length; at += cells) {
      for (let i = 0; i < cells; i++) {
        let sum = bias[i]!;
        for (let k = 0; k < inputs; k++) sum += parameters[k * cells + i]! * input.patterns[(at / cells) * inputs + k]!;
        drives[at + i] = sum;
      }
    }
  }

  /** Padding repeats the last trial. */
  #setInputs({ numbers, choices, padded }: RateMemory, { input }: SequenceRun): void {
    const { rows, inputs, trials } = input;
    const [to, from, lines] = input.values
      ? [numbers.values.view, input.values, rows * inputs]
      : [choices.view, input.choices!, rows];
    if (padded === trials) {
      to.set(from);
      return;
    }
    for (let line = 0; line < lines; line++) {
      to.set(from.subarray(line * trials, (line + 1) * trials), line * padded);
      to.fill(from[(line + 1) * trials - 1]!, line * padded + trials, (line + 1) * padded);
    }
  }

  #setStarts({ numbers, padded }: RateMemory, { input, seed, firstTrial }: SequenceRun): void {
    const { cells, startSpread } = this.#options;
    checkSeed("seed", seed);
    const state = numbers.state.view.fill(0);
    if (startSpread === 0) return;
    const random = new RandomStream(this.#core, { seed }).substream("start");
    random.position = firstTrial * cells;
    const draws = random.normals(input.trials * cells);
    for (let i = 0; i < cells; i++) {
      for (let trial = 0; trial < padded; trial++) {
        state[i * padded + trial] = startSpread * draws[Math.min(trial, input.trials - 1) * cells + i]!;
      }
    }
  }

  #ask({ run, numbers }: RateMemory, asked: ReadonlySet<string>, request: GradientRequest): void {
    const { patternGradient, recurrentGradient, inputGradient, biasGradient } = numbers;
    for (const block of [patternGradient, recurrentGradient, inputGradient, biasGradient]) block.view.fill(0);
    const address = (block: { address: number; length: number }, isAsked: boolean) =>
      isAsked && block.length ? block.address : 0;
    run.set({
      patternGradient: address(patternGradient, asked.has("Win") || asked.has("b")),
      recurrentGradient: address(recurrentGradient, asked.has("Wrec")),
      inputGradient: address(inputGradient, asked.has("Win")),
      biasGradient: address(biasGradient, asked.has("b")),
      window: request.method === "truncated-backpropagation" ? request.window! : 0,
    });
  }

  /** Steps [from, to) from the current state; `outputStep` 0: keeps nothing. */
  #advance({ run, numbers }: RateMemory, from: number, to: number, outputStep: number, sums: boolean): void {
    const { outputs, states } = numbers;
    const kept = outputStep > 0 ? states.address : 0;
    this.#core.call(() => {
      this.#kernels.rateOutputsF64(run.address, outputs.address);
      this.#kernels.rateForwardF64(run.address, from, to, outputs.address, outputStep, kept, sums);
    });
  }

  #stateBytes({ numbers: { state } }: RateMemory): number {
    return state.length * (state.type === "f64" ? 8 : 4);
  }

  /** Returns the address of the outputs of the last step. */
  #runForward(memory: RateMemory, scheme: CheckpointScheme, blocks: number, steps: number): number {
    const { address } = memory.numbers.outputs;
    if (scheme === "all") {
      const bytes = this.#stateBytes(memory);
      this.#advance(memory, 0, steps, bytes, true);
      return address + steps * bytes;
    }
    const saves = forwardSaves(scheme, blocks);
    saves.forEach((block, place) => {
      this.#save(memory, place);
      this.#advance(memory, block * BLOCK, Math.min(steps, (saves[place + 1] ?? blocks) * BLOCK), 0, true);
    });
    return address;
  }

  #save({ numbers: { state, checkpoints } }: RateMemory, place: number): void {
    checkpoints.view.set(state.view, place * state.length);
  }

  /** Features, NaN in trials whose state is not finite. */
  #features({ numbers, padded }: RateMemory, { input, windows }: SequenceRun): Features {
    const { trials } = input;
    const { cells } = this;
    const sums = numbers.features.view;
    const state = numbers.state.view;
    const values = new Float64Array(windows.length * cells * trials);
    windows.forEach(({ from, to }, window) => {
      for (let i = 0; i < cells; i++) {
        const row = window * cells + i;
        for (let trial = 0; trial < trials; trial++) values[row * trials + trial] = sums[row * padded + trial]! / (to - from);
      }
    });
    let failed = 0;
    for (let trial = 0; trial < trials; trial++) {
      let ended = true; // with finite numbers
      for (let i = 0; i < cells; i++) ended &&= Number.isFinite(state[i * padded + trial]);
      if (ended) continue;
      failed++;
      for (let at = trial; at < values.length; at += trials) values[at] = Number.NaN;
    }
    return { values, failed };
  }

  /** The gradient by each output is its share of the gradient by the mean. */
  #setCotangents({ numbers, padded }: RateMemory, { input, windows }: SequenceRun, gradient: Float64Array): void {
    const { trials } = input;
    const { cells } = this;
    const length = windows.length * cells * trials;
    if (gradient.length !== length) throw new InputError("lossGradient(features)", gradient, `${length} numbers`);
    const cotangents = numbers.cotangents.view;
    windows.forEach(({ from, to }, window) => {
      for (let row = window * cells; row < (window + 1) * cells; row++) {
        for (let trial = 0; trial < trials; trial++)
          cotangents[row * padded + trial] = gradient[row * trials + trial]! / (to - from);
      }
    });
  }

  #runBack(memory: RateMemory, scheme: CheckpointScheme, blocks: number, steps: number): void {
    const { run, numbers } = memory;
    const { outputs, states, adjoints, state, checkpoints } = numbers;
    const bytes = this.#stateBytes(memory);
    const back = (fromBlock: number, toBlock: number) => {
      for (let block = toBlock - 1; block >= fromBlock; block--) {
        const offset = (block - fromBlock) * BLOCK * bytes;
        const to = Math.min(steps, (block + 1) * BLOCK);
        const kept = states.length > 0 ? states.address + offset : 0;
        this.#core.call(() =>
          this.#kernels.rateBackF64(run.address, block * BLOCK, to, outputs.address + offset, kept, adjoints.address),
        );
      }
    };
    if (scheme === "all") {
      back(0, blocks);
      return;
    }
    walkBack(scheme, blocks, {
      advance: (from, to) => this.#advance(memory, from * BLOCK, Math.min(steps, to * BLOCK), 0, false),
      save: (place) => this.#save(memory, place),
      restore: (place) => state.view.set(checkpoints.view.subarray(place * state.length, (place + 1) * state.length)),
      reverse: (from, to) => {
        this.#advance(memory, from * BLOCK, Math.min(steps, to * BLOCK), bytes, false);
        back(from, to);
      },
    });
  }

  #gradient(parameters: Float64Array, { numbers }: RateMemory, { input }: SequenceRun, asked: ReadonlySet<string>): Float64Array {
    const { cells, inputs, signs, clip } = this.#options;
    const gradient = new Float64Array(this.length);
    const recurrent = inputs * cells;
    const bias = recurrent + cells * cells;
    if (asked.has("Wrec")) {
      gradient.set(numbers.recurrentGradient.view, recurrent);
      if (signs) {
        for (let at = recurrent; at < bias; at++) {
          gradient[at]! *= signs[Math.floor((at - recurrent) / cells)]! * Math.sign(parameters[at]!);
        }
      }
    }
    if (input.patterns) addPatterns(gradient, numbers.patternGradient.view, input.patterns, cells, inputs, asked);
    else {
      if (asked.has("Win")) gradient.set(numbers.inputGradient.view);
      if (asked.has("b")) gradient.set(numbers.biasGradient.view, bias);
    }
    return clipped(gradient, clip);
  }
}

/** Win^T u + b of pattern p has the gradient u_k by Win_ki and 1 by b_i. */
function addPatterns(
  gradient: Float64Array,
  byDrive: ArrayLike<number>,
  patterns: Float64Array,
  cells: number,
  inputs: number,
  asked: ReadonlySet<string>,
): void {
  const bias = gradient.length - cells;
  for (let p = 0; p * cells < byDrive.length; p++) {
    for (let i = 0; i < cells; i++) {
      const slope = byDrive[p * cells + i]!;
      if (asked.has("Win")) for (let k = 0; k < inputs; k++) gradient[k * cells + i]! += slope * patterns[p * inputs + k]!;
      if (asked.has("b")) gradient[bias + i]! += slope;
    }
  }
}

function clipped(gradient: Float64Array, longest: number): Float64Array {
  if (longest === Number.POSITIVE_INFINITY) return gradient;
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  return norm > longest ? gradient.map((value) => (value / norm) * longest) : gradient;
}
