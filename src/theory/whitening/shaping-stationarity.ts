import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { gaussianisingMap, unitVarianceScale } from "./generalised-gaussian.js";
import { SHAPE_KINK, type ShapingFunctions, shapingFunctions } from "./shaping.js";

/** Where one neuron with one interneuron ends when it shapes a generalised Gaussian input. */
export interface ShapingStationarity {
  readonly gain: number;
  readonly shape: number;
  /** Whether the shape sits on the kink theta = 2.1648, where dh/dtheta changes sign by a jump. */
  readonly atKink: boolean;
  readonly responseVariance: number;
  /** E r^4 / (E r^2)^2. */
  readonly responseKurtosis: number;
  /** Root mean square of r(s) - T(s), T the increasing map that makes s standard normal. */
  readonly distanceToOptimalMap: number;
}

export interface StationarityOptions {
  /** beta of the input's density ~ exp(-(|s|/scale)^beta), unit variance; 0.3 to 10. */
  readonly exponent: number;
  /** Shape from which the learning rule is followed, 1 to 3; default 2.2. */
  readonly startingShape?: number;
}

/**
 * Solves E h(theta, r) = 0 and E dh/dtheta(theta, r) = 0 over s = g f(theta, r) with a generalised Gaussian s of unit variance: the
 * fixed point of the shaping circuit's rules with N = K = 1, W = 1. The shape is where the rule, with the gain at its equilibrium,
 * moves to from `startingShape`: a zero of E dh/dtheta, a jump through zero (the kink), or a bound (1 or 3).
 * Errors: InputError.
 */
export function shapingStationarity(core: Core, options: StationarityOptions): ShapingStationarity {
  checkKeys("options", options, ["exponent", "startingShape"]);
  const exponent = checkNumber("options.exponent", options.exponent, { min: 0.3, max: 10 });
  const from = checkNumber("options.startingShape", options.startingShape ?? 2.2, { min: 1, max: 3 });
  const input = new Input(core, exponent);
  const drift = (theta: number): number => {
    const node = input.at(theta);
    return input.mean(node.functions.shapeDerivative, node.weights);
  };
  const shape = follow(drift, from);
  const { gain, functions, weights } = input.at(shape);
  const squared = input.responses.map((r) => r * r);
  const variance = input.mean(squared, weights);
  const fourth = input.mean(
    squared.map((square) => square * square),
    weights,
  );
  const scale = unitVarianceScale(core, exponent);
  const squares = input.responses.map((r, i) => {
    if (weights[i] === 0) return 0;
    const distance = r - gaussianisingMap(core, exponent, scale, gain * (functions.f[i] as number));
    return distance * distance;
  });
  return {
    gain,
    shape,
    atKink: Math.abs(shape - SHAPE_KINK) < 1e-6,
    responseVariance: variance,
    responseKurtosis: fourth / (variance * variance),
    distanceToOptimalMap: Math.sqrt(input.mean(squares, weights)),
  };
}

/** The zero or downward jump of `drift` that d theta/dt = drift reaches from `from`, or the bound it runs into. */
function follow(drift: (theta: number) => number, from: number): number {
  const direction = Math.sign(drift(from));
  let near = from;
  let far = from;
  while (Math.sign(drift(far)) === direction) {
    const bound = direction > 0 ? 3 : 1;
    if (far === bound) return bound;
    near = far;
    far = direction > 0 ? Math.min(far + 0.05, 3) : Math.max(far - 0.05, 1);
  }
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (Math.sign(drift(middle)) === direction) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}

interface NodeValues {
  readonly gain: number;
  readonly functions: ShapingFunctions;
  /** Probabilities of the nodes at this gain and shape. */
  readonly weights: Float64Array;
}

/** Means over a generalised Gaussian input, as integrals over the response r: s = g f(theta, r) needs no root that way. */
class Input {
  readonly #core: Core;
  readonly #exponent: number;
  readonly #scale: number;
  /** 2 times the density's normalisation. */
  readonly #height: number;
  /** Nodes r > 0, and dr. */
  readonly responses = new Float64Array(201);
  readonly #widths = new Float64Array(201);

  constructor(core: Core, exponent: number) {
    this.#core = core;
    this.#exponent = exponent;
    this.#scale = unitVarianceScale(core, exponent);
    core.call((e) => {
      // Trapezoidal rule in u, r = exp(pi/2 sinh u) (Takahasi & Mori 1974): the cusp at s = 0 does not slow it down.
      const step = 0.036;
      this.responses.forEach((_, i) => {
        const up = e.exp(-4 + step * i);
        this.responses[i] = e.exp((Math.PI / 4) * (up - 1 / up));
        this.#widths[i] = step * (Math.PI / 4) * (up + 1 / up) * (this.responses[i] as number);
      });
    });
    this.#height = core.call((e) => exponent / (this.#scale * e.exp(e.logGamma(1 / exponent))));
  }

  mean(values: Float64Array, weights: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += (weights[i] as number) * (values[i] as number);
    return sum;
  }

  /** The gain at which E h = 0, and the nodes' values there. */
  at(theta: number): NodeValues {
    const functions = shapingFunctions(this.#core, theta, this.responses);
    const logs = this.#core.call((e) => functions.f.map((f) => e.log(f / this.#scale)));
    // E h falls with the gain: the larger it is, the smaller the responses.
    let low = -30;
    let high = 10;
    for (let i = 0; i < 55; i++) {
      const middle = (low + high) / 2;
      if (this.mean(functions.h, this.#weights(middle, functions.slope, logs)) > 0) low = middle;
      else high = middle;
    }
    const logGain = (low + high) / 2;
    return {
      gain: this.#core.call((e) => e.exp(logGain)),
      functions,
      weights: this.#weights(logGain, functions.slope, logs),
    };
  }

  /** Density at s = g f(r) times ds = g f'(r) dr, both signs of r together. */
  #weights(logGain: number, slope: Float64Array, logs: Float64Array): Float64Array {
    return this.#core.call((e) => {
      const gain = e.exp(logGain) * this.#height;
      return logs.map(
        (log, i) => gain * (slope[i] as number) * (this.#widths[i] as number) * e.exp(-e.exp(this.#exponent * (log + logGain))),
      );
    });
  }
}
