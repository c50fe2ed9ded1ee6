import type { Columns } from "../../ui/line-plot.js";

/** Losses as training went on, measured at marks of the budget: a fixed number of points, whatever the budget. */
export interface Curve {
  readonly count: number;
  readonly iterations: Float64Array;
  readonly evaluations: Float64Array;
  /** Of training alone, without measuring and drawing. */
  readonly seconds: Float64Array;
  readonly losses: Float64Array;
  /** NaN where the task has no answers. */
  readonly accuracies: Float64Array;
}

export interface Point {
  readonly iterations: number;
  readonly evaluations: number;
  readonly seconds: number;
  readonly loss: number;
  readonly accuracy: number;
}

const names = ["iterations", "evaluations", "seconds", "losses", "accuracies"] as const;

/** A curve that is filled: `capacity` points, and no more. */
export class CurveRecorder {
  readonly capacity: number;
  readonly #columns: Record<(typeof names)[number], Float64Array>;
  #count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#columns = Object.fromEntries(names.map((name) => [name, new Float64Array(capacity)])) as Record<
      (typeof names)[number],
      Float64Array
    >;
  }

  get count(): number {
    return this.#count;
  }

  add(point: Point): void {
    if (this.#count === this.capacity) throw new RangeError(`A curve of ${this.capacity} points is full.`);
    const at = this.#count++;
    const { iterations, evaluations, seconds, losses, accuracies } = this.#columns;
    iterations[at] = point.iterations;
    evaluations[at] = point.evaluations;
    seconds[at] = point.seconds;
    losses[at] = point.loss;
    accuracies[at] = point.accuracy;
  }

  /** What there is so far; a copy. */
  read(): Curve {
    const columns = Object.fromEntries(names.map((name) => [name, this.#columns[name].slice(0, this.#count)])) as Omit<
      Curve,
      "count"
    >;
    return { count: this.#count, ...columns };
  }
}

/** Index of the last point whose `column` is at most `limit`; -1 where there is none. Columns ascend. */
export function lastWithin(curve: Curve, column: "evaluations" | "seconds", limit: number): number {
  const values = curve[column];
  let [low, high] = [0, curve.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Two curves over one ascending axis. Where one has no point it has `undefined`, which does not interrupt its line. `floor`: what lower values are drawn as. */
export function merged(
  evolution: Curve | undefined,
  gradient: Curve | undefined,
  axis: "evaluations" | "seconds",
  values: "losses" | "accuracies",
  floor = Number.NEGATIVE_INFINITY,
): Columns {
  const x: number[] = [];
  const columns: [(number | null | undefined)[], (number | null | undefined)[]] = [[], []];
  const curves = [evolution, gradient];
  const at = [0, 0];
  for (;;) {
    const next = curves.map((curve, k) => (curve && at[k]! < curve.count ? curve[axis][at[k]!]! : Number.POSITIVE_INFINITY));
    const least = Math.min(...next);
    if (least === Number.POSITIVE_INFINITY) break;
    x.push(least);
    curves.forEach((curve, k) => {
      const value = next[k] === least ? curve![values][at[k]!++]! : undefined;
      columns[k]!.push(value === undefined ? undefined : Number.isFinite(value) ? Math.max(value, floor) : null);
    });
  }
  return [x, ...columns] as unknown as Columns;
}
