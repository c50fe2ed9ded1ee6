import { product } from "./morris-lecar-network-twin.js";

export interface TwinRateNetwork {
  readonly cells: number;
  readonly inputs: number;
  readonly trials: number;
  readonly steps: number;
  readonly rate: number;
  /** First step of the mean. */
  readonly first: number;
  /** inputs x cells. */
  readonly inputWeights: Float64Array;
  /** cells x cells, [source, target]. */
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
  /** steps x trials x inputs. */
  readonly values: Float64Array;
}

export interface TwinRateGradient {
  readonly inputWeights: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
}

/** Leaky tanh network, trial by trial, with its gradient by backpropagation through time; memory is taken once. */
export function twinRateNetwork(net: TwinRateNetwork) {
  const { cells: n, inputs, trials, steps, rate, first, inputWeights, recurrent, bias, values } = net;
  const size = n * trials;
  const transposed = recurrent.map((_, at) => recurrent[(at % n) * n + Math.floor(at / n)]!);
  const byTarget = { cells: n, trials, weights: transposed };
  const bySource = { cells: n, trials, weights: recurrent };
  const x = new Float64Array(size);
  const sum = new Float64Array(size);
  const mean = new Float64Array(size);
  const adjoint = new Float64Array(size);
  const scaled = new Float64Array(size);
  // outputs before each step, and after the last
  const outputs = Array.from({ length: steps + 1 }, () => new Float64Array(size));
  const gradient: TwinRateGradient = {
    inputWeights: new Float64Array(inputs * n),
    recurrent: new Float64Array(n * n),
    bias: new Float64Array(n),
  };

  function forward(): Float64Array {
    x.fill(0);
    mean.fill(0);
    outputs[0]!.fill(0);
    for (let t = 0; t < steps; t++) {
      const r = outputs[t + 1]!;
      product(byTarget, outputs[t]!, sum);
      for (let trial = 0; trial < trials; trial++) {
        const p = trial * n;
        for (let i = 0; i < n; i++) sum[p + i]! += bias[i]!;
        const u = (t * trials + trial) * inputs;
        for (let k = 0; k < inputs; k++) {
          const value = values[u + k]!;
          const row = k * n;
          for (let i = 0; i < n; i++) sum[p + i]! += value * inputWeights[row + i]!;
        }
      }
      for (let at = 0; at < size; at++) {
        const next = (1 - rate) * x[at]! + rate * sum[at]!;
        x[at] = next;
        r[at] = Math.tanh(next);
      }
      if (t >= first) for (let at = 0; at < size; at++) mean[at]! += r[at]!;
    }
    for (let at = 0; at < size; at++) mean[at]! /= steps - first;
    return mean;
  }

  /** to_ji += sum over trials of from_j a_i, four trials at a time. */
  function outer(to: Float64Array, from: Float64Array, start: number, rows: number): void {
    const four = trials - (trials % 4);
    for (let trial = 0; trial < four; trial += 4) {
      const a = trial * n;
      const f = start + trial * rows;
      for (let j = 0; j < rows; j++) {
        const f0 = from[f + j]!;
        const f1 = from[f + rows + j]!;
        const f2 = from[f + 2 * rows + j]!;
        const f3 = from[f + 3 * rows + j]!;
        const row = j * n;
        for (let i = 0; i < n; i++) {
          const add = f0 * scaled[a + i]! + f1 * scaled[a + n + i]! + f2 * scaled[a + 2 * n + i]! + f3 * scaled[a + 3 * n + i]!;
          to[row + i]! += add;
        }
      }
    }
    for (let trial = four; trial < trials; trial++) {
      for (let j = 0; j < rows; j++) {
        const f0 = from[start + trial * rows + j]!;
        for (let i = 0; i < n; i++) to[j * n + i]! += f0 * scaled[trial * n + i]!;
      }
    }
  }

  /** Of the weighted sum of means, weights as trials x cells. */
  function backward(weights: Float64Array): TwinRateGradient {
    forward();
    for (const part of Object.values(gradient)) part.fill(0);
    const share = 1 / (steps - first);
    for (let at = 0; at < size; at++) {
      const r = outputs[steps]![at]!;
      adjoint[at] = (1 - r * r) * share * weights[at]!;
    }
    for (let t = steps - 1; t >= 0; t--) {
      for (let at = 0; at < size; at++) scaled[at] = rate * adjoint[at]!;
      outer(gradient.recurrent, outputs[t]!, 0, n);
      outer(gradient.inputWeights, values, t * trials * inputs, inputs);
      for (let trial = 0; trial < trials; trial++) for (let i = 0; i < n; i++) gradient.bias[i]! += scaled[trial * n + i]!;
      if (t === 0) break;
      product(bySource, scaled, sum);
      const r = outputs[t]!;
      const isRead = t - 1 >= first ? share : 0;
      for (let at = 0; at < size; at++) {
        const slope = 1 - r[at]! * r[at]!;
        adjoint[at] = (1 - rate) * adjoint[at]! + slope * (sum[at]! + isRead * weights[at]!);
      }
    }
    return gradient;
  }

  return { forward, backward };
}
