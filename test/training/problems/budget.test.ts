import { expect, it } from "vitest";
import { computeBudget } from "../../../src/training/budget.js";

it("estimates what an iteration costs (23 of the verification list)", () => {
  const full = computeBudget({ cells: 128, steps: 2000, trials: 50, samples: 100 });
  const browser = computeBudget({ cells: 32, steps: 500, trials: 16, samples: 32 });
  // 5 %: tolerance of the specification
  expect(Math.abs(full.multiplyAccumulates / 1.6e11 - 1)).toBeLessThan(0.05);
  expect(Math.abs(browser.multiplyAccumulates / 2.6e8 - 1)).toBeLessThan(0.05);
  const sizes = { cells: 10, steps: 100, trials: 5, samples: 2 };
  expect(computeBudget(sizes, { products: 1e5, cellSteps: 1e4 })).toEqual({
    multiplyAccumulates: 1e5,
    cellSteps: 1e4,
    seconds: 2,
  });
  expect(() => computeBudget({ ...sizes, trials: 0.5 })).toThrow(/sizes\.trials/);
});
