// The shaping circuit's response as a good engineer would write it in JavaScript: the same Newton iteration over typed arrays.

export interface ShapingTwin {
  readonly primary: number;
  readonly interneurons: number;
  /** primary x interneurons. */
  readonly weights: Float64Array;
  readonly gains: Float64Array;
  readonly shapes: Float64Array;
  readonly linear: Float64Array;
  readonly power: Float64Array;
  readonly z: Float64Array;
  readonly outputs: Float64Array;
  readonly slopes: Float64Array;
  readonly hessian: Float64Array;
  readonly step: Float64Array;
  readonly trial: Float64Array;
  /** Newton steps taken so far. */
  iterations: number;
}

export function shapingTwin(weights: Float64Array, gains: Float64Array, shapes: Float64Array): ShapingTwin {
  const k = gains.length;
  const n = weights.length / k;
  return {
    primary: n,
    interneurons: k,
    weights,
    gains,
    shapes,
    linear: shapes.map((theta) => Math.exp(Math.max(2 * theta - 3.85, 0) ** 1.95)),
    power: shapes.map((theta) => Math.exp(Math.max(theta ** 2.32 - 6, 0))),
    z: new Float64Array(k),
    outputs: new Float64Array(k),
    slopes: new Float64Array(k),
    hessian: new Float64Array(n * n),
    step: new Float64Array(n),
    trial: new Float64Array(n),
    iterations: 0,
  };
}

/** phi(r) = sum_i g_i F_i(z_i) - s.r; leaves n = g f and g f'. */
function objective(c: ShapingTwin, samples: Float64Array, at: number, r: Float64Array): number {
  const { primary, interneurons, weights, gains, shapes, linear, power, z, outputs, slopes } = c;
  z.fill(0);
  let value = 0;
  for (let i = 0; i < primary; i++) {
    const response = r[i]!;
    value -= samples[at + i]! * response;
    for (let k = 0; k < interneurons; k++) z[k]! += weights[i * interneurons + k]! * response;
  }
  for (let k = 0; k < interneurons; k++) {
    const input = z[k]!;
    const size = Math.abs(input);
    const theta = shapes[k]!;
    const powered = size ** theta;
    outputs[k] = gains[k]! * (linear[k]! * input + power[k]! * Math.sign(input) * powered);
    slopes[k] = gains[k]! * (linear[k]! + power[k]! * theta * (size > 0 ? powered / size : theta > 1 ? 0 : 1));
    value += gains[k]! * (0.5 * linear[k]! * input * input + (power[k]! * powered * size) / (theta + 1));
  }
  return value;
}

/** step <- s - W n; returns its largest element relative to the terms' sizes. */
function residual(c: ShapingTwin, samples: Float64Array, at: number): number {
  const { primary, interneurons, weights, outputs, step } = c;
  let largest = 0;
  for (let i = 0; i < primary; i++) {
    let sum = samples[at + i]!;
    let scale = Math.abs(sum);
    for (let k = 0; k < interneurons; k++) {
      const term = weights[i * interneurons + k]! * outputs[k]!;
      sum -= term;
      scale += Math.abs(term);
    }
    step[i] = sum;
    if (scale > 0) largest = Math.max(largest, Math.abs(sum) / scale);
  }
  return largest;
}

/** step <- (W diag(g f') W^T)^-1 step, by Cholesky. Returns the product of both. */
function newtonStep({ primary: n, interneurons, weights, slopes, hessian: h, step }: ShapingTwin): number {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < interneurons; k++) {
        sum += weights[i * interneurons + k]! * slopes[k]! * weights[j * interneurons + k]!;
      }
      for (let k = 0; k < j; k++) sum -= h[i * n + k]! * h[j * n + k]!;
      h[i * n + j] = i === j ? Math.sqrt(sum) : sum / h[j * n + j]!;
    }
  }
  let descent = 0;
  for (let i = 0; i < n; i++) {
    let sum = step[i]!;
    for (let j = 0; j < i; j++) sum -= h[i * n + j]! * step[j]!;
    step[i] = sum / h[i * n + i]!;
    descent += step[i]! ** 2;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = step[i]!;
    for (let j = i + 1; j < n; j++) sum -= h[j * n + i]! * step[j]!;
    step[i] = sum / h[i * n + i]!;
  }
  return descent;
}

/** Responses (T x n) to samples (T x n). */
export function respond(c: ShapingTwin, samples: Float64Array, responses: Float64Array): void {
  const { primary: n, step, trial } = c;
  for (let at = 0; at < samples.length; at += n) {
    const r = responses.subarray(at, at + n);
    r.set(samples.subarray(at, at + n));
    let value = objective(c, samples, at, r);
    let previous = 0;
    let rest = Number.POSITIVE_INFINITY;
    for (let iteration = 0; iteration < 200; iteration++) {
      const before = rest;
      rest = residual(c, samples, at);
      if (rest <= 9e-16 || (rest <= 1e-12 && rest >= 0.5 * before)) break;
      const descent = newtonStep(c);
      c.iterations++;
      let length = 1;
      let next = value;
      for (let halvings = 0; halvings < 60; halvings++) {
        for (let i = 0; i < n; i++) trial[i] = r[i]! + length * step[i]!;
        next = objective(c, samples, at, trial);
        if (next <= value - 1e-4 * length * descent + 1e-12 * Math.abs(value)) break;
        length /= 2;
      }
      r.set(trial);
      value = next;
      let [moved, size] = [0, 0];
      for (let i = 0; i < n; i++) {
        moved = Math.max(moved, Math.abs(step[i]!));
        size = Math.max(size, Math.abs(r[i]!));
      }
      if (length === 1 && moved < previous && moved * moved <= 1e-17 * size * previous) break;
      previous = length === 1 ? moved : 0;
    }
  }
}
