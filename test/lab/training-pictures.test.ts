import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CurveRecorder, lastWithin, merged } from "../../lab/src/playgrounds/training/curve.js";
import { readable } from "../../lab/src/playgrounds/training/names.js";
import { covarianceOf, elongationOf, slopeThrough } from "../../lab/src/playgrounds/training/pictures-of.js";
import { BANDS, SceneMaker } from "../../lab/src/playgrounds/training/scene.js";
import { functionNames, settingsOf } from "../../lab/src/playgrounds/training/settings.js";
import { makeProblem, trainerOptions } from "../../lab/src/playgrounds/training/setup.js";
import { NormStatistics } from "../../lab/src/playgrounds/training/statistics.js";
import { testFunctions } from "../../lab/src/playgrounds/training/test-functions.js";
import { Trail } from "../../lab/src/playgrounds/training/trail.js";
import { createTrainer } from "../../src/index.js";
import { testCore } from "../support/core.js";

describe("what is shown", () => {
  it("the covariance of candidates has the library's step size as its root mean square", async () => {
    const core = await testCore();
    for (const strategy of ["cma-es", "separable-cma-es", "snes", "openai-es", "pgpe"] as const) {
      const settings = { ...settingsOf("function", { landscape: "ellipsoid" }), strategy };
      const trainer = createTrainer(core, makeProblem(core, settings), {
        ...trainerOptions("evolution", settings),
      });
      for (let i = 0; i < 12; i++) trainer.step();
      const [xx, xy, yy] = covarianceOf(trainer, settings.sigma);
      const sigma = trainer.history.at(-1)!.sigma;
      // The library's step size: the root mean square over the two parameters. Rounding alone.
      expect(Math.sqrt((xx + yy) / 2)).toBeCloseTo(sigma, 12);
      expect(xx * yy - xy * xy).toBeGreaterThan(0);
      trainer.dispose();
    }
  });

  it("CMA-ES on a tilted ellipsoid ends with a cloud along it", async () => {
    const core = await testCore();
    const settings = settingsOf("function", { landscape: "ellipsoid" });
    const trainer = createTrainer(core, makeProblem(core, settings), trainerOptions("evolution", settings));
    for (let i = 0; i < 30; i++) trainer.step();
    const [xx, xy, yy] = covarianceOf(trainer, settings.sigma);
    // The long axis of f = a^2 + 100 b^2 with a = 0.8 x + 0.6 y is (0.8, 0.6): more variance along it than across.
    const along = 0.64 * xx + 0.96 * xy + 0.36 * yy;
    const across = 0.36 * xx - 0.96 * xy + 0.64 * yy;
    expect(along).toBeGreaterThan(4 * across);
    trainer.dispose();
  });

  it("the elongation of a cloud does not depend on how it lies", () => {
    const angle = fc.double({ min: 0, max: 7, noNaN: true });
    fc.assert(
      fc.property(angle, fc.double({ min: 1, max: 100, noNaN: true }), (t, ratio) => {
        const [c, s] = [Math.cos(t), Math.sin(t)];
        const [long, short] = [ratio * ratio, 1];
        const elongation = elongationOf([long * c * c + short * s * s, (long - short) * c * s, long * s * s + short * c * c]);
        // The small eigenvalue is a difference of numbers up to 10,000 times as large: 1e4 roundings of 2^-52 and a few, halved by the root.
        expect(Math.abs(elongation / ratio - 1)).toBeLessThan(1e-10);
      }),
    );
  });

  it("the slope through a generation of a parabola is its slope at their mean", () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }), (at, spread) => {
        // Symmetric candidates: the quadratic part drops out of the least squares.
        const places = [-2, -1, 0, 1, 2].map((k) => at + k * spread);
        const candidates = Float64Array.from(places.flatMap((x) => [x, 3 * x * x - x]));
        const line = slopeThrough(candidates)!;
        expect(line.at).toBeCloseTo(at, 12);
        // Differences of losses up to 60 over a spread of 0.01 and up: rounding of 60 * 2^-52 / 0.01 and a few such.
        expect(Math.abs(line.slope - (6 * at - 1))).toBeLessThan(1e-9);
      }),
    );
  });

  it("slopes of the test functions are those of their values", async () => {
    const core = await testCore();
    const place = fc.double({ min: -2, max: 2, noNaN: true });
    for (const name of ["rosenbrock", "ellipsoid", "rastrigin"] as const) {
      const { value, slope, minimum, start } = testFunctions[name];
      expect(value(core, ...minimum)).toBe(0);
      expect(value(core, ...start)).toBeGreaterThan(1);
      fc.assert(
        fc.property(place, place, (x, y) => {
          const h = 1e-5;
          const [byX, byY] = slope(core, x, y);
          // Central differences: h^2 / 6 times third derivatives (at most 2400) and rounding of values up to 3700 over 2 h.
          const tolerance = (h * h * 2400) / 6 + (4 * 3700 * 2 ** -52) / (2 * h);
          expect(Math.abs((value(core, x + h, y) - value(core, x - h, y)) / (2 * h) - byX)).toBeLessThan(tolerance);
          expect(Math.abs((value(core, x, y + h) - value(core, x, y - h)) / (2 * h) - byY)).toBeLessThan(tolerance);
        }),
      );
    }
  });

  it("the cell's scene is smoothed with the sigma asked for", async () => {
    const core = await testCore();
    const maker = new SceneMaker(core);
    const wide = maker.make({ ...settingsOf("cell"), sigma: 0.4 });
    const narrow = maker.make({ ...settingsOf("cell"), sigma: 0.1 });
    if (wide.kind !== "cell" || narrow.kind !== "cell") throw new Error("another scene");
    expect(wide.loss).toEqual(narrow.loss);
    const peak = (values: Float64Array) => Math.max(...values);
    // Smoothing lowers a peak, more of it more; and keeps it positive.
    expect(peak(wide.smoothLoss)).toBeLessThan(peak(narrow.smoothLoss));
    expect(peak(narrow.smoothLoss)).toBeLessThan(peak(narrow.loss));
    expect(peak(wide.smoothLoss)).toBeGreaterThan(0.1);
  });

  it("bands of a function are lowest around its minimum", async () => {
    const maker = new SceneMaker(await testCore());
    for (const landscape of functionNames) {
      const scene = maker.make(settingsOf("function", { landscape }));
      if (scene.kind !== "function") throw new Error("another scene");
      const { range, minimum } = testFunctions[landscape];
      const share = (value: number, [from, to]: readonly [number, number]) => (value - from) / (to - from);
      const column = Math.floor(share(minimum[0], range[0]) * scene.width);
      const row = Math.floor((1 - share(minimum[1], range[1])) * scene.height);
      expect(scene.bands[row * scene.width + column]).toBe(0);
      expect(scene.bands[0]).toBeGreaterThan(6);
      expect(Math.max(...new Set(scene.bands))).toBe(BANDS - 1);
    }
  });

  it("a trail is its latest points, oldest first", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (points, capacity) => {
          const trail = new Trail(2, capacity);
          for (const point of points) trail.add(point);
          expect(trail.read()).toEqual(Float64Array.from(points.slice(-capacity).flat()));
        },
      ),
    );
  });

  it("statistics of norms are within a twentieth of a decade", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), (norms) => {
        const statistics = new NormStatistics();
        for (const norm of norms) statistics.add(norm);
        const { count, largest, median, zeros } = statistics.read();
        expect([count, largest, zeros]).toEqual([norms.length, Math.max(...norms), 0]);
        const sorted = norms.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(norms.length / 2) - 1]!;
        // Half a class, and the rounding of logarithms at its edges.
        expect(Math.abs(Math.log10(median / exact))).toBeLessThan(0.5 / 20 + 1e-9);
      }),
    );
  });

  it("curves over one axis keep every point of both", () => {
    const recorder = (points: readonly (readonly [number, number])[]) => {
      const curve = new CurveRecorder(10);
      points.forEach(([evaluations, loss], i) => {
        curve.add({ iterations: i, evaluations, seconds: evaluations / 10, loss, accuracy: Number.NaN });
      });
      return curve.read();
    };
    const a = recorder([
      [0, 5],
      [10, 4],
      [20, Number.NaN],
    ]);
    const b = recorder([
      [0, 5],
      [3, 2],
    ]);
    expect(merged(a, b, "evaluations", "losses")).toEqual([
      [0, 3, 10, 20],
      [5, undefined, 4, null],
      [5, 2, undefined, undefined],
    ]);
    expect(merged(a, b, "evaluations", "losses", 3)[2]).toEqual([5, 3, undefined, undefined]);
    expect(merged(undefined, undefined, "seconds", "losses")).toEqual([[], [], []]);
    expect([-1, 0, 9, 10, 99].map((limit) => lastWithin(a, "evaluations", limit))).toEqual([-1, 0, 0, 1, 2]);
  });

  it("numbers are written as people read them", () => {
    expect([0, 0.25, 1234.5, 1e-6, -3e7, Number.NaN, Number.POSITIVE_INFINITY].map((x) => readable(x))).toEqual([
      "0",
      "0.25",
      "1,235",
      "1·10⁻⁶",
      "−3·10⁷",
      "–",
      "∞",
    ]);
  });
});
