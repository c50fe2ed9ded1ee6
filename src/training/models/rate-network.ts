import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { CoreExports } from "../../core/exports.js";
import { checkSeed, RandomStream, type Seed } from "../../random/stream.js";
import { type GradientRequest, layTensors, type Tensor } from "../problem.js";
import { planCheckpoints } from "./checkpoint-plan.js";
import { addPatterns, clipped, readFeatures, setCotangents, setInputs } from "./rate-network-batch.js";
import { RateMemory, type RateSizes } from "./rate-network-memory.js";
import { type CheckedRateOptions, checkRateOptions, type RateNetworkOptions, rateUnits } from "./rate-network-options.js";
import type { Features, SequenceModel, SequenceRun } from "./sequence-model.js";
import { checkFinite, checkRequest, checkSequenceRun, openWindow, refuseStretch, stepsOfRun } from "./sequence-run.js";
import { type Rows, readState, writeState } from "./sequence-state.js";

/**
 * Steps whose outer products are summed at a time: enough to make sums over lanes cheap, few enough for the nearest cache with small batches (with 32, 32 cells
 * and 8 trials take longer).
 */
const BLOCK = 16;
const NO_WINDOW = 0xffffffff;

type Kernels = Pick<CoreExports, "rateOutputsF64" | "rateForwardF64" | "rateStartBackF64" | "rateBackF64">;

