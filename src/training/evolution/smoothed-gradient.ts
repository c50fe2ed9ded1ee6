import { checkKeys, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { withBlocks } from "../../numeric/linear/workspace.js";
import { GradientStrategy, type GradientStrategyOptions, gradientKeys } from "./gradient-strategy.js";

export interface SmoothedGradientOptions extends GradientStrategyOptions {
  /**
   * - "plain": mean of L_s e_s / sigma^2, e_0 = 0, as the released code of arXiv:2311.10869's authors has it; unbiased, of large variance
   * - "baseline" (when left out): with L_s - L_0 for L_s, unbiased as well
   * - "antithetic": over mirrored pairs
   * - "regression": least squares of L_s - L_0 on e_s, the shortest solution where there are fewer candidates than parameters
   */
  readonly estimator?: "plain" | "baseline" | "antithetic" | "regression";
}

/**
 * Gradient descent on the smoothed loss E[f(x + sigma z)] by its score-function estimate; Adam with rate 5e-3 and unshaped losses when left out.
 * Candidate 0 is the centre itself, except with "antithetic". Candidates whose loss is not finite are left out of the sums.
 */
export class SmoothedGradient extends GradientStrategy {
  readonly name = "smoothed-gradient";
  readonly #estimator: NonNullable<SmoothedGradientOptions["estimator"]>;

  constructor(core: Core, options: SmoothedGradientOptions) {
    checkKeys("options", options, [...gradientKeys, "estimator"]);
    const kinds = ["plain", "baseline", "antithetic", "regression"] as const;
    const estimator = checkOneOf("estimator", options.estimator ?? "baseline", kinds);
    super(core, options, {
      shaping: "none",
      optimiser: { kind: "adam", rate: 5e-3 },
      mirrored: estimator === "antithetic",
    });
    this.#estimator = estimator;
  }

  protected override write(member: number, out: number): void {
    if (member > 0 || this.mirrored) super.write(member, out);
    else {
      const { address } = this.blocks.centre;
      this.kernel((e) => e.displace(out, address, 0, 0, address, this.dimension));
    }
  }

  protected estimate(shaped: Float64Array): void {
    const { sigma, populationSize: size } = this;
    if (this.mirrored) {
      // g = 1 / (2 P sigma) sum_p (L+ - L-) z_p
      this.sumDraws(this.differences(shaped).map((difference) => difference / (size * sigma)));
      return;
    }
    const base = this.#estimator === "plain" ? 0 : shaped[0]!;
    const raised = shaped.map((loss, s) => (s === 0 || Number.isNaN(loss - base) ? 0 : loss - base));
    if (this.#estimator === "regression") {
      const kept = Array.from(shaped.keys()).filter((s) => s > 0 && !Number.isNaN(shaped[s]! - base));
      this.sumDraws(this.#regress(raised, kept));
    } else this.sumDraws(raised.map((loss) => loss / (size * sigma)));
  }

  // sigma Z g = L - L_0 for the rows z_s kept. Both solutions are sums of draws: g = Z^T a, with a from
  //   (Z Z^T) a = (L - L_0) / sigma               fewer rows than parameters: the shortest g
  //   a = Z (Z^T Z)^-2 Z^T (L - L_0) / sigma      otherwise, since then g = (Z^T Z)^-1 Z^T (L - L_0) / sigma
  #regress(raised: Float64Array, kept: readonly number[]): Float64Array {
    const n = this.dimension;
    const rows = kept.length;
    const small = Math.min(rows, n);
    const byMember = new Float64Array(raised.length);
    if (rows === 0) return byMember;
    withBlocks(this.core, [rows * n, small * small, rows, n], (draws, gram, values, inner) => {
      const [z, a, y, x] = [draws!.address, gram!.address, values!.address, inner!.address];
      values!.view.set(kept.map((s) => raised[s]! / this.sigma));
      const solved = this.kernel((e) => {
        kept.forEach((s, row) => {
          e.memberNormals(z + 8 * n * row, s, 1, n, this.seed, this.stream, this.address);
        });
        if (rows < n) {
          e.multiplyTransposed(a, z, z, rows, n, rows);
          if (e.choleskyFactor(a, rows) !== 0) return false;
          e.choleskySolve(a, rows, y);
        } else {
          e.transposedMultiply(a, z, z, rows, n, n);
          e.transposedMultiplyVector(x, z, y, rows, n);
          if (e.choleskyFactor(a, n) !== 0) return false;
          e.choleskySolve(a, n, x);
          e.choleskySolve(a, n, x);
          e.multiplyVector(y, z, x, rows, n);
        }
        return true;
      });
      if (!solved) return; // draws so close to dependent that they tell nothing
      const found = values!.view;
      kept.forEach((s, row) => {
        byMember[s] = found[row]!;
      });
    });
    return byMember;
  }
}
