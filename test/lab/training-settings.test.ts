import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryOf, readSettings } from "../../lab/src/playgrounds/training/address.js";
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
import { Side } from "../../lab/src/playgrounds/training/side.js";
import { testCore } from "../support/core.js";
import { sides } from "./training-sides.js";

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
