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

/** x ascending, then a column for each series; null where a series has no point. */
export type Joined = (number | null)[][];

/** The points of one live plot while a study runs: memory is bounded however many come. */
export class LivePoints {
  readonly #series = new Map<string, Series>();
  readonly #jobs = new Map<string, number>();
  readonly #order: readonly string[];

  /** `order`: names of series that come first, in this order; others follow by name. */
  constructor(order: readonly string[] = []) {
    this.#order = order;
  }

  /** Names in an order that does not depend on which job was faster. */
  get names(): string[] {
    const rank = (name: string) => (this.#order.includes(name) ? this.#order.indexOf(name) : this.#order.length);
    return [...this.#series.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en", { numeric: true }));
  }

  get length(): number {
    let sum = 0;
    for (const series of this.#series.values()) sum += series.length;
    return sum;
  }

  /** `points`: x, y, x, y. */
  add(series: string, job: string, points: ArrayLike<number>): void {
    let found = this.#series.get(series);
    if (!found) {
      found = new Series();
      this.#series.set(series, found);
    }
    const number = this.#numberOf(job);
    for (let i = 0; i + 1 < points.length; i += 2) found.add(number, points[i]!, points[i + 1]!);
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

  /** The points of all series against one axis, as plots take them. */
  joined(): Joined {
    const all = this.names.map((name) => this.#series.get(name)!);
    const total = this.length;
    const owner = new Uint32Array(total);
    const index = new Uint32Array(total);
    const x = new Float64Array(total);
    let place = 0;
    all.forEach((series, s) => {
      for (let i = 0; i < series.length; i++) {
        owner[place] = s;
        index[place] = i;
        x[place++] = series.x[i]!;
      }
    });
    const order = Uint32Array.from({ length: total }, (_, i) => i).sort((a, b) => x[a]! - x[b]! || a - b);
    const columns: Joined = Array.from({ length: all.length + 1 }, () => new Array<number | null>(total).fill(null));
    order.forEach((from, to) => {
      columns[0]![to] = x[from]!;
      columns[owner[from]! + 1]![to] = all[owner[from]!]!.y[index[from]!]!;
    });
    return columns;
  }

  #numberOf(job: string): number {
    const known = this.#jobs.get(job);
    if (known !== undefined) return known;
    const next = this.#jobs.size;
    this.#jobs.set(job, next);
    return next;
  }
}
