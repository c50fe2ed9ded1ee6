import { type TwinNetwork, twinCurrentNetwork } from "./morris-lecar-network-twin.js";
import type { TwinParameters } from "./morris-lecar-twin.js";

// Training runs of a network of type "current", exponential Euler, in plain JavaScript over typed arrays; trial by trial, so that sums run over neighbours.

/** Inputs of a run: currents of a few patterns, [pattern][cell], one of them in each row and trial, [row][trial]. */
export interface TwinRun {
  readonly stepsPerRow: number;
  readonly rows: number;
  readonly patternCurrents: Float64Array;
  readonly choices: Uint16Array;
  /** Steps at the end whose mean outputs are read. */
  readonly readout: number;
}

function setCurrents(net: TwinNetwork, run: TwinRun, row: number): void {
  const { cells, trials, current } = net;
  for (let trial = 0, at = 0; trial < trials; trial++) {
    const from = run.choices[row * trials + trial]! * cells;
    for (let i = 0; i < cells; i++, at++) current[at] = run.patternCurrents[from + i]!;
  }
}

/** Mean outputs of the steps read, [trial][cell]. */
export function twinForward(p: TwinParameters): (net: TwinNetwork, run: TwinRun, features: Float64Array) => void {
  const steps = twinCurrentNetwork(p);
  return (net, run, features) => {
    const first = run.rows * run.stepsPerRow - run.readout;
    features.fill(0);
    for (let row = 0; row < run.rows; row++) {
      setCurrents(net, run, row);
      for (let k = 0; k < run.stepsPerRow; k++) {
        if (row * run.stepsPerRow + k < first) {
          const ahead = Math.min(run.stepsPerRow - k, first - row * run.stepsPerRow - k);
          steps(net, ahead);
          k += ahead - 1;
          continue;
        }
        steps(net, 1);
        for (let at = 0; at < features.length; at++) features[at]! += net.output[at]!;
      }
    }
    for (let at = 0; at < features.length; at++) features[at]! /= run.readout;
  };
}

/** States and adjoints of a run forward and back. */
export interface TwinTape {
  /** Records before each step and after the last: V, w, T of [trial][cell] each. */
  readonly voltage: Float64Array;
  readonly recovery: Float64Array;
  readonly output: Float64Array;
  readonly adjointV: Float64Array;
  readonly adjointW: Float64Array;
  readonly adjointT: Float64Array;
  readonly adjointI: Float64Array;
}

export function twinTape(cells: number, trials: number, steps: number): TwinTape {
  const size = cells * trials;
  const series = () => new Float64Array(size * (steps + 1));
  const one = () => new Float64Array(size);
  return {
    voltage: series(),
    recovery: series(),
    output: series(),
    adjointV: one(),
    adjointW: one(),
    adjointT: one(),
    adjointI: one(),
  };
}

/** Gradient of a loss by weights (by target) and pattern currents, given that by the features. */
export function twinBackward(p: TwinParameters) {
  const steps = twinCurrentNetwork(p);
  const { dt, gL, gK, gCa, eK, eCa, v1, v2, v3, v4, phi, c } = p;
  const { exp } = Math;
  return (
    net: TwinNetwork,
    run: TwinRun,
    tape: TwinTape,
    loss: Float64Array,
    byWeight: Float64Array,
    byCurrent: Float64Array,
  ): void => {
    const { cells: n, trials, weights } = net;
    const size = n * trials;
    const total = run.rows * run.stepsPerRow;
    for (let row = 0, step = 0; row < run.rows; row++) {
      setCurrents(net, run, row);
      for (let k = 0; k < run.stepsPerRow; k++, step++) {
        tape.voltage.set(net.voltage, step * size);
        tape.recovery.set(net.recovery, step * size);
        tape.output.set(net.output, step * size);
        steps(net, 1);
      }
    }
    tape.voltage.set(net.voltage, total * size);
    tape.output.set(net.output, total * size);
    const { voltage, recovery, output, adjointV, adjointW, adjointT, adjointI } = tape;
    adjointV.fill(0);
    adjointW.fill(0);
    adjointT.fill(0);
    byWeight.fill(0);
    byCurrent.fill(0);
    for (let step = total - 1; step >= 0; step--) {
      const before = step * size;
      const after = before + size;
      const read = step >= total - run.readout ? 1 / run.readout : 0;
      const row = Math.floor(step / run.stepsPerRow);
      for (let at = 0; at < size; at++) {
        const T = output[after + at]!;
        const aT = adjointT[at]! + read * loss[at]!;
        const aV = adjointV[at]! + aT * T * (1 - T) * 0.125;
        const aw = adjointW[at]!;
        const v = voltage[before + at]!;
        const w = recovery[before + at]!;
        const m = 1 / (1 + exp((v - v1) * (-2 / v2)));
        const u = exp((v - v3) / (2 * v4));
        const u4 = u * u * (u * u);
        const target = u4 / (1 + u4);
        const rate = dt * phi * 0.5 * (u + 1 / u);
        const rateSlope = (dt * phi * 0.5 * (u - 1 / u)) / (2 * v4);
        const g = (dt * (gL + gK * w + gCa * m)) / c;
        const e = exp(-g);
        const share = (1 - e) / g;
        const change = voltage[after + at]! - v;
        const aq = aV * share;
        const ag = -aV * (v * share + (change * (share - e)) / (g * share));
        const decay = exp(-rate);
        const ax = aw * (target - w) * decay;
        const aTarget = aw * (1 - decay);
        const am = ((dt * gCa) / c) * (ag + eCa * aq);
        adjointW[at] = aw * decay + ((dt * gK) / c) * (ag + eK * aq);
        const gateSlope = (am * m * (1 - m) * 2) / v2 + (aTarget * target * (1 - target) * 2) / v4;
        adjointV[at] = aV * e + gateSlope + ax * rateSlope;
        adjointI[at] = (aq * dt) / c;
      }
      adjointT.fill(0);
      for (let trial = 0; trial < trials; trial++) {
        const from = trial * n;
        const sources = before + from;
        const pattern = run.choices[row * trials + trial]! * n;
        // Four targets at a time share the loads and stores of the sources' numbers. The number of cells is a multiple of 4.
        for (let i = 0; i < n; i += 4) {
          const a0 = adjointI[from + i]!;
          const a1 = adjointI[from + i + 1]!;
          const a2 = adjointI[from + i + 2]!;
          const a3 = adjointI[from + i + 3]!;
          byCurrent[pattern + i]! += a0;
          byCurrent[pattern + i + 1]! += a1;
          byCurrent[pattern + i + 2]! += a2;
          byCurrent[pattern + i + 3]! += a3;
          const s0 = 36.75 * a0;
          const s1 = 36.75 * a1;
          const s2 = 36.75 * a2;
          const s3 = 36.75 * a3;
          for (let j = 0, w = i * n; j < n; j++, w++) {
            const T = output[sources + j]!;
            const first = weights[w]! * s0 + weights[w + n]! * s1;
            adjointT[from + j]! += first + (weights[w + 2 * n]! * s2 + weights[w + 3 * n]! * s3);
            byWeight[w]! += s0 * T;
            byWeight[w + n]! += s1 * T;
            byWeight[w + 2 * n]! += s2 * T;
            byWeight[w + 3 * n]! += s3 * T;
          }
        }
      }
    }
  };
}
