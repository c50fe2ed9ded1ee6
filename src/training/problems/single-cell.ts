import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError, SolverError } from "../../core/errors.js";
import { createMorrisLecarEnsemble, type MorrisLecarParameters, morrisLecarParameters } from "../../neurons/index.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import { surrogateGradient } from "../gradients/surrogate.js";
import {
  type Batch,
  type Evaluation,
  type GradientMethod,
  type GradientRequest,
  type GradientResult,
  gradientMethods,
  layTensors,
  type Tensor,
  type TrainingProblem,
  type TrainingProblemDescription,
} from "../problem.js";
import { type SingleCellRun, singleCellGradient, singleCellVoltages } from "./single-cell-gradients.js";

type Optional = "leakReversal" | "tolerance" | "surrogateSlope";

export interface SingleCellOptions {
  /** T, ms, a whole number. Default 500 (landscapes of the released figures: 3000). */
  readonly duration?: number;
  /** ms, a whole fraction of 1 ms. Default 0.05. */
  readonly dt?: number;
  /**
   * In place of steps of `dt`, Bogacki-Shampine 3(2) at this relative and absolute tolerance; 1e-3 as in the released code. Steps end at whole ms.
   * Default: none.
   */
  readonly tolerance?: number;
  /**
   * k of a surrogate gradient: on the way back the derivative of the output is 1 / (1 + k |V - 20|)^2 (fast sigmoid, 25 in the released code) in
   * place of its own, which is 0 but for a fraction of 1 mV. Default: the output's own.
   */
  readonly surrogateSlope?: number;
  /**
   * Whether the backsolve adjoint begins each ms with the state of the run forward, as torchdiffeq and the released code do, or goes all the way back on
   * its own. Default true.
   */
  readonly keepStates?: boolean;
  /** EL, mV. Left out: drawn once for each seed of batches (a run), N(-55, 2.5^2). */
  readonly leakReversal?: number;
  /** W to start from. Default 0.5. */
  readonly start?: number;
  /** uA/cm2 per unit of W. Default 100. */
  readonly gain?: number;
  /** V, mV, and w at time 0. Default -20 and 0.014173. */
  readonly initial?: { readonly voltage: number; readonly recovery: number };
}

const OUTPUT_SLOPE = 100; // 1/mV
const OUTPUT_HALF = 20; // mV
const keys = ["duration", "dt", "leakReversal", "start", "gain", "initial", "tolerance", "surrogateSlope", "keepStates"];

/**
 * "Minimise the output" of one Morris-Lecar cell, in the manner of code released by the first author of arXiv:2311.10869:
 *
 *     loss(W) = mean over t = 1, 2, ..., T ms of logistic(100 (V(t) - 20)) ,  I = 100 W
 *
 * The authors' parameters with C = 1: the released script leaves the division by C out, which makes V 20 times as fast. One tensor, W, of one
 * number. The output is almost a step, so that the loss is a staircase, and its gradient says little about where it is lower.
 */
export class SingleCellProblem implements TrainingProblem {
  readonly description: TrainingProblemDescription;
  readonly tensors: readonly Tensor[] = layTensors({ W: [1] });
  readonly length = 1;
  readonly gradientMethods: readonly GradientMethod[] = gradientMethods;
  readonly #core: Core;
  readonly #options: Required<Omit<SingleCellOptions, Optional>> & { readonly [name in Optional]: number | undefined };

