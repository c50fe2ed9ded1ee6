import { describe, expect, it } from "vitest";
import { cmaConstants, expectedNorm } from "../../../src/index.js";
import { testCore } from "../../support/core.js";

describe("constants of CMA-ES", () => {
  it.each([
    [2, 6, [2.0286114646, 0.4462049874, 1.4462049874, 0.624554539, 0.1548153999, 0.0578590851]],
    [10, 10, [3.1672992814, 0.2844285879, 1.2844285879, 0.294990383, 0.0152838245, 0.0201542828]],
    [100, 17, [5.0961888786, 0.0644544462, 1.0644544462, 0.0389134201, 0.0001948029, 0.0006326032]],
  ])("are those of the published table for n = %i", async (n, lambda, expected) => {
    const c = cmaConstants(await testCore(), n);
    expect(c.populationSize).toBe(lambda);
    const found = [c.effectiveParents, c.pathRate, c.damping, c.covariancePathRate, c.rankOneRate, c.rankManyRate];
    // The table has ten decimals.
    for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-9);
  });

  it("weigh parents to 1, and bad candidates so that the covariance stays positive definite", async () => {
    for (const n of [1, 2, 10, 40, 100]) {
      const c = cmaConstants(await testCore(), n, undefined, true);
      const parents = c.weights.slice(0, c.parents).reduce((sum, w) => sum + w, 0);
      const worse = c.weights.slice(c.parents).reduce((sum, w) => sum + w, 0);
      expect(Math.abs(parents - 1)).toBeLessThan(1e-14); // a sum of at most nine numbers
      expect(worse).toBeLessThan(0);
      // 1 - c_1 - c_mu >= n c_mu |sum of the negative weights|: what is left of C outweighs what is taken.
      expect(1 - c.rankOneRate - c.rankManyRate).toBeGreaterThanOrEqual(n * c.rankManyRate * -worse * (1 - 1e-12));
    }
  });

  it("contain the expected length of a normal vector", () => {
    // Gamma functions in high precision; the table has twelve decimals.
    expect(Math.abs(expectedNorm(2) - 1.253314137316)).toBeLessThan(1e-11);
    expect(Math.abs(expectedNorm(10) - 3.0843277598)).toBeLessThan(1e-11);
    expect(Math.abs(expectedNorm(100) - 9.975031639551)).toBeLessThan(1e-11);
    expect(Math.abs(expectedNorm(1) - Math.sqrt(2 / Math.PI))).toBeLessThan(1e-15);
  });
});
