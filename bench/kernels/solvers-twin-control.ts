// Adaptive integration in plain JavaScript, with the step control of assembly/solvers: what the twins of the solver suite share.

/** A method with its problem and its vectors: a step is one call. */
export abstract class TwinSolver {
  /** The state, the one that `attempt` tries, and f(state), which `advance` keeps up to date. */
  readonly y: Float64Array;
  readonly trial: Float64Array;
  readonly slope: Float64Array;
  accepted = 0;
  rejected = 0;
  protected readonly point: Float64Array;

  constructor(
    readonly length: number,
    readonly order: number,
    /** Exponents of the step control, times the order. */
    readonly proportional: number,
    readonly integral: number,
    protected readonly relative: number,
    protected readonly absolute: number,
  ) {
    this.y = new Float64Array(length);
    this.trial = new Float64Array(length);
    this.slope = new Float64Array(length);
    this.point = new Float64Array(length);
  }

  abstract derivative(y: Float64Array, out: Float64Array): void;
  /** Tries a step of size `step`; its error, 1 at the tolerance. `retry`: from the same state as the last one. */
  protected abstract attempt(step: number, retry: boolean): number;
  /** Makes `slope` f(trial). */
  protected abstract advance(): void;

  /** From `initial` at time 0 to `end`, where `y` is the state. */
  run(initial: ArrayLike<number>, end: number): void {
    const { y, trial, length } = this;
    for (let i = 0; i < length; i++) y[i] = initial[i]!;
    this.accepted = 0;
    this.rejected = 0;
    this.derivative(y, this.slope);
    let step = this.#firstStep(end);
    let time = 0;
    let previous = roughLog2(LEAST_ERROR);
    let retry = false;
    const power = -(this.integral + this.proportional) / this.order;
    const powerBefore = this.proportional / this.order;
    while (time < end) {
      const rest = end - time;
      const isLast = rest - step <= Math.max(1e-6 * step, 8 * Number.EPSILON * end);
      if (isLast) step = rest;
      const error = this.attempt(step, retry);
      if (!(error <= 1)) {
        this.rejected++;
        retry = true;
        step *= error < Infinity ? Math.max(CUT, SAFETY * roughPower(error, -1 / this.order)) : 0.25;
        continue;
      }
      this.accepted++;
      const log = roughLog2(Math.max(error, LEAST_ERROR));
      const factor = SAFETY * roughExp2(power * log + powerBefore * previous);
      previous = log;
      time = isLast ? end : time + step;
      step *= Math.min(retry ? 1 : GROWTH, Math.max(CUT, factor));
      retry = false;
      this.advance();
      for (let i = 0; i < length; i++) y[i] = trial[i]!;
    }
  }

  #norm(x: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < this.length; i++) sum += (x[i]! / (this.absolute + this.relative * Math.abs(this.y[i]!))) ** 2;
    return Math.sqrt(sum / this.length);
  }

  #firstStep(end: number): number {
    const { y, slope, point, trial } = this;
    const size = this.#norm(y);
    const speed = this.#norm(slope);
    const h0 = Math.min(size < 1e-5 || speed < 1e-5 ? 1e-6 : (0.01 * size) / speed, end);
    for (let i = 0; i < this.length; i++) point[i] = y[i]! + h0 * slope[i]!;
    this.derivative(point, trial);
    for (let i = 0; i < this.length; i++) trial[i] = trial[i]! - slope[i]!;
    const largest = Math.max(speed, this.#norm(trial) / h0);
    const h1 = largest <= 1e-15 ? Math.max(1e-6, 1e-3 * h0) : roughPower(0.01 / largest, 1 / this.order);
    return Math.min(end, 100 * h0, h1);
  }
}

const SAFETY = 0.9;
const GROWTH = 10;
const CUT = 0.2;
const LEAST_ERROR = 1e-4;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** log2 x to 2e-6, for normal x, as in assembly/solvers/rough-power.ts: the twin for ROBER is 20 % slower with Math.pow. */
function roughLog2(x: number): number {
  double[0] = x;
  const high = words[1]!;
  let exponent = (high >>> 20) - 1023;
  words[1] = (high & 0xfffff) | 0x3ff00000;
  let m = double[0]!;
  if (m >= Math.SQRT2) {
    m *= 0.5;
    exponent++;
  }
  m--;
  const m2 = m * m;
  const low = 1.4427134814034366 - m * 0.7211318585051099 + m2 * (0.4793480179043415 - m * 0.3674899745218618);
  return exponent + m * (low + m2 * m2 * (0.3221548095076929 - m * 0.20659176994779505));
}

/** 2^x to 3e-6, as there. */
function roughExp2(x: number): number {
  const n = Math.round(x);
  const r = x - n;
  const r2 = r * r;
  double[0] = 0;
  words[1] = (n + 1023) << 20;
  const high = 0.24024744830815575 + r * 0.055917860310010684 + r2 * 0.00957010179162898;
  return (0.9999992614448243 + r * 0.6931218147384361 + r2 * high) * double[0]!;
}

function roughPower(x: number, p: number): number {
  return roughExp2(p * roughLog2(x));
}
