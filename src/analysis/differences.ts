import type { Calculus, VectorField } from "./field.js";

type Vector = ArrayLike<number>;

/** Central differences of order 8 and 6: weights of f(y + k h u) -+ f(y - k h u), k = 1 to 4, and of f(y); and steps that balance the errors. */
const FIRST = { weights: [4 / 5, -1 / 5, 4 / 105, -1 / 280], step: 0.018 };
const SECOND = { weights: [8 / 5, -1 / 5, 8 / 315, -1 / 560], centre: -205 / 72, power: 2, step: 0.03 };
const THIRD = { weights: [-61 / 30, 169 / 120, -3 / 10, 7 / 240], centre: 0, power: 3, step: 0.025 };

/** Derivatives of a field by differences of high order. */
export function differences(field: VectorField): Omit<Calculus, "field" | "length" | "f"> {
  const n = field.length;
  const scale = (y: Vector, i: number) => field.scales?.[i] ?? Math.max(1, Math.abs(y[i]!));

  /** d^k f(y + s u)/ds^k at s = 0. */
  const along = (y: Vector, p: number, u: Vector, rule: typeof SECOND): Float64Array => {
    const out = new Float64Array(n);
    let size = 0;
    for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(u[i]!) / scale(y, i));
    if (size === 0) return out;
    const at = (k: number) => {
      const value = new Float64Array(n);
      const point = Float64Array.from({ length: n }, (_, i) => y[i]! + k * rule.step * (u[i]! / size));
      field.derivative(point, p, value);
      return value;
    };
    const sign = rule.power % 2 ? -1 : 1;
    for (const [k, weight] of rule.weights.entries()) {
      const [after, before] = [at(k + 1), at(-k - 1)];
      for (let i = 0; i < n; i++) out[i]! += weight * (after[i]! + sign * before[i]!);
    }
    if (rule.centre) {
      const here = at(0);
      for (let i = 0; i < n; i++) out[i]! += rule.centre * here[i]!;
    }
    let factor = 1;
    for (let k = 0; k < rule.power; k++) factor *= size / rule.step;
    return out.map((value) => value * factor);
  };

  const sum = (...parts: [number, Vector][]) =>
    Float64Array.from({ length: n }, (_, i) => parts.reduce((total, [factor, x]) => total + factor * x[i]!, 0));

  return {
    jacobian(y, p) {
      const out = new Float64Array(n * n);
      const point = Float64Array.from(y);
      const [after, before] = [new Float64Array(n), new Float64Array(n)];
      for (let j = 0; j < n; j++) {
        const h = FIRST.step * scale(y, j);
        for (let k = 1; k <= 4; k++) {
          point[j] = y[j]! + k * h;
          field.derivative(point, p, after);
          point[j] = y[j]! - k * h;
          field.derivative(point, p, before);
          const weight = FIRST.weights[k - 1]! / h;
          for (let i = 0; i < n; i++) out[i * n + j]! += weight * (after[i]! - before[i]!);
        }
        point[j] = y[j]!;
      }
      return out;
    },
    parameterDerivative(y, p) {
      const h = FIRST.step * Math.max(1, Math.abs(p));
      const [after, before, out] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      for (const [k, weight] of FIRST.weights.entries()) {
        field.derivative(y, p + (k + 1) * h, after);
        field.derivative(y, p - (k + 1) * h, before);
        for (let i = 0; i < n; i++) out[i]! += (weight * (after[i]! - before[i]!)) / h;
      }
      return out;
    },
    // B(u, v) = [B(u + v, u + v) - B(u - v, u - v)] / 4
    second(y, p, u, v) {
      const plus = along(y, p, sum([1, u], [1, v]), SECOND);
      const minus = along(y, p, sum([1, u], [-1, v]), SECOND);
      return sum([0.25, plus], [-0.25, minus]);
    },
    // 24 C(u, v, z) = C(u + v + z) - C(u + v - z) - C(u - v + z) + C(u - v - z), C(x) = C(x, x, x)
    third(y, p, u, v, z) {
      const cubic = (b: number, c: number) => along(y, p, sum([1, u], [b, v], [c, z]), THIRD);
      const parts: [number, Vector][] = [];
      for (const [b, c] of [
        [1, 1],
        [1, -1],
        [-1, 1],
        [-1, -1],
      ] as const) {
        parts.push([(b * c) / 24, cubic(b, c)]);
      }
      return sum(...parts);
    },
  };
}
