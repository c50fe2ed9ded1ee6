import type { MorrisLecarParameters } from "./morris-lecar-parameters.js";

/** Numbers per lane of a record of assembly/models/morris-lecar/cell-record.ts. */
export const RECORD_LENGTH = 28;

/**
 * One lane of a record, in the order of its offsets. `unit` is the stepper's unit of time, ms; `single` for f32, whose range bounds the exponentials:
 * products of them stay below 2^127.
 */
export function cellRecord(p: MorrisLecarParameters, unit: number, single: boolean): number[] {
  // |V - V3| <= 60 V4 keeps the argument of cosh within 30 (f32: 13), |V - V1| <= 250 V2 that of the calcium gate within 500.
  const rateReach = (single ? 26 : 60) * p.recoveryWidth;
  const gateReach = (single ? 40 : 250) * p.calciumWidth;
  const { calciumWidth, recoveryWidth } = p;
  const perCapacitance = unit / p.capacitance;
  const leak = p.leakConductance * perCapacitance;
  const potassium = p.potassiumConductance * perCapacitance;
  const calcium = p.calciumConductance * perCapacitance;
  const halfPhi = (unit * p.recoveryRate) / 2;
  const spacing = tableSpacing(p);
  return [
    Math.max(p.recoveryHalfVoltage - rateReach, p.calciumHalfVoltage - gateReach),
    Math.min(p.recoveryHalfVoltage + rateReach, p.calciumHalfVoltage + gateReach),
    p.calciumHalfVoltage,
    (-2 * Math.LOG2E) / calciumWidth,
    24,
    p.recoveryHalfVoltage,
    (-0.5 * Math.LOG2E) / recoveryWidth,
    halfPhi,
    leak,
    potassium,
    potassium * p.potassiumReversal,
    calcium / halfPhi,
    (calcium / halfPhi) * p.calciumReversal,
    calcium,
    calcium * p.calciumReversal,
    2 / calciumWidth,
    2 / recoveryWidth,
    0.5 / recoveryWidth,
    1.5 * 2 ** 52 * spacing,
    2047 * spacing,
    ...series(-2 / calciumWidth, spacing),
    ...series(-0.5 / recoveryWidth, spacing),
  ];
}

/** s (I + gL EL) / C. */
export function cellDrive(p: MorrisLecarParameters, unit: number, current: number): number {
  return ((current + p.leakConductance * p.leakReversal) * unit) / p.capacitance;
}

/** The largest power of two (mV) for which half of it changes no exponent by more than 0.0035. */
export function tableSpacing({ calciumWidth, recoveryWidth }: MorrisLecarParameters): number {
  return 2 ** Math.floor(Math.log2(0.007 / Math.max(2 / calciumWidth, 0.5 / recoveryWidth)));
}

/**
 * (exp(scale d) - 1) / d for |d| <= spacing / 2, ascending coefficients: the Taylor polynomial of exp to x^5 with x^5 economised, x^5 =
 * T_5 + (20 r^2 x^3 - 5 r^4 x) / 16 on |x| <= r.
 */
function series(scale: number, spacing: number): number[] {
  const square = (scale * spacing * 0.5) ** 2;
  const cube = scale * scale * scale;
  return [scale * (1 - (5 * square * square) / 1920), scale ** 2 / 2, cube * (1 / 6 + (20 * square) / 1920), (cube * scale) / 24];
}
