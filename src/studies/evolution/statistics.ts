export interface Summary {
  /** Values that are there. */
  readonly count: number;
  readonly mean: number | null;
  /** Standard deviation; null for fewer than two values. */
  readonly deviation: number | null;
  readonly least: number | null;
  readonly greatest: number | null;
}

/** Of the values that are numbers. */
export function summary(all: readonly (number | null)[]): Summary {
  const values = all.filter((value) => value !== null);
  const count = values.length;
  if (count === 0) return { count, mean: null, deviation: null, least: null, greatest: null };
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return {
    count,
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
    least: Math.min(...values),
    greatest: Math.max(...values),
  };
}

/** Slope of the least-squares line through the points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [x0, y0] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const products = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  return products / points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
}
