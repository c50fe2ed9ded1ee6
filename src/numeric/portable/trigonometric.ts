// pi/2 in three parts; the first two have 33 bits: their products with a quadrant's number below 2^20 are exact.
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;
const LARGEST = 2 ** 20;

/** Coefficients of sin r = r + r z (...) and cos r = 1 - z/2 + z^2 (...) with z = r^2 up to (pi/4)^2, where the next terms are below 2^-60. */
const sine = terms(3, 8);
const cosine = terms(4, 8);

/** (-1)^i / n!, n = first, first + 2, ...; the first is negative for the sine's 3, positive for the cosine's 4. */
function terms(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => {
    let product = 1;
    for (let n = 2; n <= first + 2 * i; n++) product *= n;
    return ((Math.floor(first / 2) + i) % 2 === 0 ? 1 : -1) / product;
  });
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

/** The sine of x + quarters pi/2, x in radians. */
function turned(x: number, quarters: number): number {
  const n = Math.round(x / HALF_PI[0]);
  if (!(Math.abs(n) <= LARGEST)) return Number.NaN;
  const first = x - n * HALF_PI[0];
  const second = n * HALF_PI[1];
  const high = first - second;
  const low = first - high - second - n * HALF_PI[2];
  const r = high + low;
  const rest = high - r + low;
  const z = r * r;
  const quadrant = (((n + quarters) % 4) + 4) % 4;
  const value =
    quadrant % 2 === 0
      ? r + (r * z * polynomial(sine, z) + rest * (1 - 0.5 * z))
      : 1 - 0.5 * z + (z * z * polynomial(cosine, z) - r * rest + (1 - (1 - 0.5 * z) - 0.5 * z));
  return quadrant < 2 ? value : -value;
}

/** Within 1 unit in the last place for |x| below 1.6e6; NaN beyond. */
export const sin = (x: number): number => turned(x, 0);

/** As {@link sin}. */
export const cos = (x: number): number => turned(x, 1);

/** The angle of the point (x, y), from -pi to pi; within 2 units in the last place. */
export function atan2(y: number, x: number): number {
  if (x === 0 && y === 0) return 0;
  const [a, b] = [Math.abs(x), Math.abs(y)];
  const [long, short] = a >= b ? [a, b] : [b, a];
  const q = short / long;
  // The angle below pi/4, first to 0.004, then what is left: tan(angle - near) = (q cos near - sin near)/(cos near + q sin near).
  const near = q * (Math.PI / 4 + 0.273 * (1 - q));
  const [s, c] = [sin(near), cos(near)];
  const d = (q * c - s) / (c + q * s);
  const z = d * d;
  const octant = near + d * (1 - z * (1 / 3 - z * (1 / 5 - z / 7)));
  const quadrant = a >= b ? octant : Math.PI / 2 - octant;
  const angle = x < 0 ? Math.PI - quadrant : quadrant;
  return y < 0 ? -angle : angle;
}

/** For -1 <= x <= 1. */
export const asin = (x: number): number => atan2(x, Math.sqrt((1 - x) * (1 + x)));
