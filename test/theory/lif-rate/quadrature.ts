/** Gauss-Legendre nodes and weights on [-1, 1], by Newton's method on the recurrence of the Legendre polynomials. */
function gaussLegendre(n: number): { x: number; w: number }[] {
  return Array.from({ length: n }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let i = 0; i < 20; i++) {
      let [previous, current] = [1, x];
      for (let j = 2; j <= n; j++) [previous, current] = [current, ((2 * j - 1) * x * current - (j - 1) * previous) / j];
      slope = (n * (x * current - previous)) / (x * x - 1);
      x -= current / slope;
    }
    return { x, w: 2 / ((1 - x * x) * slope * slope) };
  });
}

const rule = gaussLegendre(20);

/** Nodes and weights of the composite rule with `panels` panels of 20 nodes on [low, high]. */
export function composite(low: number, high: number, panels: number): { x: number; w: number }[] {
  const half = (high - low) / panels / 2;
  return Array.from({ length: panels }, (_, i) => low + half * (2 * i + 1)).flatMap((middle) =>
    rule.map(({ x, w }) => ({ x: middle + half * x, w: half * w })),
  );
}

/** int_{low}^{high} f by the composite rule. */
export function integrate(f: (x: number) => number, low: number, high: number, panels: number): number {
  return composite(low, high, panels).reduce((sum, { x, w }) => sum + w * f(x), 0);
}
