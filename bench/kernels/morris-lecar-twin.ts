import type { MorrisLecarParameters } from "../../src/index.js";

/** N Morris-Lecar cells that share their parameters. */
export interface TwinCells {
  readonly voltage: Float64Array | Float32Array;
  readonly recovery: Float64Array | Float32Array;
  readonly current: Float64Array | Float32Array;
}

export interface TwinParameters {
  readonly dt: number;
  readonly c: number;
  readonly gL: number;
  readonly gK: number;
  readonly gCa: number;
  readonly eL: number;
  readonly eK: number;
  readonly eCa: number;
  readonly v1: number;
  readonly v2: number;
  readonly v3: number;
  readonly v4: number;
  readonly phi: number;
}

/** What the twins call the parameters of a set. */
export function twinParameters(set: MorrisLecarParameters, dt: number): TwinParameters {
  return {
    dt,
    c: set.capacitance,
    gL: set.leakConductance,
    gK: set.potassiumConductance,
    gCa: set.calciumConductance,
    eL: set.leakReversal,
    eK: set.potassiumReversal,
    eCa: set.calciumReversal,
    v1: set.calciumHalfVoltage,
    v2: set.calciumWidth,
    v3: set.recoveryHalfVoltage,
    v4: set.recoveryWidth,
    phi: set.recoveryRate,
  };
}

/**
 * Runge-Kutta of order 4 with two exponentials a stage, e = exp(-2 (V - V1) / V2) and u = exp((V - V3) / (2 V4)). Of the forms tried this is the
 * fastest in V8: two divisions (one division and three more products: 20 % slower), all cells step by step (each cell's steps in sequence: 8 % slower).
 */
export function twinRungeKutta(p: TwinParameters): (cells: TwinCells, steps: number) => void {
  const { dt, gL, gK, gCa, eL, eK, eCa, v1, v3 } = p;
  const exp = Math.exp;
  const calciumScale = -2 / p.v2;
  const recoveryScale = 1 / (2 * p.v4);
  const perCapacitance = 1 / p.c;
  const halfPhi = p.phi / 2;
  const half = dt / 2;
  const sixth = dt / 6;
  return ({ voltage, recovery, current }, steps) => {
    const cells = voltage.length;
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < cells; i++) {
        const v = voltage[i]!;
        const w = recovery[i]!;
        const drive = current[i]!;
        let e = exp((v - v1) * calciumScale);
        let u = exp((v - v3) * recoveryScale);
        let u2 = u * u;
        let u4 = u2 * u2;
        let b = 1 + u4;
        const dv1 = (drive - gL * (v - eL) - gK * w * (v - eK) - (gCa / (1 + e)) * (v - eCa)) * perCapacitance;
        const dw1 = (halfPhi * (1 + u2) * (u4 - w * b)) / (b * u);
        let x = v + half * dv1;
        let y = w + half * dw1;
        e = exp((x - v1) * calciumScale);
        u = exp((x - v3) * recoveryScale);
        u2 = u * u;
        u4 = u2 * u2;
        b = 1 + u4;
        const dv2 = (drive - gL * (x - eL) - gK * y * (x - eK) - (gCa / (1 + e)) * (x - eCa)) * perCapacitance;
        const dw2 = (halfPhi * (1 + u2) * (u4 - y * b)) / (b * u);
        x = v + half * dv2;
        y = w + half * dw2;
        e = exp((x - v1) * calciumScale);
        u = exp((x - v3) * recoveryScale);
        u2 = u * u;
        u4 = u2 * u2;
        b = 1 + u4;
        const dv3 = (drive - gL * (x - eL) - gK * y * (x - eK) - (gCa / (1 + e)) * (x - eCa)) * perCapacitance;
        const dw3 = (halfPhi * (1 + u2) * (u4 - y * b)) / (b * u);
        x = v + dt * dv3;
        y = w + dt * dw3;
        e = exp((x - v1) * calciumScale);
        u = exp((x - v3) * recoveryScale);
        u2 = u * u;
        u4 = u2 * u2;
        b = 1 + u4;
        const dv4 = (drive - gL * (x - eL) - gK * y * (x - eK) - (gCa / (1 + e)) * (x - eCa)) * perCapacitance;
        const dw4 = (halfPhi * (1 + u2) * (u4 - y * b)) / (b * u);
        voltage[i] = v + sixth * (dv1 + 2 * (dv2 + dv3) + dv4);
        recovery[i] = w + sixth * (dw1 + 2 * (dw2 + dw3) + dw4);
      }
    }
  };
}
