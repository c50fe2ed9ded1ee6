import { describe, expect, it, vi } from "vitest";
import { livePoints } from "../../../src/studies/framework/live.js";
import {
  type LivePlot,
  type LivePoint,
  performJob,
  planRun,
  runStudy,
  StudyDefinitionError,
} from "../../../src/studies/index.js";
import { checkStudy } from "../../support/check-study.js";
import { testCore } from "../../support/core.js";

const linear = (title: string) => ({ title });
const plot: LivePlot = { title: "T", x: linear("x"), y: { title: "y", scale: "log" } };
const study = { name: "shows", live: { plot } };

describe("live points", () => {
  it("come from the calling thread and from worker threads, in the order a job shows them", async () => {
    const bySeries = async (workers: number) => {
      const points: LivePoint[] = [];
      await checkStudy.run({ workers, set: { rates: [1.5, 2.5] }, onPoints: (batch) => points.push(...batch) });
      return ["r = 1.5", "r = 2.5"].map((series) => points.filter((point) => point.series === series));
    };
    const here = await bySeries(0);
    expect(here.map((points) => points.map(({ plot, x }) => `${plot} ${x}`))).toEqual(
      here.map(() => Array.from({ length: 10 }, (_, i) => `orbit ${i}`)),
    );
    expect(await bySeries(2)).toEqual(here);
  });

  it("change nothing of the result", async () => {
    const [job] = planRun(checkStudy).jobs.slice(-1);
    const core = await testCore();
    const watched: LivePoint[] = [];
    const quiet = await performJob(checkStudy, job!, { core, seed: 1 });
    expect(await performJob(checkStudy, job!, { core, seed: 1, onPoints: (points) => watched.push(...points) })).toBe(quiet);
    expect(watched).toHaveLength(10);
  });

  it("that cannot be drawn are left out", () => {
    const seen: LivePoint[] = [];
    const { show, flush } = livePoints(study, (points) => seen.push(...points));
    for (const [x, y] of [
      [Number.NaN, 1],
      [1, Number.POSITIVE_INFINITY],
      [1, 0],
      [1, -1],
      [-2, 3],
    ] as const)
      show("plot", "s", x, y);
    flush();
    expect(seen).toEqual([{ plot: "plot", series: "s", x: -2, y: 3 }]);
  });

  it("go together, at most one batch every 50 ms", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const batches: number[] = [];
      const { show, flush } = livePoints(study, (points) => batches.push(points.length));
      for (let i = 1; i <= 100; i++) {
        vi.advanceTimersByTime(1);
        show("plot", "s", i, i);
      }
      expect(batches).toEqual([50, 50]);
      show("plot", "s", 1, 1);
      flush();
      flush();
      expect(batches).toEqual([50, 50, 1]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("of a plot the study does not have are its mistake, watched or not", () => {
    for (const listener of [undefined, () => {}]) {
      const { show } = livePoints(study, listener);
      for (const name of ["plott", "constructor"]) expect(() => show(name, "s", 1, 1)).toThrow(StudyDefinitionError);
    }
  });

  it("that were shown before a job failed still arrive", async () => {
    const seen: LivePoint[] = [];
    const run = runStudy(checkStudy, { set: { mode: "nan", rates: [2.5] }, onPoints: (points) => seen.push(...points) });
    await expect(run).rejects.toThrow("is NaN");
    expect(seen).toHaveLength(10);
  });
});
