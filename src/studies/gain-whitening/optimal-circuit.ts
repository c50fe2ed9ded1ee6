// A circuit whose gains are at their optimum for every context while the synapses learn: the limit of infinitely fast gains.

/** Largest |variance of an interneuron - 1| at which gains count as optimal. */
const TOLERANCE = 1e-6;
const MOST_ITERATIONS = 200;

/**
 * r = (I + W diag(g) W^T)^-1 s with g the minimum of Phi(g) = Tr(F C) + 1^T g for unit columns w_i (arXiv:2301.11955, 2308.13633), by Newton's method:
 *
 *     dPhi/dg_i = 1 - w_i^T C_rr w_i,   Hessian J = 2 (W^T F W) o (W^T C_rr W),   F = (I + W diag(g) W^T)^-1,  C_rr = F C F
 *
 * and W <- W + eta_w (C_rr - I) W diag(g), columns brought to length 1. Vectors are kept as rows, w_i at i N.
 */
export class OptimalCircuit {
  readonly primary: number;
  readonly interneurons: number;
  /** w_i, K x N. */
  readonly vectors: Float64Array;
  readonly gains: Float64Array;
  /** C_rr of the last context, N x N. */
  readonly output: Float64Array;
  readonly #response: Float64Array;
  readonly #factor: Float64Array;
  readonly #product: Float64Array;
  readonly #throughResponse: Float64Array;
  readonly #throughOutput: Float64Array;
  readonly #hessian: Float64Array;
  readonly #gradient: Float64Array;

  constructor(primary: number, vectors: Float64Array) {
    const k = vectors.length / primary;
    this.primary = primary;
    this.interneurons = k;
    this.vectors = vectors.slice();
    this.gains = new Float64Array(k);
    this.output = new Float64Array(primary ** 2);
    this.#response = new Float64Array(primary ** 2);
    this.#factor = new Float64Array(primary ** 2);
    this.#product = new Float64Array(primary ** 2);
    this.#throughResponse = new Float64Array(k * primary);
    this.#throughOutput = new Float64Array(k * primary);
    this.#hessian = new Float64Array(k * k);
    this.#gradient = new Float64Array(k);
  }

