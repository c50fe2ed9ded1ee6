import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryOf, readSettings } from "../../lab/src/playgrounds/training/address.js";
import { buffersOf, TrainingApi } from "../../lab/src/playgrounds/training/api.js";
import { type Curve, CurveRecorder, lastWithin, merged } from "../../lab/src/playgrounds/training/curve.js";
import { readable } from "../../lab/src/playgrounds/training/names.js";
import { covarianceOf, elongationOf, slopeThrough } from "../../lab/src/playgrounds/training/pictures-of.js";
import { BANDS, SceneMaker } from "../../lab/src/playgrounds/training/scene.js";
import {
  functionNames,
  gradientsOf,
  optimisers,
  paces,
  rangeOf,
  type Settings,
  settingsOf,
  strategiesOf,
  taskNames,
} from "../../lab/src/playgrounds/training/settings.js";
import { makeJudge, makeProblem, measuredSets, type SideName, trainerOptions } from "../../lab/src/playgrounds/training/setup.js";
import { Side, type SideSnapshot, TARGET } from "../../lab/src/playgrounds/training/side.js";
import { NormStatistics } from "../../lab/src/playgrounds/training/statistics.js";
import { testFunctions } from "../../lab/src/playgrounds/training/test-functions.js";
import { Trail } from "../../lab/src/playgrounds/training/trail.js";
import { equals, type Standing, verdictOf, winnerOf } from "../../lab/src/playgrounds/training/verdict.js";
import { type Core, createTrainer } from "../../src/index.js";
import { testCore } from "../support/core.js";

const sides: readonly SideName[] = ["evolution", "gradient"];

/** A whole run, in slices as the worker takes them. */
function curveOf(core: Core, name: SideName, settings: Settings): { curve: Curve; last: SideSnapshot } {
  const side = new Side(core, name, settings);
  try {
    for (let allowance = 0; !side.finished; allowance += settings.budget / 7) side.advance(5, allowance);
    const last = side.snapshot(0);
    return { curve: last.curve!, last };
  } finally {
    side.dispose();
  }
}

