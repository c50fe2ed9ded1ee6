export const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Of independent values, with n - 1. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  const squares = Array.from(values).reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

export const standardError = (values: ArrayLike<number>): number => standardDeviation(values) / Math.sqrt(values.length);

export const ascending = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/** Value below which a share of the values lies, between two of them by interpolation. */
function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = ascending(values);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/**
 * Share of values below the rank that bounds the median of n draws by `deviations` standard errors: the number of draws below the
 * true median is binomial with standard deviation sqrt(n)/2, whatever the distribution.
 */
export const rankShare = (n: number, deviations: number): number => Math.max(0, 0.5 - deviations / (2 * Math.sqrt(n)));

export const kurtosis = (values: ArrayLike<number>): number => {
  const centre = mean(values);
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < values.length; i++) {
    const square = (values[i]! - centre) ** 2;
    second += square;
    fourth += square * square;
  }
  return (values.length * fourth) / second ** 2;
};
