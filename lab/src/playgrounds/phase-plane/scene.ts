import type { BranchPoint, CyclePath } from "./cycles.js";
import type { Mark, RestStretch, SquareRootLaw } from "./diagram.js";
import type { Plane, Window } from "./plane.js";
import { Trace } from "./trace.js";

/** States kept for the pictures: a window of them, with room to spare. */
const CAPACITY = 6000;
/** Measured rates kept for the picture. */
const RATES = 80;

/** What the pictures show. Drawings read it; the view writes it; nothing here renders by itself. */
export class Scene {
  readonly trace = new Trace(CAPACITY);
  window: Window;
  /** Time seen, ms. */
  span = 500;
  /** Currents seen, uA/cm2. */
  from = 0;
  to = 1;
  /** Rates seen at least, Hz. */
  leastRates = 20;
  current = 0;
  time = 0;
  voltage = Number.NaN;
  recovery = Number.NaN;
  /** Hz, from the last interval between spikes; NaN: none yet, 0: silent for long. */
  rate = Number.NaN;
  plane: Plane | undefined;
  cycles: readonly CyclePath[] = [];
  rests: readonly RestStretch[] = [];
  marks: readonly Mark[] = [];
  branches: BranchPoint[][] = [];
  law: SquareRootLaw | undefined;
  /** The keyboard's place in the plane: V, w. */
  cursor: readonly [number, number] | undefined;
  /** The last rates measured, with their currents: I, f, I, f, ... in a ring. */
  readonly rates = new Float64Array(2 * RATES).fill(Number.NaN);
  #nextRate = 0;
  #lastSpike = Number.NaN;
  #interval = Number.NaN;

  constructor(window: Window) {
    this.window = window;
  }

  spike(time: number, current: number): void {
    this.#interval = time - this.#lastSpike;
    this.#lastSpike = time;
    if (Number.isNaN(this.#interval)) return;
    this.rates[this.#nextRate] = current;
    this.rates[this.#nextRate + 1] = 1000 / this.#interval;
    this.#nextRate = (this.#nextRate + 2) % this.rates.length;
  }

  /** They were another cell's. */
  forgetRates(): void {
    this.rates.fill(Number.NaN);
  }

  /** The firing rate now: 1 / interval, or less if the cell has been silent for longer than its last interval. */
  measureRate(): void {
    const silent = this.time - this.#lastSpike;
    const interval = Math.max(this.#interval, silent > 1.5 * this.#interval ? silent : 0);
    // silent for three intervals, or for a second of the cell's time: at rest
    if (Number.isNaN(this.#interval)) this.rate = (Number.isNaN(silent) ? this.time : silent) > 1000 ? 0 : Number.NaN;
    else this.rate = silent > Math.max(1000, 3 * this.#interval) ? 0 : 1000 / interval;
  }

  /** The state was set: intervals across are no rates. */
  forgetSpikes(): void {
    [this.#lastSpike, this.#interval, this.rate] = [Number.NaN, Number.NaN, Number.NaN];
  }
}
