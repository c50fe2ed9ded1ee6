// Statistics of the tests of random numbers. Every bound is the quantile of the statistic itself at a false-alarm probability of
// one in a million. The seeds are fixed, so a test that passes once passes always: it cannot flake.

/** Two-sided 1e-6 quantile of the standard normal. */
export const NORMAL_BOUND = 4.8916;
/** One-sided 1e-6 quantile of the standard normal. */
const ONE_SIDED_BOUND = 4.7534;
/** 1e-6 quantile of Kolmogorov's limit distribution: 2 exp(-2 x^2) = 1e-6. */
export const KOLMOGOROV_BOUND = Math.sqrt(Math.log(2e6) / 2);

/** sqrt(n) times the largest distance between the sample's distribution function and `cdf` (Kolmogorov and Smirnov). */
export function kolmogorov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sorted[i] as number);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  }
  return Math.sqrt(n) * distance;
}

/** How many standard errors the mean of `values` lies from `expected`, each value having variance `variance`. */
export function meanScore(values: ArrayLike<number>, f: (x: number) => number, expected: number, variance: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += f(values[i] as number) - expected;
  return sum / Math.sqrt(values.length * variance);
}

/** Correlation of two samples with known mean and variance, in standard errors. */
export function correlationScore(a: ArrayLike<number>, b: ArrayLike<number>, mean: number, variance: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - mean) * ((b[i] as number) - mean);
  return sum / (variance * Math.sqrt(a.length));
}

/**
 * Pearson's chi-square of counts against expected counts, over its 1e-6 quantile (Wilson and Hilferty's approximation, good to 1 % here);
 * below 1 means accepted. Neighbouring cells are merged until 20 or more events are expected in each.
 */
export function chiSquareRatio(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  const cells: { count: number; expected: number }[] = [];
  let open = { count: 0, expected: 0 };
  for (let i = 0; i < counts.length; i++) {
    open.count += counts[i] as number;
    open.expected += expected[i] as number;
    if (open.expected >= 20) {
      cells.push(open);
      open = { count: 0, expected: 0 };
    }
  }
  const last = cells.at(-1);
  if (!last || cells.length < 2) throw new Error("chi-square needs two cells with 20 expected events each");
  last.count += open.count;
  last.expected += open.expected;
  const statistic = cells.reduce((sum, cell) => sum + (cell.count - cell.expected) ** 2 / cell.expected, 0);
  const freedom = cells.length - 1;
  const spread = 2 / (9 * freedom);
  return statistic / (freedom * (1 - spread + ONE_SIDED_BOUND * Math.sqrt(spread)) ** 3);
}

/** Upper tail of the standard normal for x >= 0, by its series for x < 3 and Laplace's continued fraction beyond. */
export function normalTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let k = 1; k < 100; k++) {
      term *= (x * x) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / fraction;
  return density / fraction;
}

export function normalCdf(x: number): number {
  return x < 0 ? normalTail(-x) : 1 - normalTail(x);
}
