import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError, SolverError } from "../../core/errors.js";
import type { Seed } from "../../random/stream.js";
import { type MethodName, methodNames } from "../../solvers/methods.js";
import { type TestProblem, testProblems } from "../../solvers/problems/index.js";
import { createIntegrator, type Integrator, solve } from "../../solvers/solve.js";
import { differentiateBacksolve, differentiateForward, differentiateInterpolating } from "../gradients/continuous.js";
import {
  createGradient,
  type DiscreteGradient,
  type GradientStepMethod,
  gradientStepMethods,
  type StateLoss,
} from "../gradients/index.js";
import {
  type PerceptronShape,
  type PerceptronStart,
  perceptronModel,
  perceptronShape,
  perceptronStart,
} from "../models/perceptron.js";
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

export interface StiffNeuralOdeOptions {
  /** Numbers of the hidden layers; default: as published. */
  readonly hidden?: readonly number[];
  /** Solver of the neural ODE; default "rosenbrock23". */
  readonly method?: MethodName;
  /** Relative, and absolute in units of each number's scale; default 1e-6. */
  readonly tolerance?: number;
  /** Steps tried at most: a candidate that needs more has the loss NaN. Default 2000. */
  readonly maximumSteps?: number;
  /** Whether the perceptron sees each number in units of its scale; default true. The publication's does not say. */
  readonly scaledInput?: boolean;
  /** Factor on the perceptron's output beside scale / end; default 1. */
  readonly outputFactor?: number;
  /** Weights to start from; default "glorot" with a last layer of 0.1. */
  readonly start?: PerceptronStart;
}

const optionKeys = ["hidden", "method", "tolerance", "maximumSteps", "scaledInput", "outputFactor", "start"] as const;

const continuousMethods = ["interpolating-adjoint", "backsolve-adjoint", "forward-sensitivity"] as const;

/** What is learned. */
interface Data {
  readonly problem: TestProblem;
  /** Increasing. */
  readonly times: Float64Array;
  readonly hidden: readonly number[];
  /** The unit of a number of the state, from its values at the times. */
  readonly scale: (values: readonly number[]) => number;
}

/**
 * A neural ODE y' = NN(y) scale / end with a GELU perceptron NN that learns a trajectory of a stiff system, in the manner of Kim et al. 2021
 * (arXiv:2103.15341). Loss: mean |prediction - data| / scale over times and numbers. A candidate whose integration fails has the loss NaN and `failed` 1. All
 * sets and batches are the same data.
 */