  /** Errors: InputError. */
  constructor(core: Core, options: SingleCellOptions = {}) {
    checkKeys("options", options, keys);
    const { duration = 500, dt = 0.05, leakReversal, start = 0.5, gain = 100, tolerance, surrogateSlope } = options;
    const { initial = { voltage: -20, recovery: 0.014173 }, keepStates = true } = options;
    checkNumber("duration", duration, { min: 1, max: 1e6, integer: true, unit: "ms" });
    const perMillisecond = Math.round(1 / checkNumber("dt", dt, { above: 0, max: 1, unit: "ms" }));
    // Whole up to the rounding of decimal fractions.
    if (Math.abs(perMillisecond * dt - 1) > 1e-12) throw new InputError("dt", dt, "1 ms divided by a whole number");
    if (leakReversal !== undefined) checkNumber("leakReversal", leakReversal, { min: -1e6, max: 1e6, unit: "mV" });
    checkNumber("start", start);
    checkNumber("gain", gain, { min: -1e6, max: 1e6 });
    checkKeys("initial", initial, ["voltage", "recovery"]);
    checkNumber("initial.voltage", initial.voltage, { unit: "mV" });
    checkNumber("initial.recovery", initial.recovery);
    if (typeof keepStates !== "boolean") throw new InputError("keepStates", keepStates, "true or false");
    if (tolerance !== undefined) checkNumber("tolerance", tolerance, { above: 0, max: 1 });
    if (surrogateSlope !== undefined) checkNumber("surrogateSlope", surrogateSlope, { above: 0 });
    this.#core = core;
    this.#options = {
      duration,
      dt: 1 / perMillisecond,
      leakReversal,
      start,
      gain,
      initial,
      tolerance,
      surrogateSlope,
      keepStates,
    };
    this.description = { kind: "single-cell", options };
  }

  initial(_seed: Seed): Float64Array {
    return Float64Array.of(this.#options.start);
  }

  evaluate(parameters: Float64Array, batch: Batch): Evaluation {
    this.#check(parameters);
    const loss = this.evaluateMany(parameters, batch.seed)[0]!;
    return { loss, failed: Number.isNaN(loss) ? 1 : 0 };
  }

  /** Losses of many W, side by side; NaN where the cell ceased to be finite. `seed`: of the run, which EL is drawn from. */
  evaluateMany(weights: ArrayLike<number>, seed: Seed): Float64Array {
    const { duration, dt, initial } = this.#options;
    const cells = weights.length;
    if (cells === 0) return new Float64Array(0);
    if (this.#options.tolerance !== undefined) return Float64Array.from(weights, (weight) => this.#controlled(weight, seed));
    const ensemble = createMorrisLecarEnsemble(this.#core, {
      cells,
      parameters: this.#parameters(seed),
      current: Float64Array.from(weights, (weight) => this.#current(weight)),
      initial,
      dt,
    });
    try {
      const sums = new Float64Array(cells);
      // In stretches, so that samples of many cells and long runs take little memory.
      for (let time = 0; time < duration; ) {
        const stretch = Math.min(250, duration - time);
        const { voltages, times } = ensemble.run(stretch, { every: Math.round(1 / dt) });
        for (let k = 0; k < times.length; k++) {
          if (times[k]! <= time) continue; // the end of the stretch before
          for (let cell = 0; cell < cells; cell++) sums[cell]! += this.#output(voltages[k * cells + cell]!);
        }
        time += stretch;
      }
      for (const { cell } of ensemble.failures) sums[cell] = Number.NaN;
      return sums.map((sum) => sum / duration);
    } finally {
      ensemble.dispose();
    }
  }

  gradient(parameters: Float64Array, batch: Batch, request: GradientRequest): GradientResult {
    this.#check(parameters);
    const method = checkOneOf("request.method", request?.method, this.gradientMethods);
    for (const name of request.tensors) checkOneOf("request.tensors", name, ["W"]);
    const run = this.#run(parameters[0]!, batch.seed);
    const { loss, byCurrent } = singleCellGradient(this.#core, run, (voltages) => this.lossOf(voltages), { ...request, method });
    return { loss, gradient: Float64Array.of(request.tensors.length ? this.#options.gain * byCurrent : 0) };
  }

  /** Loss of V (mV) after 1, 2, ... ms, and its gradient by them. */
  lossOf(voltages: Float64Array): { loss: number; gradient: Float64Array } {
    const outputs = voltages.map((voltage) => this.#output(voltage));
    const loss = outputs.reduce((sum, output) => sum + output, 0) / outputs.length;
    const { surrogateSlope } = this.#options;
    if (surrogateSlope === undefined)
      return { loss, gradient: outputs.map((output) => (OUTPUT_SLOPE * output * (1 - output)) / outputs.length) };
    const gradient = new Float64Array(outputs.length).fill(1 / outputs.length);
    surrogateGradient(voltages, gradient, { slope: surrogateSlope, threshold: OUTPUT_HALF });
    return { loss, gradient };
  }

  /** EL of a run, mV. */
  leakReversal(seed: Seed): number {
    const { leakReversal } = this.#options;
    if (leakReversal !== undefined) return leakReversal;
    return -55 + 2.5 * new RandomStream(this.#core, { seed }).substream("leak reversal").normals(1)[0]!;
  }

  dispose(): void {}

  #run(weight: number, seed: Seed): SingleCellRun {
    const { duration, dt, initial, tolerance, keepStates } = this.#options;
    const { voltage, recovery } = initial;
    const current = this.#current(weight);
    return { parameters: this.#parameters(seed), current, initial: [voltage, recovery], duration, dt, tolerance, keepStates };
  }

  /** Loss with steps under error control; NaN where they fail. */
  #controlled(weight: number, seed: Seed): number {
    try {
      return this.lossOf(singleCellVoltages(this.#core, this.#run(weight, seed))).loss;
    } catch (error) {
      if (error instanceof SolverError) return Number.NaN;
      throw error;
    }
  }

  #parameters(seed: Seed): MorrisLecarParameters {
    return morrisLecarParameters({ set: "authors", capacitance: 1, leakReversal: this.leakReversal(seed) });
  }

  /** Candidates of a diverging search may be anything; a cell takes +-1e9 uA/cm2. */
  #current(weight: number): number {
    return Math.max(-1e9, Math.min(1e9, this.#options.gain * weight));
  }

  /** logistic(100 (V - 20)); exact where the exponential would round to nothing or overflow. */
  #output(voltage: number): number {
    const x = OUTPUT_SLOPE * (voltage - OUTPUT_HALF);
    if (x > 40) return 1;
    if (x < -700) return 0;
    return 1 / (1 + this.#core.exports.exp(-x));
  }

  #check(parameters: Float64Array): void {
    if (parameters?.length !== 1) throw new InputError("parameters", parameters, "a Float64Array of 1 number, W");
  }
}
