import { type Core, lossLandscape, SingleCellProblem, smoothedLandscape, solve, testProblems } from "microcircuit";
import { flat, spiralTimes } from "./pictures-of.js";
import type { Settings } from "./settings.js";
import { cellOptions } from "./setup.js";
import { testFunctions } from "./test-functions.js";

/** What lies behind the moving parts of a picture. */
export type Scene =
  | {
      readonly kind: "cell";
      readonly at: Float64Array;
      readonly loss: Float64Array;
      readonly slope: Float64Array;
      /** Smoothed by a Gaussian of the candidates' standard deviation, on a grid of its own. */
      readonly smoothAt: Float64Array;
      readonly smoothLoss: Float64Array;
      readonly smoothSlope: Float64Array;
      readonly sigma: number;
    }
  /** Which of {@link BANDS} bands of equal height each pixel lies in, row by row from the top. */
  | { readonly kind: "function"; readonly width: number; readonly height: number; readonly bands: Uint8Array }
  | { readonly kind: "spiral"; readonly target: Float64Array }
  | { readonly kind: "network" };

/** W that are shown. */
export const CELL_RANGE = { from: -0.4, to: 1.6 } as const;
const CELL_SPACING = 0.004;
/** Bands of a picture of a function. */
export const BANDS = 14;
const WIDTH = 760;
const HEIGHT = 608;
/** Functions over orders of magnitude are drawn by the logarithm of their values, others by the root. */
const STEEP = 50;

/** Landscapes are computed here once, and again where they change. */
export class SceneMaker {
  readonly #core: Core;
  #raw: { readonly seed: number; readonly landscape: ReturnType<typeof lossLandscape> } | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  make(settings: Settings): Scene {
    const core = this.#core;
    switch (settings.task) {
      case "cell":
        return this.#cell(settings);
      case "function":
        return { kind: "function", width: WIDTH, height: HEIGHT, bands: this.#bands(settings.landscape) };
      case "spiral": {
        const tolerances = { relativeTolerance: 1e-8, absoluteTolerance: 1e-8 };
        const { states } = solve(core, testProblems.cubicSpiral(), { method: "dop853", times: spiralTimes, ...tolerances });
        return { kind: "spiral", target: flat(states) };
      }
      case "network":
        return { kind: "network" };
    }
  }

  #cell({ seed, sigma }: Settings): Scene {
    const problem = new SingleCellProblem(this.#core, cellOptions);
    const losses = (at: Float64Array) => problem.evaluateMany(at, seed);
    if (this.#raw?.seed !== seed)
      this.#raw = { seed, landscape: lossLandscape(losses, { ...CELL_RANGE, spacing: CELL_SPACING }) };
    // The library asks for four points of the grid in a standard deviation at least.
    const smooth = smoothedLandscape(this.#core, losses, { ...CELL_RANGE, spacing: Math.min(0.02, sigma / 4) }, sigma);
    const { at, loss, slope } = this.#raw.landscape;
    return {
      ...{ kind: "cell", at: at.slice(), loss: loss.slice(), slope: slope.slice() },
      ...{ smoothAt: smooth.at, smoothLoss: smooth.loss, smoothSlope: smooth.slope, sigma },
    };
  }

  #bands(name: Settings["landscape"]): Uint8Array {
    const { range, value } = testFunctions[name];
    const [[left, right], [bottom, top]] = range;
    const heights = new Float64Array(WIDTH * HEIGHT);
    let most = 0;
    for (let row = 0; row < HEIGHT; row++) {
      const y = top + ((bottom - top) * (row + 0.5)) / HEIGHT;
      for (let column = 0; column < WIDTH; column++) {
        const height = value(this.#core, left + ((right - left) * (column + 0.5)) / WIDTH, y);
        heights[row * WIDTH + column] = height;
        most = Math.max(most, height);
      }
    }
    const scaled = most > STEEP ? (height: number) => Math.log1p(20 * height) : Math.sqrt;
    const highest = scaled(most);
    return Uint8Array.from(heights, (height) => Math.min(BANDS - 1, Math.floor((BANDS * scaled(height)) / highest)));
  }
}