  /** Brings the gains to their optimum for C, from where they are or, should they not suit it, from 0. Returns the number of Newton steps. */
  adapt(covariance: Float64Array): number {
    const { interneurons: k, gains } = this;
    let value = this.#respond(covariance);
    if (value === Number.POSITIVE_INFINITY) {
      gains.fill(0);
      value = this.#respond(covariance);
    }
    const start = new Float64Array(k);
    for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
      if (this.#differentiate() <= TOLERANCE) return iteration - 1;
      const step = this.#gradient.slice();
      let ridge = 0;
      while (!this.#newtonStep(step, ridge)) {
        ridge = Math.max(10 * ridge, 1e-12 * this.#hessian[0]!);
        step.set(this.#gradient);
      }
      let slope = 0;
      for (let i = 0; i < k; i++) slope += step[i]! * this.#gradient[i]!;
      start.set(gains);
      for (let share = 1; ; share /= 2) {
        for (let i = 0; i < k; i++) gains[i] = start[i]! - share * step[i]!;
        const reached = this.#respond(covariance);
        // Close to the minimum the decrease drowns in rounding.
        if (reached <= value - 1e-4 * share * slope || (share === 1 && slope < 1e-10 && reached < Number.POSITIVE_INFINITY)) {
          value = reached;
          break;
        }
      }
    }
    throw new Error("Newton's method did not bring the gains to their optimum.");
  }

  /** One step of the synapses, for the context to which the gains have adapted. */
  learn(rate: number): void {
    const { primary: n, interneurons: k, vectors, gains } = this;
    const through = this.#throughOutput;
    for (let i = 0; i < k; i++) {
      let square = 0;
      for (let a = i * n; a < (i + 1) * n; a++) {
        vectors[a]! += rate * gains[i]! * (through[a]! - vectors[a]!);
        square += vectors[a]! ** 2;
      }
      const scale = 1 / Math.sqrt(square);
      for (let a = i * n; a < (i + 1) * n; a++) vectors[a]! *= scale;
    }
  }

  /** C_rr for C with the gains as they are. */
  respondWith(gains: Float64Array, covariance: Float64Array): Float64Array {
    this.gains.set(gains);
    this.#respond(covariance);
    return this.output.slice();
  }

  /** F, C_rr, and Phi; infinite where A is not positive definite. */
  #respond(covariance: Float64Array): number {
    const { primary: n, interneurons: k, vectors, gains } = this;
    const [l, f, product, output] = [this.#factor, this.#response, this.#product, this.output];
    l.fill(0);
    let value = 0;
    for (let a = 0; a < n; a++) l[a * n + a] = 1;
    for (let i = 0; i < k; i++) {
      value += gains[i]!;
      for (let a = 0; a < n; a++) {
        const amount = gains[i]! * vectors[i * n + a]!;
        for (let b = 0; b <= a; b++) l[a * n + b]! += amount * vectors[i * n + b]!;
      }
    }
    if (!factorise(l, n)) return Number.POSITIVE_INFINITY;
    invert(l, f, n);
    multiply(f, covariance, product, n);
    for (let a = 0; a < n; a++) value += product[a * n + a]!;
    multiply(product, f, output, n);
    return value;
  }

  /** Gradient, and W^T F, W^T C_rr; returns the gradient's largest element. */
  #differentiate(): number {
    const { primary: n, interneurons: k, vectors } = this;
    let largest = 0;
    for (let i = 0; i < k; i++) {
      let variance = 0;
      for (let a = 0; a < n; a++) {
        let response = 0;
        let output = 0;
        for (let b = 0; b < n; b++) {
          response += this.#response[a * n + b]! * vectors[i * n + b]!;
          output += this.output[a * n + b]! * vectors[i * n + b]!;
        }
        this.#throughResponse[i * n + a] = response;
        this.#throughOutput[i * n + a] = output;
        variance += output * vectors[i * n + a]!;
      }
      this.#gradient[i] = 1 - variance;
      largest = Math.max(largest, Math.abs(1 - variance));
    }
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) {
        let response = 0;
        let output = 0;
        for (let a = 0; a < n; a++) {
          response += vectors[i * n + a]! * this.#throughResponse[j * n + a]!;
          output += vectors[i * n + a]! * this.#throughOutput[j * n + a]!;
        }
        this.#hessian[i * k + j] = 2 * response * output;
      }
    }
    return largest;
  }

  /** Replaces the gradient in `step` by (J + ridge)^-1 of it. False where that matrix is not positive definite. */
  #newtonStep(step: Float64Array, ridge: number): boolean {
    const k = this.interneurons;
    const l = this.#hessian.slice();
    for (let i = 0; i < k; i++) l[i * k + i]! += ridge;
    if (!factorise(l, k)) return false;
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < i; j++) step[i]! -= l[i * k + j]! * step[j]!;
      step[i]! /= l[i * k + i]!;
    }
    for (let i = k - 1; i >= 0; i--) {
      for (let j = i + 1; j < k; j++) step[i]! -= l[j * k + i]! * step[j]!;
      step[i]! /= l[i * k + i]!;
    }
    return true;
  }
}

/** Cholesky factor in place of the lower triangle; false where a pivot is not positive. */
function factorise(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let c = 0; c < j; c++) sum -= a[i * n + c]! * a[j * n + c]!;
      if (j < i) a[i * n + j] = sum / a[j * n + j]!;
      else if (sum > 1e-14) a[i * n + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** (L L^T)^-1, both triangles; L is overwritten by its inverse. */
function invert(l: Float64Array, inverse: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    l[j * n + j] = 1 / l[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let c = j; c < i; c++) sum -= l[i * n + c]! * l[c * n + j]!;
      l[i * n + j] = sum / l[i * n + i]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = i; c < n; c++) sum += l[c * n + i]! * l[c * n + j]!;
      inverse[i * n + j] = sum;
      inverse[j * n + i] = sum;
    }
  }
}

function multiply(a: Float64Array, b: Float64Array, out: Float64Array, n: number): void {
  out.fill(0);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < n; c++) {
      const factor = a[i * n + c]!;
      for (let j = 0; j < n; j++) out[i * n + j]! += factor * b[c * n + j]!;
    }
  }
}
