/** A root of f between a and b, where it has different signs (or is zero), by Chandrupatla's method (Adv. Eng. Softw. 28 (1997) 145), to rounding or `tolerance`. */
export function rootBetween(f: (x: number) => number, a: number, b: number, tolerance = 0, fAtA = f(a), fAtB = f(b)): number {
  if (fAtA === 0) return a;
  if (fAtB === 0) return b;
  let [x1, f1] = [a, fAtA];
  let [x2, f2] = [b, fAtB];
  let [x3, f3] = [a, fAtA];
  let t = 0.5;
  for (let iteration = 0; iteration < 200; iteration++) {
    const x = x1 + t * (x2 - x1);
    const value = f(x);
    if (value > 0 === f1 > 0) [x3, f3] = [x1, f1];
    else {
      [x3, f3] = [x2, f2];
      [x2, f2] = [x1, f1];
    }
    [x1, f1] = [x, value];
    const [best, fBest] = Math.abs(f2) < Math.abs(f1) ? [x2, f2] : [x1, f1];
    const width = Math.abs(x2 - x1);
    const least = 2 * Number.EPSILON * Math.abs(best) + tolerance / 2;
    if (fBest === 0 || width <= 2 * least) return best;
    const xi = (x1 - x2) / (x3 - x2);
    const phi = (f1 - f2) / (f3 - f2);
    const safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    t = safe ? (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + ((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * (f2 / (f3 - f2)) : 0.5;
    const margin = Math.min(0.5, least / width);
    t = Math.min(1 - margin, Math.max(margin, t));
  }
  return x1;
}

/** All roots of f in [low, high] that a grid of `intervals` separates, ascending. */
export function rootsOnGrid(f: (x: number) => number, low: number, high: number, intervals: number): number[] {
  const roots: number[] = [];
  const step = (high - low) / intervals;
  let x = low;
  let value = f(x);
  if (value === 0) roots.push(x);
  for (let i = 1; i <= intervals; i++) {
    const next = i === intervals ? high : low + i * step;
    const after = f(next);
    if (after === 0) roots.push(next);
    else if (value !== 0 && value > 0 !== after > 0) roots.push(rootBetween(f, x, next, 0, value, after));
    x = next;
    value = after;
  }
  return roots;
}
