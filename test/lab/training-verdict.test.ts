import { describe, expect, it } from "vitest";
import { type Settings, settingsOf } from "../../lab/src/playgrounds/training/settings.js";
import type { SideName } from "../../lab/src/playgrounds/training/setup.js";
import { TARGET } from "../../lab/src/playgrounds/training/side.js";
import { equals, type Standing, verdictOf, winnerOf } from "../../lab/src/playgrounds/training/verdict.js";
import { testCore } from "../support/core.js";
import { curveOf } from "./training-sides.js";

describe("the verdict", () => {
  const standing = async (name: SideName, settings: Settings): Promise<Standing> => {
    const { curve, last } = curveOf(await testCore(), name, settings);
    return { curve, snapshot: last };
  };

  it("is of losses measured at equal evaluations", async () => {
    const settings = { ...settingsOf("function"), budget: 600 };
    const [evolution, gradient] = [await standing("evolution", settings), await standing("gradient", settings)];
    const { limit, ...losses } = equals(evolution, gradient, "evaluations");
    expect(limit).toBe(600);
    expect(losses.evolution).toBe(evolution.snapshot.loss);
    expect(losses.gradient).toBe(gradient.snapshot.loss);
    const [first] = verdictOf(settings, evolution, gradient);
    expect(first).toContain("After 600 evaluations each: evolution is ahead");
  });

  it("says that a gradient of 0 has nothing to follow, where every one was 0", async () => {
    const settings = settingsOf("function", { landscape: "terraces" });
    const [evolution, gradient] = [await standing("evolution", settings), await standing("gradient", settings)];
    expect(evolution.snapshot.reachedTarget).toBe(true);
    expect(evolution.snapshot.loss).toBeLessThan(TARGET);
    expect(gradient.snapshot.norms).toEqual({ count: 100, median: 0, largest: 0, zeros: 100 });
    const said = verdictOf(settings, evolution, gradient).join(" ");
    expect(said).toContain("After 300 evaluations each: evolution is ahead (loss: evolution 0, the gradient 3.25).");
    expect(said).toContain("Every gradient so far was exactly 0");
    // On a smooth bowl nothing of the sort is said, and the gradient may well be the one that is ahead.
    const smooth = { ...settingsOf("function", { landscape: "ellipsoid" }), budget: 300, strategy: "smoothed-plain" } as const;
    const other = verdictOf(smooth, await standing("evolution", smooth), await standing("gradient", smooth)).join(" ");
    expect(other).toContain("After 300 evaluations each: the gradient is ahead");
    expect(other).not.toContain("exactly 0");
  });

  it("says that the gradient rests in a dent, where it does", async () => {
    const settings = settingsOf("function", { landscape: "rastrigin" });
    const [evolution, gradient] = [await standing("evolution", settings), await standing("gradient", settings)];
    const said = verdictOf(settings, evolution, gradient).join(" ");
    expect(said).toContain("The gradient rests where the slope is 0");
    expect(said).toContain("at a loss of 7.87");
  });

  it("calls losses within a tenth even, and a loss that is no number behind", () => {
    expect(winnerOf(1, 1.05)).toBe("neither");
    expect(winnerOf(1, 1.2)).toBe("evolution");
    expect(winnerOf(Number.NaN, 7)).toBe("gradient");
    expect(winnerOf(Number.NaN, Number.NaN)).toBe("neither");
    expect(winnerOf(Number.POSITIVE_INFINITY, 7)).toBe("gradient");
    expect(winnerOf(3, Number.POSITIVE_INFINITY)).toBe("evolution");
    expect(winnerOf(1e-20, 1e-14)).toBe("neither");
  });
});
