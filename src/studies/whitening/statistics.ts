export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Slope of the least-squares line through the points (x, y). */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const x0 = mean(points.map(([x]) => x));
  const y0 = mean(points.map(([, y]) => y));
  const products = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  return products / points.reduce((sum, [x]) => sum + (x - x0) * (x - x0), 0);
}
