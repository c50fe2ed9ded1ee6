import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import { testProblems } from "../../solvers/problems/index.js";
import { createIntegrator, type Integrator, solve } from "../../solvers/solve.js";
import { type PerceptronShape, type PerceptronStart, perceptronShape, perceptronStart } from "../models/perceptron.js";
import { WindowFit } from "../models/window-fit.js";
import type {
  Batch,
  Evaluation,
  GradientRequest,
  GradientResult,
  TrainingProblem,
  TrainingProblemDescription,
} from "../problem.js";
import { checkGradientRequest, keepTensors } from "./requests.js";
import { settableModel, statesOrNothing } from "./settable-model.js";

/** How the neural ODE is solved: fixed steps of the classical Runge-Kutta method in SIMD lanes, or Dormand and Prince's with error control. */
export type SpiralSolver =
  | { readonly kind: "runge-kutta-4"; readonly stepsPerSample?: number; readonly precision?: "f64" | "f32" }
  | { readonly kind: "dormand-prince"; readonly tolerance?: number };

export interface SpiralNeuralOdeOptions {
  /** Hidden units; default 50 (1000 in the manner of the publication). */
  readonly hidden?: number;
  /** Default false. */
  readonly biases?: boolean;
  /** s_in of the network y' = s_out W2 tanh(W1 (s_in y)^3); default 1. With 0.5 and an `outputScale` of 16 all numbers are of the order of 1. */
  readonly inputScale?: number;
  /** s_out; default 1. */
  readonly outputScale?: number;
  /** Windows of a batch; default 20. */
  readonly windows?: number;
  /** Samples of a window, the start among them; default 10. */
  readonly samples?: number;
  /** Samples of the trajectory over `end`; default 1000 over 25. */
  readonly trajectorySamples?: number;
  readonly end?: number;
  /** Default: one Runge-Kutta step from sample to sample, f64. "dormand-prince": tolerances 1e-4, relative and absolute. */
  readonly solver?: SpiralSolver;
  /** Weights to start from; default "glorot". */
  readonly start?: PerceptronStart;
}

const optionKeys = [
  "hidden",
  "biases",
  "inputScale",
  "outputScale",
  "windows",
  "samples",
  "trajectorySamples",
  "end",
  "solver",
  "start",
] as const;

/**
 * A neural ODE y' = W2 tanh(W1 y^3) that learns the cubic spiral y1' = -0.1 y1^3 - 2 y2^3, y2' = 2 y1^3 - 0.1 y2^3 from y(0) = (2, 0), in the manner of
 * Hazelden et al. 2023 (arXiv:2311.10869). Loss: mean |error| over windows of the trajectory, each from its own start; the start counts as a sample.
 *
 * Sets: "training" draws `windows` different windows at random; "test" takes windows one after the other, which share their ends, over the whole trajectory
 * (111 of 10 samples); "validation" is one free run from t = 0 over all samples.
 */
export class SpiralNeuralOde implements TrainingProblem {
  readonly description: TrainingProblemDescription;
  readonly tensors: TrainingProblem["tensors"];
  readonly length: number;
  readonly gradientMethods: TrainingProblem["gradientMethods"];
  /** The true trajectory, samples x 2. */
  readonly trajectory: Float64Array;
  readonly #core: Core;
  readonly #shape: PerceptronShape;
  readonly #start: PerceptronStart;
  readonly #windows: number;
  readonly #samples: number;
  readonly #fit: Fit;
  readonly #testStarts: Uint32Array;
  #drawn: { readonly key: string; readonly starts: Uint32Array } | undefined;