export class StiffNeuralOde implements TrainingProblem {
  readonly description: TrainingProblemDescription;
  readonly tensors: TrainingProblem["tensors"];
  readonly length: number;
  /** The adjoint of the steps taken ("backpropagation") where the method has one, and those of the continuous equations. */
  readonly gradientMethods: TrainingProblem["gradientMethods"];
  readonly times: Float64Array;
  /** A state for each of the times. */
  readonly data: readonly Float64Array[];
  readonly scale: Float64Array;
  readonly #core: Core;
  readonly #shape: PerceptronShape;
  readonly #start: PerceptronStart;
  readonly #set: (theta: ArrayLike<number>) => void;
  readonly #integrator: Integrator;
  readonly #continuous: (
    kind: (typeof continuousMethods)[number],
    loss: StateLoss,
    parameters: Float64Array,
  ) => { readonly loss: number; readonly gradient: Float64Array };
  /** Made when a gradient is asked for. */
  readonly #createGradient: () => DiscreteGradient;
  #gradient: DiscreteGradient | undefined;
  readonly #seeds: Float64Array;

  constructor(core: Core, kind: string, data: Data, options: StiffNeuralOdeOptions = {}) {
    checkKeys("options", options, optionKeys);
    const { hidden = data.hidden, start = { lastGain: 0.1 }, scaledInput = true } = options;
    checkNumbers("options.hidden", hidden, undefined, { min: 1, max: 1000, integer: true });
    const method = checkOneOf("options.method", options.method ?? "rosenbrock23", methodNames);
    const tolerance = checkNumber("options.tolerance", options.tolerance ?? 1e-6, { above: 0, max: 0.1 });
    const maximumSteps = checkNumber("options.maximumSteps", options.maximumSteps ?? 2000, { min: 1, max: 1e7, integer: true });
    const factor = checkNumber("options.outputFactor", options.outputFactor ?? 1, { above: 0 });
    if (typeof scaledInput !== "boolean") throw new InputError("options.scaledInput", scaledInput, "true or false");
    const { problem, times } = data;
    this.description = { kind, options };
    this.times = times;
    this.data = stiffTrajectory(core, problem, times);
    this.scale = Float64Array.from(problem.initial, (_, i) => data.scale(this.data.map((state) => state[i]!)));
    const end = times.at(-1)!;
    this.#core = core;
    this.#start = start;
    this.#shape = perceptronShape({
      layers: [problem.length, ...hidden, problem.length],
      activation: "gelu",
      outputScale: Array.from(this.scale, (scale) => (factor * scale) / end),
      ...(scaledInput ? { inputScale: Array.from(this.scale, (scale) => 1 / scale) } : {}),
    });
    this.tensors = this.#shape.tensors;
    this.length = this.#shape.parameters;
    const { model, set } = settableModel(this.#shape);
    this.#set = set;
    const absoluteTolerance = this.scale.map((scale) => tolerance * scale);
    const request = { initial: problem.initial, times, relativeTolerance: tolerance, absoluteTolerance, maximumSteps };
    this.#integrator = createIntegrator(core, model, { ...request, method });
    const isDiscrete = (gradientStepMethods as readonly MethodName[]).includes(method);
    this.gradientMethods = [...(isDiscrete ? (["backpropagation"] as const) : []), ...continuousMethods];
    const { tensors: _, parameters: __, ...perceptron } = this.#shape;
    const own = perceptronModel(perceptron);
    this.#createGradient = () => createGradient(core, own, { ...request, method: method as GradientStepMethod });
    this.#continuous = (kind, loss, parameters) => {
      const options = { ...request, method, parameters };
      // adjoints are of the size of 1 / scale, sensitivities of that of the state
      const adjointOptions = { ...options, adjointAbsoluteTolerance: tolerance };
      if (kind === "forward-sensitivity") return differentiateForward(core, own, options, loss);
      if (kind === "backsolve-adjoint") return differentiateBacksolve(core, own, adjointOptions, loss);
      return differentiateInterpolating(core, own, adjointOptions, loss);
    };
    this.#seeds = new Float64Array(times.length * problem.length);
  }

  initial(seed: Seed): Float64Array {
    return perceptronStart(this.#core, this.#shape, seed, this.#start);
  }

  evaluate(parameters: Float64Array, _batch: Batch): Evaluation {
    const states = this.predict(parameters);
    if (!states) return { loss: Number.NaN, failed: 1 };
    return { loss: this.lossOf(states), failed: 0 };
  }

  /** The states at the times; undefined where the integration fails. */
  predict(parameters: ArrayLike<number>): readonly Float64Array[] | undefined {
    this.#set(parameters);
    return statesOrNothing(this.#integrator, {});
  }

  /** The loss of states at the times. */
  lossOf(states: readonly ArrayLike<number>[]): number {
    const { data, scale } = this;
    let sum = 0;
    for (let k = 0; k < data.length; k++) {
      for (let i = 0; i < scale.length; i++) sum += Math.abs(states[k]![i]! - data[k]![i]!) / scale[i]!;
    }
    return sum / (data.length * scale.length);
  }

  /**
   * "backpropagation" is the gradient of the computed loss, its steps held; the others are good to the tolerance. All take steps that end at the times, so
   * that their loss differs from that of `evaluate` within the tolerance. A failed integration, there or back, gives NaN and a gradient of 0.
   */
  gradient(parameters: Float64Array, _batch: Batch, request: GradientRequest): GradientResult {
    checkGradientRequest(this, request);
    const stateLoss: StateLoss = (states) => this.#lossWithSeeds(states);
    const { method } = request;
    try {
      let found: { readonly loss: number; readonly gradient: Float64Array };
      if (method === "backpropagation" || method === "truncated-backpropagation") {
        this.#gradient ??= this.#createGradient();
        found = this.#gradient.run(stateLoss, { parameters });
      } else found = this.#continuous(method, stateLoss, parameters);
      const gradient = found.gradient.slice();
      keepTensors(gradient, this.tensors, request.tensors);
      return { loss: found.loss, gradient, failed: 0 };
    } catch (error) {
      if (!(error instanceof SolverError)) throw error;
      return { loss: Number.NaN, gradient: new Float64Array(this.length), failed: 1 };
    }
  }

  #lossWithSeeds(states: Float64Array): { loss: number; gradient: Float64Array } {
    const { data, scale } = this;
    const n = scale.length;
    const count = data.length * n;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const error = states[k]! - data[Math.floor(k / n)]![k % n]!;
      sum += Math.abs(error) / scale[k % n]!;
      this.#seeds[k] = Math.sign(error) / (scale[k % n]! * count);
    }
    return { loss: sum / count, gradient: this.#seeds };
  }

  dispose(): void {
    this.#integrator.dispose();
    this.#gradient?.dispose();
  }
}

/** The exact solution at increasing times, to about 1e-11 relative. */
export function stiffTrajectory(core: Core, problem: TestProblem, times: ArrayLike<number>): readonly Float64Array[] {
  const absoluteTolerance = problem.initial.map(() => 1e-22);
  return solve(core, problem, { method: "rodas5p", times, relativeTolerance: 1e-12, absoluteTolerance, maximumSteps: 1e6 })
    .states;
}

/** Robertson's reaction at 50 times from 1e-5 to 1e5, equidistant in the logarithm; 3-5-5-5-5-5-5-3, 188 parameters; scale: the largest value. */
export function robertsonNeuralOde(core: Core, options: StiffNeuralOdeOptions = {}): StiffNeuralOde {
  const { exp, log } = core.exports;
  const ten = log(10);
  const times = Float64Array.from({ length: 50 }, (_, k) => exp(ten * ((10 * k) / 49 - 5)));
  const scale = (values: readonly number[]) => Math.max(...values);
  const data = { problem: testProblems.rober(), times, hidden: [5, 5, 5, 5, 5, 5], scale };
  return new StiffNeuralOde(core, "robertson-neural-ode", data, options);
}

/** POLLU at 20 times from 0 to 60, equidistant; 20-10-10-10-20, 650 parameters; scale: the largest value minus the least. */
export function polluNeuralOde(core: Core, options: StiffNeuralOdeOptions = {}): StiffNeuralOde {
  const times = Float64Array.from({ length: 20 }, (_, k) => (60 * k) / 19);
  const scale = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  const data = { problem: testProblems.pollu(), times, hidden: [10, 10, 10], scale };
  return new StiffNeuralOde(core, "pollu-neural-ode", data, options);
}
