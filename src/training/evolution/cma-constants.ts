import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";

/** Constants of CMA-ES: N. Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772, with the c_mu of its reference code. */
export interface CmaConstants {
  /** Candidates, lambda. */
  readonly populationSize: number;
  /** Candidates that move the mean, mu. */
  readonly parents: number;
  /** By rank, best first; those of the parents sum to 1, negative ones act on the covariance alone. */
  readonly weights: Float64Array;
  /** Variance-effective number of parents, mu_eff. */
  readonly effectiveParents: number;
  /** c_sigma, d_sigma */
  readonly pathRate: number;
  readonly damping: number;
  /** c_c */
  readonly covariancePathRate: number;
  /** c_1, c_mu */
  readonly rankOneRate: number;
  readonly rankManyRate: number;
  /** E|N(0, I)| */
  readonly expectedNorm: number;
}

/** 4 + floor(3 ln n) candidates. */
export function defaultPopulation(core: Core, dimension: number): number {
  return 4 + Math.floor(3 * core.call((e) => e.log(dimension)));
}

/**
 * Constants for `dimension` parameters and `populationSize` candidates (4 + floor(3 ln n) when left out), `active` with negative weights for
 * the worse half.
 */
export function cmaConstants(core: Core, dimension: number, populationSize?: number, active = false): CmaConstants {
  const n = checkNumber("dimension", dimension, { min: 1, integer: true });
  const size = checkNumber("populationSize", populationSize ?? defaultPopulation(core, n), { min: 3, integer: true });
  const parents = Math.floor(size / 2);
  // w'_i = ln((lambda + 1) / 2) - ln i
  const raw = Float64Array.from({ length: size }, (_, i) => core.call((e) => e.log((size + 1) / 2) - e.log(i + 1)));
  const positive = raw.subarray(0, parents);
  const [sum, squares] = sums(positive);
  const effectiveParents = (sum * sum) / squares;
  const m = effectiveParents;
  const pathRate = (m + 2) / (n + m + 5);
  const rankOneRate = 2 / ((n + 1.3) * (n + 1.3) + m);
  const rankManyRate = Math.min(1 - rankOneRate, (2 * (m - 2 + 1 / m)) / ((n + 2) * (n + 2) + m));
  const weights = raw.map((w, i) => (i < parents ? w / sum : 0));
  if (active) addNegative(weights, raw.subarray(parents), parents, { n, rankOneRate, rankManyRate });
  return {
    populationSize: size,
    parents,
    weights,
    effectiveParents,
    pathRate,
    damping: 1 + 2 * Math.max(0, Math.sqrt((m - 1) / (n + 1)) - 1) + pathRate,
    covariancePathRate: (4 + m / n) / (n + 4 + (2 * m) / n),
    rankOneRate,
    rankManyRate,
    expectedNorm: expectedNorm(n),
  };
}

/** Negative weights: |sum| = min(1 + c_1 / c_mu, 1 + 2 mu_eff^- / (mu_eff^- + 2), (1 - c_1 - c_mu) / (n c_mu)) (tutorial, eq. 50 - 53). */
function addNegative(
  weights: Float64Array,
  worse: Float64Array,
  parents: number,
  rates: { n: number; rankOneRate: number; rankManyRate: number },
): void {
  const [sum, squares] = sums(worse);
  const { n, rankOneRate, rankManyRate } = rates;
  if (!(squares > 0) || !(rankManyRate > 0)) return;
  const effective = (sum * sum) / squares;
  const total = Math.min(
    1 + rankOneRate / rankManyRate,
    1 + (2 * effective) / (effective + 2),
    (1 - rankOneRate - rankManyRate) / (n * rankManyRate),
  );
  worse.forEach((w, i) => {
    weights[parents + i] = (total * w) / Math.abs(sum);
  });
}

function sums(values: Float64Array): [number, number] {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return [sum, squares];
}

/** E|N(0, I_n)| = sqrt(2) Gamma((n + 1) / 2) / Gamma(n / 2), by the recurrence of the ratio in steps of two. Error below 1e-13 relative for n <= 1e4. */
export function expectedNorm(dimension: number): number {
  const n = checkNumber("dimension", dimension, { min: 1, integer: true });
  const rootOfPi = 1.7724538509055159;
  let ratio = n % 2 === 1 ? 1 / rootOfPi : rootOfPi / 2;
  for (let k = n % 2 === 1 ? 1 : 2; k < n; k += 2) ratio *= (k + 1) / k;
  return Math.SQRT2 * ratio;
}