/**
 * A leaky rate network for sequences. With r_t = phi(x_t), step t is
 *
 *     x_{t+1} = (1 - alpha) x_t + alpha (Wrec^T r_t + Win^T u_t + b)
 *
 * and its output r_{t+1}. Tensors: "Win" (inputs x cells), "Wrec" (cells x cells, [source, target]) and "b" (cells). Features are means of outputs.
 * A run ends with
 * its last window; "truncated-backpropagation" cuts the way back `window`, 2 `window`, ... steps before. Checkpoints change no bit of a gradient.
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
  #isAsking = false; // for the gradient of the loss

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
    const steps = checkSequenceRun(run, this.#options.inputs);
    const { from, to } = stepsOfRun(run, steps);
    const memory = this.#prepare(parameters, run, { steps, kept: 0, places: 0 });
    const sizes = { trials: run.input.trials, padded: memory.padded };
    if (run.stretch?.state) writeState(run.stretch.state, this.#stateParts(memory, run, from), sizes);
    else this.#setStarts(memory, run);
    this.#advance(memory, from, to, 0, true);
    const features = readFeatures(memory, this.cells, run, from, to);
    return run.stretch ? { ...features, state: readState(to, this.#stateParts(memory, run, to), sizes) } : features;
  }

  backward(
    parameters: Float64Array,
    run: SequenceRun,
    lossGradient: (features: Features) => Float64Array,
    request: GradientRequest,
  ): Float64Array {
    const window = checkRequest(request, this.tensors);
    refuseStretch(run);
    const steps = checkSequenceRun(run, this.#options.inputs);
    const { actions, slots, records } = planCheckpoints(steps, 0, BLOCK, request.checkpoints ?? "all");
    const memory = this.#prepare(parameters, run, { steps, kept: records - 1, places: slots });
    this.#setStarts(memory, run);
    this.#ask(memory, new Set(request.tensors), window);
    let isForward = true;
    let keptFrom = 0;
    for (const action of actions) {
      switch (action.do) {
        case "save":
          this.#save(memory, action.slot);
          break;
        case "restore":
          this.#restore(memory, action.slot);
          break;
        case "run":
          this.#advance(memory, action.from, action.to, 0, isForward);
          break;
        case "keep":
          keptFrom = action.from;
          this.#advance(memory, action.from, action.to, memory.stateBytes, isForward);
          break;
        case "reverse":
          if (isForward) this.#turn(memory, run, lossGradient, steps - keptFrom);
          isForward = false;
          this.#back(memory, action.from, action.to, action.from - keptFrom);
      }
    }
    return this.#gradient(parameters, memory, run, new Set(request.tensors));
  }

  /** Gives the memory back. A model that is used again takes it anew. */
  dispose(): void {
    this.#memory?.dispose();
    this.#memory = undefined;
    this.#sizes = "";
  }

  /** Memory with the weights, the inputs and the states at the start in it. */
  #prepare(parameters: Float64Array, run: SequenceRun, size: Pick<RateSizes, "steps" | "kept" | "places">): RateMemory {
    if (this.#isAsking) throw new InputError("model", "running", "idle: a loss gradient cannot run the model again");
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
    setInputs(memory, run);
    memory.numbers.features.view.fill(0);
    return memory;
  }

  #setWeights({ numbers, padded }: RateMemory, parameters: Float64Array, { input }: SequenceRun): void {
    const { cells, inputs, signs } = this.#options;
    checkFinite("parameters", parameters);
    const weights = numbers.recurrent.view;
    const first = inputs * cells;
    if (signs === undefined) weights.set(parameters.subarray(first, first + cells * cells));
    else {
      for (let at = 0; at < cells * cells; at++) {
        weights[at] = signs[Math.floor(at / cells)]! * Math.abs(parameters[first + at]!);
      }
    }
    for (let target = 0, to = cells * cells; target < cells; target++) {
      for (let from = target; from < cells * cells; from += cells) weights[to++] = weights[from]!;
    }
    const bias = parameters.subarray(first + cells * cells);
    if (!input.patterns) {
      const biases = numbers.bias.view;
      for (let i = 0; i < cells; i++) biases.fill(bias[i]!, i * padded, (i + 1) * padded);
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

  /** What a state before step `step` is made of. */
  #stateParts({ numbers: { state, features } }: RateMemory, { windows }: SequenceRun, step: number): Rows[] {
    const open = openWindow(windows, step);
    return open < 0 ? [state.view] : [state.view, features.view.subarray(open * state.length, (open + 1) * state.length)];
  }

  #ask({ run, numbers }: RateMemory, asked: ReadonlySet<string>, window: number): void {
    const { patternGradient, recurrentGradient, inputGradient, biasGradient } = numbers;
    for (const block of [patternGradient, recurrentGradient, inputGradient, biasGradient]) block.view.fill(0);
    const address = (block: { address: number; length: number }, isAsked: boolean) =>
      isAsked && block.length ? block.address : 0;
    run.set({
      patternGradient: address(patternGradient, asked.has("Win") || asked.has("b")),
      recurrentGradient: address(recurrentGradient, asked.has("Wrec")),
      inputGradient: address(inputGradient, asked.has("Win")),
      biasGradient: address(biasGradient, asked.has("b")),
      window,
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

  #save({ numbers: { state, checkpoints } }: RateMemory, place: number): void {
    checkpoints.view.set(state.view, place * state.length);
  }

  #restore({ numbers: { state, checkpoints } }: RateMemory, place: number): void {
    state.view.set(checkpoints.view.subarray(place * state.length, (place + 1) * state.length));
  }

  /** At the last state, whose outputs are `kept` steps on: its adjoints. The gradient by each output is its share of the gradient by the mean. */
  #turn(memory: RateMemory, sequence: SequenceRun, lossGradient: (features: Features) => Float64Array, kept: number): void {
    this.#isAsking = true;
    let gradient: Float64Array;
    try {
      gradient = lossGradient(readFeatures(memory, this.cells, sequence, 0, sequence.windows.at(-1)!.to));
    } finally {
      this.#isAsking = false;
    }
    const { run, numbers } = memory;
    setCotangents(memory, this.cells, sequence, gradient);
    const last = numbers.outputs.address + kept * memory.stateBytes;
    this.#core.call(() => this.#kernels.rateStartBackF64(run.address, last));
  }

  /** Back over a block whose outputs are `offset` steps on. */
  #back(memory: RateMemory, from: number, to: number, offset: number): void {
    const { run, numbers } = memory;
    const { outputs, states, adjoints } = numbers;
    const start = offset * memory.stateBytes;
    this.#core.call(() =>
      this.#kernels.rateBackF64(run.address, from, to, outputs.address + start, states.address + start, adjoints.address),
    );
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
