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
  | { readonly kind: "function"; readonly columns: number; readonly rows: number; readonly values: Float64Array }
  | { readonly kind: "spiral"; readonly target: Float64Array }
  | { readonly kind: "network" };

/** W that are shown. */
export const CELL_RANGE = { from: -0.4, to: 1.6 } as const;
const CELL_SPACING = 0.004;
const COLUMNS = 160;
const ROWS = 128;

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
      case "function": {
        const { range, value } = testFunctions[settings.landscape];
        const [[left, right], [bottom, top]] = range;
        const values = new Float64Array(COLUMNS * ROWS);
        for (let row = 0; row < ROWS; row++) {
          const y = top + ((bottom - top) * row) / (ROWS - 1);
          for (let column = 0; column < COLUMNS; column++)
            values[row * COLUMNS + column] = value(core, left + ((right - left) * column) / (COLUMNS - 1), y);
        }
        return { kind: "function", columns: COLUMNS, rows: ROWS, values };
      }
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
}
