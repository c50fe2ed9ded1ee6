import { describe, expect, it } from "vitest";
import { minimize } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { functions } from "./support.js";

describe("xNES and LM-MA-ES", () => {
  it("xNES learns a rotated ellipsoid", async () => {
    const core = await testCore();
    const f = (x: Float64Array): number =>
      functions.ellipsoid(Float64Array.of(0.6 * x[0]! - 0.8 * x[1]!, 0.8 * x[0]! + 0.6 * x[1]!));
    for (let seed = 0; seed < 11; seed++) {
      const result = minimize(core, f, [1, 1], {
        strategy: "xnes",
        seed,
        stepSize: 1,
        stop: { target: 1e-8, evaluations: 5000 },
      });
      expect(result.stopped.reason).toBe("target");
    }
  });

  it("LM-MA-ES minimizes the sphere of 200 parameters", async () => {
    const core = await testCore();
    const start = new Float64Array(200).fill(1);
    const result = minimize(core, functions.sphere, start, {
      strategy: "limited-memory-ma-es",
      seed: 1,
      stepSize: 1,
      stop: { target: 1e-8, evaluations: 60_000 },
    });
    expect(result.stopped.reason).toBe("target");
  });

  it("LM-MA-ES learns a long direction: the cigar takes less than its memory of one vector does", async () => {
    const core = await testCore();
    const count = (memory: number): number =>
      minimize(core, functions.cigar, new Float64Array(40).fill(1), {
        strategy: "limited-memory-ma-es",
        seed: 1,
        stepSize: 1,
        memory,
        stop: { target: 1e-8, evaluations: 200_000 },
      }).evaluations;
    expect(count(15)).toBeLessThan(count(1));
  });
});
