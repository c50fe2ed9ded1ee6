import type { MorrisLecarParameters } from "../../src/neurons/morris-lecar-parameters.js";

// Complex arithmetic just large enough for a Morris-Lecar cell: an independent form of its equations (tanh, cosh), differentiated by a complex step.

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const add = (a: Complex, b: Complex): Complex => complex(a.re + b.re, a.im + b.im);
export const scale = (s: number, a: Complex): Complex => complex(s * a.re, s * a.im);
export const multiply = (a: Complex, b: Complex): Complex => complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
export const minus = (a: Complex, b: number): Complex => complex(a.re - b, a.im);
export function divide(a: Complex, b: Complex): Complex {
  const size = b.re * b.re + b.im * b.im;
  return complex((a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size);
}
export const cosh = (a: Complex): Complex => complex(Math.cosh(a.re) * Math.cos(a.im), Math.sinh(a.re) * Math.sin(a.im));
export const exp = (a: Complex): Complex => complex(Math.exp(a.re) * Math.cos(a.im), Math.exp(a.re) * Math.sin(a.im));

/** (1 + tanh x) / 2 as e^x / (2 cosh x), which does not cancel. */
const gate = (x: Complex): Complex => divide(exp(x), scale(2, cosh(x)));

/** (V', w') with the current 0. */
export function slopes(p: MorrisLecarParameters, v: Complex, w: Complex): readonly [Complex, Complex] {
  const m = gate(scale(1 / p.calciumWidth, minus(v, p.calciumHalfVoltage)));
  const target = gate(scale(1 / p.recoveryWidth, minus(v, p.recoveryHalfVoltage)));
  const rate = scale(p.recoveryRate, cosh(scale(0.5 / p.recoveryWidth, minus(v, p.recoveryHalfVoltage))));
  const leak = scale(p.leakConductance, minus(v, p.leakReversal));
  const potassium = scale(p.potassiumConductance, multiply(w, minus(v, p.potassiumReversal)));
  const calcium = scale(p.calciumConductance, multiply(m, minus(v, p.calciumReversal)));
  const change = multiply(rate, add(target, scale(-1, w)));
  return [scale(-1 / p.capacitance, add(leak, add(potassium, calcium))), change];
}

/** dV'/dV, dV'/dw, dw'/dV, dw'/dw. */
export function complexJacobian(p: MorrisLecarParameters, v: number, w: number): number[] {
  const h = 1e-40;
  const byV = slopes(p, complex(v, h), complex(w));
  const byW = slopes(p, complex(v), complex(w, h));
  return [byV[0].im / h, byW[0].im / h, byV[1].im / h, byW[1].im / h];
}
