import { powerOfTwo, splitBinary } from "./binary.js";

// ln 2 in two parts, the first of 32 bits: its product with an exponent is exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 1/2!, 1/3!, ... 1/14!: enough for |r| <= ln(2)/2, where the next term is below 2^-60. */
const inverseFactorials = Array.from({ length: 13 }, (_, i) => {
  let product = 1;
  for (let n = 2; n <= i + 2; n++) product *= n;
  return 1 / product;
});

/** 2/3, 2/5, ... 2/23 of ln((1 + s)/(1 - s)) = 2 s + 2/3 s^3 + 2/5 s^5 + ...; |s| <= 0.172, where the next term is below 2^-60. */
const logarithmTerms = Array.from({ length: 11 }, (_, i) => 2 / (2 * i + 3));

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

/** e^x; within 1 unit in the last place where it is a normal number. */
export function exp(x: number): number {
  if (Number.isNaN(x) || x > 709.782712893384) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const value = 1 + (high - (low - r * r * polynomial(inverseFactorials, r)));
  // In two factors: 2^1024 and the subnormal powers are not numbers of one.
  const half = Math.trunc(k / 2);
  return value * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm; within 1 unit in the last place. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  const { m, k } = splitBinary(x);
  // ln m = f - f^2/2 + s (f^2/2 + R) with f = m - 1, s = f/(2 + f), R the series without its first term over s
  const f = m - 1;
  const s = f / (2 + f);
  const square = s * s;
  const half = 0.5 * f * f;
  const rest = square * polynomial(logarithmTerms, square);
  return k * LN2_HIGH - (half - (s * (half + rest) + k * LN2_LOW) - f);
}

/** Logarithm to base 2; exact for powers of two. */
export function log2(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return log(x);
  const { m, k } = splitBinary(x);
  return k + log(m) * Math.LOG2E;
}

/** Logarithm to base 10; exact for powers of ten. */
export function log10(x: number): number {
  const value = log(x) * Math.LOG10E;
  const nearest = Math.round(value);
  return Number.isFinite(nearest) && Number(`1e${nearest}`) === x ? nearest : value;
}

/** 10^n for an integer n: the nearest number. */
export const powerOfTen = (n: number): number => Number(`1e${n}`);

/** x^y for x >= 0, or for any x where y is an integer from -64 to 64, which is done by products; else to |y ln x| units in the last place. */
export function power(x: number, y: number): number {
  if (Number.isInteger(y) && Math.abs(y) <= 64) {
    let [result, base] = [1, x];
    for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= base;
      base *= base;
    }
    return y < 0 ? 1 / result : result;
  }
  return exp(y * log(x));
}

export function cosh(x: number): number {
  const e = exp(Math.abs(x));
  return 0.5 * e + 0.5 / e;
}

/** Within 3e-16 of its value, absolutely. */
export function tanh(x: number): number {
  return Math.sign(x) * (1 - 2 / (exp(2 * Math.abs(x)) + 1));
}
