import type { TwinParameters } from "./morris-lecar-twin.js";

/** A network's state; trial by trial, so that sums over sources run over neighbours. */
export interface TwinNetwork {
  readonly cells: number;
  readonly trials: number;
  /** By target, [target][source]. */
  readonly weights: Float64Array;
  readonly voltage: Float64Array;
  readonly recovery: Float64Array;
  /** T or s. */
  readonly output: Float64Array;
  readonly current: Float64Array;
  /** Scratch: as many numbers each, at least. */
  readonly sum: Float64Array;
  readonly reversedOutput: Float64Array;
  readonly reversedSum: Float64Array;
}

/** out = W x for every trial. Four targets and two trials at a time: eight independent sums, which share their loads. */
export function product(
  { cells: n, trials, weights }: Pick<TwinNetwork, "cells" | "trials" | "weights">,
  x: Float64Array,
  out: Float64Array,
): void {
  const four = n - (n % 4);
  const two = trials - (trials % 2);
  for (let trial = 0; trial < two; trial += 2) {
    const p = trial * n;
    const q = p + n;
    for (let i = 0; i < four; i += 4) {
      let w0 = i * n;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let j = 0; j < n; j++, w0++) {
        const a = x[p + j]!;
        const b = x[q + j]!;
        let w = weights[w0]!;
        a0 += w * a;
        b0 += w * b;
        w = weights[w0 + n]!;
        a1 += w * a;
        b1 += w * b;
        w = weights[w0 + 2 * n]!;
        a2 += w * a;
        b2 += w * b;
        w = weights[w0 + 3 * n]!;
        a3 += w * a;
        b3 += w * b;
      }
      out[p + i] = a0;
      out[p + i + 1] = a1;
      out[p + i + 2] = a2;
      out[p + i + 3] = a3;
      out[q + i] = b0;
      out[q + i + 1] = b1;
      out[q + i + 2] = b2;
      out[q + i + 3] = b3;
    }
  }
  for (let trial = two; trial < trials; trial++) {
    const p = trial * n;
    for (let i = 0; i < four; i += 4) {
      let w0 = i * n;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      for (let j = 0; j < n; j++, w0++) {
        const a = x[p + j]!;
        a0 += weights[w0]! * a;
        a1 += weights[w0 + n]! * a;
        a2 += weights[w0 + 2 * n]! * a;
        a3 += weights[w0 + 3 * n]! * a;
      }
      out[p + i] = a0;
      out[p + i + 1] = a1;
      out[p + i + 2] = a2;
      out[p + i + 3] = a3;
    }
  }
  for (let trial = 0; trial < trials; trial++) {
    for (let i = four; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += weights[i * n + j]! * x[trial * n + j]!;
      out[trial * n + i] = sum;
    }
  }
}

/** Exponential Euler of a cell with a synaptic conductance and push (sum of conductance times reversal potential, or a current) on top of its own. */
function relaxer(p: TwinParameters) {
  const { dt, gL, gK, gCa, eL, eK, eCa, v1, v3 } = p;
  const exp = Math.exp;
  const calciumScale = -2 / p.v2;
  const recoveryScale = 1 / (2 * p.v4);
  const perCapacitance = dt / p.c;
  const halfRate = (-dt * p.phi) / 2;
  return (net: TwinNetwork, at: number, conductance: number, push: number): void => {
    const v = net.voltage[at]!;
    const w = net.recovery[at]!;
    const m = gCa / (1 + exp((v - v1) * calciumScale));
    const u = exp((v - v3) * recoveryScale);
    const u4 = u * u * (u * u);
    const potassium = gK * w;
    const total = gL + potassium + m + conductance;
    const current = net.current[at]! + gL * eL + potassium * eK + m * eCa + push;
    const steady = current / total;
    net.voltage[at] = steady + (v - steady) * exp(-perCapacitance * total);
    const target = u4 / (1 + u4);
    net.recovery[at] = target + (w - target) * exp(halfRate * (u + 1 / u));
  };
}

/** Steps of a network of type "current". */
export function twinCurrentNetwork(p: TwinParameters): (net: TwinNetwork, steps: number) => void {
  const relax = relaxer(p);
  return (net, steps) => {
    const { voltage, output, sum } = net;
    for (let step = 0; step < steps; step++) {
      product(net, output, sum);
      for (let at = 0; at < voltage.length; at++) {
        relax(net, at, 0, 36.75 * sum[at]!);
        output[at] = 1 / (1 + Math.exp((voltage[at]! + 3) * -0.125));
      }
    }
  };
}

/** One synapse per cell. */
export interface TwinSynapse {
  readonly opening: number;
  readonly closing: number;
  readonly reversal: number;
}

/** Steps of a network of kinetic synapses (half voltage 2 mV, width 5 mV). */
export function twinConductanceNetwork(
  p: TwinParameters,
  synapses: readonly TwinSynapse[],
): (net: TwinNetwork, steps: number) => void {
  const relax = relaxer(p);
  const { dt } = p;
  const opening = Float64Array.from(synapses, (synapse) => synapse.opening);
  const closing = Float64Array.from(synapses, (synapse) => synapse.closing);
  const reversal = Float64Array.from(synapses, (synapse) => synapse.reversal);
  return (net, steps) => {
    const { cells, trials, voltage, output, sum, reversedOutput, reversedSum } = net;
    for (let step = 0; step < steps; step++) {
      for (let trial = 0, at = 0; trial < trials; trial++) {
        for (let i = 0; i < cells; i++, at++) reversedOutput[at] = output[at]! * reversal[i]!;
      }
      product(net, output, sum);
      product(net, reversedOutput, reversedSum);
      for (let trial = 0, at = 0; trial < trials; trial++) {
        for (let i = 0; i < cells; i++, at++) {
          const alpha = opening[i]! / (1 + Math.exp((voltage[at]! - 2) * -0.2));
          const rate = alpha + closing[i]!;
          const steady = alpha / rate;
          output[at] = steady + (output[at]! - steady) * Math.exp(-dt * rate);
          relax(net, at, sum[at]!, reversedSum[at]!);
        }
      }
    }
  };
}