  constructor(core: Core, options: SpiralNeuralOdeOptions = {}) {
    checkKeys("options", options, optionKeys);
    const whole = (name: keyof SpiralNeuralOdeOptions, fallback: number, min: number, max = 1e6) =>
      checkNumber(`options.${name}`, options[name] ?? fallback, { min, max, integer: true });
    const total = whole("trajectorySamples", 1000, 3);
    this.#samples = whole("samples", 10, 2, total);
    this.#windows = whole("windows", 20, 1, total - this.#samples + 1);
    const end = checkNumber("options.end", options.end ?? 25, { above: 0 });
    const { biases = false, start = {} } = options;
    this.#core = core;
    this.#start = start;
    const scale = (name: "inputScale" | "outputScale") => {
      const value = checkNumber(`options.${name}`, options[name] ?? 1, { above: 0, max: 1e6 });
      return [value, value];
    };
    const scales = { inputScale: scale("inputScale"), outputScale: scale("outputScale") };
    this.#shape = perceptronShape({ layers: [2, whole("hidden", 50, 1), 2], biases, inputPower: 3, ...scales });
    this.tensors = this.#shape.tensors;
    this.length = this.#shape.parameters;
    this.description = { kind: "spiral-neural-ode", options };
    const times = Float64Array.from({ length: total }, (_, i) => (end * i) / (total - 1));
    this.trajectory = spiralTrajectory(core, times);
    this.#testStarts = Uint32Array.from({ length: Math.ceil((total - 1) / (this.#samples - 1)) }, (_, i) =>
      Math.min(i * (this.#samples - 1), total - this.#samples),
    );
    const solver = checkSolver(options.solver ?? { kind: "runge-kutta-4" });
    const windows = Math.max(this.#windows, this.#testStarts.length);
    const request = { shape: this.#shape, trajectory: this.trajectory, interval: times[1]!, windows, samples: this.#samples };
    if (solver.kind === "runge-kutta-4") {
      this.#fit = new WindowFit(core, { ...request, stepsPerSample: solver.stepsPerSample, precision: solver.precision });
      this.gradientMethods = ["backpropagation"];
    } else {
      this.#fit = new AdaptiveFit(core, { ...request, tolerance: solver.tolerance });
      this.gradientMethods = [];
    }
  }

  initial(seed: Seed): Float64Array {
    return perceptronStart(this.#core, this.#shape, seed, this.#start);
  }

  evaluate(parameters: Float64Array, batch: Batch): Evaluation {
    if (batch.set === "validation") {
      const loss = this.#fit.loss(parameters, [0], this.trajectory.length / 2);
      return { loss, failed: this.#fit.failed(1) };
    }
    const starts = this.windows(batch);
    return { loss: this.#fit.loss(parameters, starts), failed: this.#fit.failed(starts.length) };
  }

  gradient(parameters: Float64Array, batch: Batch, request: GradientRequest): GradientResult {
    checkGradientRequest(this, request);
    if (batch.set === "validation") throw new InputError("batch.set", batch.set, '"training" or "test" for a gradient');
    const starts = this.windows(batch);
    const gradient = new Float64Array(this.length);
    const loss = this.#fit.gradient!(parameters, starts, gradient);
    keepTensors(gradient, this.tensors, request.tensors);
    return { loss, failed: this.#fit.failed(starts.length), gradient };
  }

  /** The first samples of a batch's windows. */
  windows(batch: Batch): Uint32Array {
    checkOneOf("batch.set", batch.set, ["training", "test"]);
    if (batch.set === "test") return this.#testStarts;
    const key = `${batch.seed} ${batch.index}`;
    if (this.#drawn?.key !== key) {
      const stream = new RandomStream(this.#core, { seed: batch.seed }).substream("windows").substream(batch.index);
      this.#drawn = { key, starts: stream.sample(this.#windows, this.trajectory.length / 2 - this.#samples + 1) };
    }
    return this.#drawn.starts;
  }

  dispose(): void {
    this.#fit.dispose();
  }
}

interface Fit {
  loss(theta: ArrayLike<number>, starts: ArrayLike<number>, samples?: number): number;
  gradient?(theta: ArrayLike<number>, starts: ArrayLike<number>, out: Float64Array): number;
  failed(windows: number): number;
  dispose(): void;
}

/** The spiral at the times, which begin with 0: samples x 2. */
function spiralTrajectory(core: Core, times: Float64Array): Float64Array {
  const tolerances = { relativeTolerance: 1e-13, absoluteTolerance: 1e-13 };
  const solution = solve(core, testProblems.cubicSpiral(), { method: "dop853", times, ...tolerances });
  return Float64Array.from({ length: 2 * times.length }, (_, i) => solution.states[i >> 1]![i & 1]!);
}

function checkSolver(solver: SpiralSolver) {
  const kind = checkOneOf("options.solver.kind", solver.kind, ["runge-kutta-4", "dormand-prince"]);
  if (solver.kind === "dormand-prince") {
    checkKeys("options.solver", solver, ["kind", "tolerance"]);
    return {
      kind: solver.kind,
      tolerance: checkNumber("options.solver.tolerance", solver.tolerance ?? 1e-4, { above: 0, max: 0.1 }),
    };
  }
  checkKeys("options.solver", solver, ["kind", "stepsPerSample", "precision"]);
  const range = { min: 1, max: 1000, integer: true };
  const stepsPerSample = checkNumber("options.solver.stepsPerSample", solver.stepsPerSample ?? 1, range);
  const precision = checkOneOf("options.solver.precision", solver.precision ?? "f64", ["f64", "f32"]);
  return { kind: kind as "runge-kutta-4", stepsPerSample, precision };
}

interface AdaptiveOptions {
  readonly shape: PerceptronShape;
  readonly trajectory: Float64Array;
  readonly interval: number;
  readonly samples: number;
  readonly tolerance: number;
}

/** The same loss with steps under error control, one window after the other. */
class AdaptiveFit implements Fit {
  readonly #options: AdaptiveOptions;
  readonly #set: (theta: ArrayLike<number>) => void;
  readonly #window: Integrator;
  readonly #free: Integrator;
  #failed = 0;

  constructor(core: Core, options: AdaptiveOptions) {
    const { shape, interval, samples, tolerance, trajectory } = options;
    this.#options = options;
    const { model, set } = settableModel(shape);
    this.#set = set;
    const integrator = (count: number) =>
      createIntegrator(core, model, {
        method: "dopri5",
        initial: [0, 0],
        times: Float64Array.from({ length: count }, (_, i) => i * interval),
        relativeTolerance: tolerance,
        absoluteTolerance: tolerance,
        maximumSteps: 100 * count,
      });
    this.#window = integrator(samples);
    this.#free = integrator(trajectory.length / 2);
  }

  loss(theta: ArrayLike<number>, starts: ArrayLike<number>, samples: number = this.#options.samples): number {
    const { trajectory } = this.#options;
    this.#set(theta);
    this.#failed = 0;
    let sum = 0;
    for (let i = 0; i < starts.length; i++) {
      const first = 2 * starts[i]!;
      const states = this.#states(samples, trajectory.subarray(first, first + 2));
      if (!states) this.#failed++;
      else for (let j = 0; j < 2 * samples; j++) sum += Math.abs(states[j >> 1]![j & 1]! - trajectory[first + j]!);
    }
    return this.#failed ? Number.NaN : sum / (starts.length * 2 * samples);
  }

  failed(): number {
    return this.#failed;
  }

  dispose(): void {
    this.#window.dispose();
    this.#free.dispose();
  }

  #states(samples: number, initial: Float64Array): readonly Float64Array[] | undefined {
    const integrator = samples === this.#options.samples ? this.#window : this.#free;
    return statesOrNothing(integrator, { initial });
  }
}
