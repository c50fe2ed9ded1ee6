// Statistics of the tests of random numbers. Every bound is the quantile of the statistic itself at a false-alarm probability of
// one in a million. The seeds are fixed, so a test that passes once passes always: it cannot flake.

/** The false-alarm probability. */
export const SIGNIFICANCE = 1e-6;
/** Two-sided quantile of the standard normal at that probability. */
export const NORMAL_BOUND = 4.8916;
/** Quantile of Kolmogorov's limit distribution: 2 exp(-2 x^2) = 1e-6. */
export const KOLMOGOROV_BOUND = Math.sqrt(Math.log(2 / SIGNIFICANCE) / 2);

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
 * p-value of Pearson's chi-square of counts against expected counts. Neighbouring cells are merged until 20 or more events
 * are expected in each.
 */
export function chiSquareP(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
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
  return chiSquareTail(statistic, cells.length - 1);
}

/** Upper tail of chi-square: Q_1 and Q_2 in closed form, Q_(f+2)(x) = Q_f(x) + (x/2)^(f/2) exp(-x/2) / Gamma(f/2 + 1). */
function chiSquareTail(x: number, freedom: number): number {
  const odd = freedom % 2 === 1;
  let tail = odd ? 2 * normalTail(Math.sqrt(x)) : Math.exp(-x / 2);
  let f = odd ? 1 : 2;
  let logTerm = (f / 2) * Math.log(x / 2) - x / 2 - Math.log(odd ? Math.sqrt(Math.PI) / 2 : 1);
  for (; f < freedom; f += 2) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(x / 2 / (f / 2 + 1));
  }
  return tail;
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
