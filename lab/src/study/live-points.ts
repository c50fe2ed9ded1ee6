/** A series holds this many points at most; then every second is left out, evenly, and from there on half as many are taken. */
export const MAXIMUM_POINTS = 2000;

/** Points in the order they came, and the job each came from. */
class Series {
  readonly x = new Float64Array(MAXIMUM_POINTS);
  readonly y = new Float64Array(MAXIMUM_POINTS);
  readonly job = new Uint32Array(MAXIMUM_POINTS);
  length = 0;
  /** One of so many points is taken. */
  #stride = 1;
  #seen = 0;

  add(job: number, x: number, y: number): void {
    if (this.#seen++ % this.#stride !== 0) return;
    if (this.length === MAXIMUM_POINTS) {
      this.#keep((i) => i % 2 === 0);
      this.#stride *= 2;
      this.#seen = 1;
    }
    this.x[this.length] = x;
    this.y[this.length] = y;
    this.job[this.length++] = job;
  }

  drop(job: number): void {
    this.#keep((i) => this.job[i] !== job);
  }

  #keep(kept: (i: number) => boolean): void {
    let length = 0;
    for (let i = 0; i < this.length; i++) {
      if (!kept(i)) continue;
      this.x[length] = this.x[i]!;
      this.y[length] = this.y[i]!;
      this.job[length++] = this.job[i]!;
    }
    this.length = length;
  }
}

/** The points of a series in the order they came: the first `length` of the arrays. */
export interface SeriesPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** A number for the job that showed the point. */
  readonly job: Uint32Array;
  readonly length: number;
}

export interface Limits {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/**
 * Which points a line joins, in order, as indices: those of each job in the order they came; where each job showed one point, all of them along x.
 * `visit` hears whether a point begins a line.
 */
export function alongLines({ x, job, length }: SeriesPoints, visit: (index: number, begins: boolean) => void): void {
  const order = Uint32Array.from({ length }, (_, i) => i);
  let jobs = 0;
  const seen = new Set<number>();
  for (let i = 0; i < length; i++) {
    if (!seen.has(job[i]!)) jobs++;
    seen.add(job[i]!);
  }
  if (jobs === length) {
    order.sort((a, b) => x[a]! - x[b]!);
    for (let i = 0; i < length; i++) visit(order[i]!, i === 0);
    return;
  }
  order.sort((a, b) => job[a]! - job[b]! || a - b);
  for (let i = 0; i < length; i++) visit(order[i]!, i === 0 || job[order[i]!] !== job[order[i - 1]!]);
}

/** The points of one live plot while a study runs: memory is bounded however many come. */
export class LivePoints {
  readonly #series = new Map<string, Series>();
  readonly #jobs = new Map<string, number>();

  /** Names in an order that does not depend on which job was faster. */
  get names(): string[] {
    return [...this.#series.keys()].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  }

  get length(): number {
    let sum = 0;
    for (const series of this.#series.values()) sum += series.length;
    return sum;
  }

  add(series: string, job: string, x: number, y: number): void {
    let found = this.#series.get(series);
    if (!found) {
      found = new Series();
      this.#series.set(series, found);
    }
    found.add(this.#numberOf(job), x, y);
  }

  /** Forgets what a job showed: it begins again. */
  drop(job: string): void {
    const number = this.#jobs.get(job);
    if (number !== undefined) for (const series of this.#series.values()) series.drop(number);
  }

  clear(): void {
    this.#series.clear();
    this.#jobs.clear();
  }

  series(name: string): SeriesPoints | undefined {
    return this.#series.get(name);
  }

  /** Least and greatest x and y; undefined where there is no point. */
  limits(): Limits | undefined {
    if (this.length === 0) return undefined;
    const limits = { x: [Infinity, -Infinity] as [number, number], y: [Infinity, -Infinity] as [number, number] };
    for (const { x, y, length } of this.#series.values()) {
      for (let i = 0; i < length; i++) {
        widen(limits.x, x[i]!);
        widen(limits.y, y[i]!);
      }
    }
    return limits;
  }

  #numberOf(job: string): number {
    const known = this.#jobs.get(job);
    if (known !== undefined) return known;
    const next = this.#jobs.size;
    this.#jobs.set(job, next);
    return next;
  }
}

function widen(limits: [number, number], value: number): void {
  if (value < limits[0]) limits[0] = value;
  if (value > limits[1]) limits[1] = value;
}