describe("settings in links", () => {
  const pick = <T>(values: readonly T[]) => fc.constantFrom(...values);
  const whole = (min: number, max: number) => fc.integer({ min, max });
  const settings: fc.Arbitrary<Settings> = pick(taskNames).chain((task) =>
    fc
      .record({
        ...{ landscape: pick(functionNames), seed: whole(0, 1e6), pace: pick(paces), speed: whole(5, 5000) },
        budget: whole(rangeOf("budget", task).min, rangeOf("budget", task).max),
        strategy: pick(strategiesOf(task)),
        population: whole(2, rangeOf("population", task).max / 2).map((pairs) => 2 * pairs),
        sigma: fc.double({ ...rangeOf("sigma", task), noNaN: true }),
        ...{ strategyOptimiser: pick(optimisers), optimiser: pick(optimisers), gradient: pick(gradientsOf(task)) },
        strategyRate: fc.double({ min: 1e-5, max: 10, noNaN: true }),
        rate: fc.double({ min: 1e-5, max: 10, noNaN: true }),
        window: whole(1, rangeOf("window", task).max),
      })
      .map((rest) => ({ ...rest, task })),
  );

  it("come back as they were", () => {
    fc.assert(
      fc.property(settings, (given) => {
        const { settings: read, notices } = readSettings(new URLSearchParams(queryOf(given)));
        // What does not matter to a task is not in its link.
        const { landscape, window } = read;
        expect(read).toEqual({ ...given, landscape, window });
        if (given.task === "function") expect(landscape).toBe(given.landscape);
        if (given.gradient === "truncated-backpropagation") expect(window).toBe(given.window);
        expect(notices).toEqual([]);
      }),
    );
  });

  it("are the defaults, with a notice for each, where a link says nonsense", () => {
    const query = "task=spiral&population=7&sigma=1e9&rate=&budget=NaN&strategy=<b>&optimiser=adam&seed=1.5";
    const { settings: read, notices } = readSettings(new URLSearchParams(query));
    expect(read).toEqual(settingsOf("spiral"));
    expect(notices).toHaveLength(6);
    expect(notices.join(" ")).toContain("The link’s population “7” is not an even number from 4 to 200; 50 is used instead.");
  });

  it("never crash, and give a side that can be made, whatever a link says", async () => {
    const core = await testCore();
    const names = Object.keys(queryOf({ ...settingsOf("function"), gradient: "truncated-backpropagation" }));
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom("function", "cma-es", "pgpe", "4", "200", "0.5", "-1", "1e400", "Infinity"),
    );
    const query = fc.dictionary(fc.constantFrom(...names), value);
    fc.assert(
      fc.property(query, (given) => {
        const { settings: read } = readSettings(new URLSearchParams({ ...given, task: "function" }));
        for (const name of sides) {
          const side = new Side(core, name, read);
          side.advance(0, Number.POSITIVE_INFINITY);
          expect(side.trainer.iteration).toBe(1);
          side.dispose();
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("the two sides", () => {
  const small: readonly Settings[] = [
    { ...settingsOf("cell", { seed: 3 }), budget: 90, population: 6 },
    { ...settingsOf("function"), budget: 300 },
    { ...settingsOf("spiral", { seed: 5 }), budget: 600 },
    { ...settingsOf("network", { seed: 2 }), budget: 36, population: 12 },
  ];

  it.each(small.flatMap((settings) => sides.map((side) => [settings.task, side, settings] as const)))(
    "%s, %s: the curve is that of a trainer in any program, to the bit",
    async (task, name, settings) => {
      const core = await testCore();
      const { curve, last } = curveOf(core, name, settings);
      const problem = makeProblem(core, settings);
      const judge = makeJudge(core, settings) ?? problem;
      const trainer = createTrainer(core, problem, trainerOptions(name, settings));
      for (let i = 0; i < curve.count; i++) {
        while (trainer.iteration < curve.iterations[i]!) trainer.step();
        const measured = judge.evaluate(trainer.parameters, { set: measuredSets[task], seed: settings.seed, index: 0 });
        expect(curve.losses[i]).toBe(measured.loss);
        expect(curve.accuracies[i]).toBe(measured.accuracy ?? Number.NaN);
        expect(curve.evaluations[i]).toBe(trainer.evaluations);
      }
      expect(last.iterations).toBe(curve.iterations[curve.count - 1]);
      trainer.dispose();
      if (judge !== problem) judge.dispose();
      problem.dispose();
    },
  );

  it("start at the same place", async () => {
    const core = await testCore();
    for (const settings of small) {
      const [a, b] = sides.map((name) => new Side(core, name, settings));
      expect(a!.trainer.parameters).toEqual(b!.trainer.parameters);
      expect(a!.snapshot(0).loss).toBe(b!.snapshot(0).loss);
      a!.dispose();
      b!.dispose();
    }
  });

  it("never pass the allowance or the budget, and say why they end", async () => {
    const core = await testCore();
    const settings = { ...settingsOf("function"), budget: 100, population: 12 };
    const side = new Side(core, "evolution", settings);
    side.advance(1000, 11);
    expect(side.trainer.evaluations).toBe(0);
    side.advance(1000, 25);
    expect(side.trainer.evaluations).toBe(24);
    side.advance(1000, Number.POSITIVE_INFINITY);
    expect(side.trainer.evaluations).toBe(96);
    expect(side.snapshot(0).finished).toBe("its budget is used up");
    side.dispose();
  });

  it("count the steps that go back", async () => {
    const core = await testCore();
    // f = a^2 + 100 b^2 by gradient descent at a rate of 0.009: along b, 1 - 0.009 * 200 = -0.8 times as far each time, to and fro; along a it creeps.
    const settings = {
      ...settingsOf("function", { landscape: "ellipsoid" }),
      optimiser: "sgd",
      rate: 0.009,
      budget: 100,
    } as const;
    const side = new Side(core, "gradient", settings);
    side.advance(1000, 45);
    const { turns, iterations } = side.snapshot(0);
    expect(iterations).toBe(15);
    expect(turns).toBe(14);
    side.dispose();
  });

  it("end where a strategy has nothing more to find", async () => {
    const core = await testCore();
    const stuck = { ...settingsOf("function", { landscape: "rastrigin" }), population: 10, sigma: 0.1 };
    expect(curveOf(core, "evolution", stuck).last.finished).toBe("the best values of many generations agree to 1e-12");
  });

  it("send a curve only where it has grown, and arrays of their own", async () => {
    const api = new TrainingApi();
    const module = new WebAssembly.Module(await (await import("node:fs/promises")).readFile("build/release.wasm"));
    const first = await api.start(module, "evolution", settingsOf("function"));
    expect(first.curve?.count).toBe(1);
    expect(api.advance(1, 0).curve).toBeUndefined();
    const next = api.advance(1000, 10);
    expect(next.curve?.count).toBe(2);
    // What is handed over is detached here: nothing of it may be needed again.
    structuredClone(next, { transfer: buffersOf(next) });
    expect(api.advance(1000, 20).curve?.count).toBe(3);
  });

  it("keep the core's memory as it is, however often they are started anew", async () => {
    const api = new TrainingApi();
    const module = new WebAssembly.Module(await (await import("node:fs/promises")).readFile("build/release.wasm"));
    const settings = { ...settingsOf("spiral"), budget: 1000 };
    const turn = async () => {
      await api.start(module, "evolution", settings);
      api.advance(30, Number.POSITIVE_INFINITY);
      return api.memoryBytes();
    };
    const first = await turn();
    for (let i = 0; i < 10; i++) expect(await turn()).toBe(first);
  });
});

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
