import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atLeast, atMost, within, withinRelative, withinStandardErrors } from "../../../src/studies/index.js";

const text = { id: "rate", statement: "The rate is as predicted", source: "equation 3" };
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 });

describe("claims", () => {
  it("hold exactly up to the edge of their tolerance", () => {
    expect(within({ ...text, expected: 8, tolerance: 0.5, measured: 8.5 }).holds).toBe(true);
    expect(within({ ...text, expected: 8, tolerance: 0.5, measured: 7.5 }).holds).toBe(true);
    expect(within({ ...text, expected: 8, tolerance: 0.5, measured: 8.500001 }).holds).toBe(false);
    expect(withinRelative({ ...text, expected: -8, relativeTolerance: 0.25, measured: -10 })).toMatchObject({
      tolerance: 2,
      holds: true,
    });
    expect(withinRelative({ ...text, expected: -8, relativeTolerance: 0.25, measured: -10.1 }).holds).toBe(false);
    expect(atMost({ ...text, limit: 0, measured: 0 }).holds).toBe(true);
    expect(atMost({ ...text, limit: 0, measured: 1 }).holds).toBe(false);
    expect(atMost({ ...text, limit: 1, tolerance: 0.5, measured: 1.5 }).holds).toBe(true);
    expect(atLeast({ ...text, limit: 1, tolerance: 0.5, measured: 0.5 }).holds).toBe(true);
    expect(atLeast({ ...text, limit: 1, tolerance: 0.5, measured: 0.4 }).holds).toBe(false);
  });

  it("scale a sampling tolerance by the standard error", () => {
    const claim = { ...text, expected: 10, standardErrors: 4, standardError: 0.25 };
    expect(withinStandardErrors({ ...claim, measured: 11 })).toMatchObject({ tolerance: 1, holds: true });
    expect(withinStandardErrors({ ...claim, measured: 11.01 }).holds).toBe(false);
    expect(withinStandardErrors({ ...claim, standardError: Number.NaN, measured: 10 })).toMatchObject({
      holds: false,
      measured: null,
      problem: "its standard error is not finite",
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, null, undefined])("fail in words when %s was measured", (measured) => {
    for (const claim of [
      within({ ...text, expected: 1, tolerance: 1, measured }),
      atMost({ ...text, limit: 1, measured }),
      atLeast({ ...text, limit: 1, measured }),
    ]) {
      expect(claim.holds).toBe(false);
      expect(claim.measured).toBeNull();
      expect(claim.problem).toContain(`measured ${measured}`);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])(
    "refuse a tolerance of %s, which no value or every value would meet",
    (tolerance) => {
      expect(() => within({ ...text, expected: 1, tolerance, measured: 1 })).toThrow(/claim rate: tolerance is/);
      expect(() => withinRelative({ ...text, expected: 1, relativeTolerance: tolerance, measured: 1 })).toThrow(
        /relativeTolerance/,
      );
    },
  );

  it("refuse an expected value that is not finite", () => {
    expect(() => atMost({ ...text, limit: Number.POSITIVE_INFINITY, measured: 1 })).toThrow(/expected is Infinity/);
  });

  it("can fail whatever they expect: some measured value breaks each", () => {
    fc.assert(
      fc.property(finite, fc.double({ noNaN: true, min: 0, max: 1e100 }), (expected, tolerance) => {
        expect(within({ ...text, expected, tolerance, measured: expected }).holds).toBe(true);
        expect(within({ ...text, expected, tolerance, measured: 1e300 }).holds).toBe(false);
        expect(atMost({ ...text, limit: expected, tolerance, measured: 1e300 }).holds).toBe(false);
        expect(atLeast({ ...text, limit: expected, tolerance, measured: -1e300 }).holds).toBe(false);
      }),
    );
  });
});
