import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { DirectoryStore } from "../../../src/studies/framework/output/directory.js";
import { type Progress, planRun, resultJson, runStudy, StudyAbortedError, type StudyResult } from "../../../src/studies/index.js";
import { checkStudy } from "../../support/check-study.js";

const directories: string[] = [];
const newDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), "microcircuit-"));
  directories.push(directory);
  return directory;
};
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** The text of all that a run decides: everything but where and how long it ran. */
const decided = (result: StudyResult) => resultJson({ ...result, environment: {} as never, durationSeconds: 0 });

describe("running a study", () => {
  it("gives tables, figures with their data inside, and claims", async () => {
    const result = await checkStudy.run({ seed: 5 });
    expect(result).toMatchObject({ study: "check", preset: "quick", seed: 5, parameters: { steps: 200 } });
    expect(result.claims.map(({ id, holds }) => [id, holds])).toEqual([
      ["exp", true],
      ["fixed-point", true],
    ]);
    const datasets = result.figures.fixed_points!.datasets as Record<string, { rate: number }[]>;
    expect(datasets.fixed_points!.map(({ rate }) => rate)).toEqual([1.5, 1.8, 2, 2.3, 2.5]);
    const written = JSON.parse(resultJson(result));
    expect(written.tables.raster).toEqual({ columns: [{ name: "i" }], rows: [], rowCount: 500, file: "raster.csv" });
    expect(written.claims).toEqual(result.claims);
  });

  it("draws other random numbers for another seed, the same for the same", async () => {
    const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => checkStudy.run({ seed })));
    expect(decided(again!)).toBe(decided(first!));
    expect(other!.tables.fixed_points!.rows).not.toEqual(first!.tables.fixed_points!.rows);
  });

  it("gives the same bits in one thread, one worker and three", async () => {
    const here = decided(await checkStudy.run({ seed: 3 }));
    for (const workers of [1, 3]) expect(decided(await checkStudy.run({ seed: 3, workers }))).toBe(here);
  });

  it("goes on to the same bits after an interruption at any job", async () => {
    const whole = decided(await checkStudy.run({ seed: 11 }));
    const { jobs } = planRun(checkStudy);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: jobs.length - 1 }),
        fc.integer({ min: 0, max: jobs.length - 1 }),
        async (a, b) => {
          const directory = newDirectory();
          for (const stop of [Math.min(a, b), Math.max(a, b)]) {
            const controller = new AbortController();
            const onProgress = ({ finishedJobs }: Progress) => {
              if (finishedJobs >= stop) controller.abort();
            };
            const run = runStudy(checkStudy, {
              seed: 11,
              store: new DirectoryStore(directory),
              signal: controller.signal,
              onProgress,
            });
            await expect(run).rejects.toThrow(StudyAbortedError);
          }
          const resumed: Progress[] = [];
          const store = new DirectoryStore(directory);
          const result = await runStudy(checkStudy, { seed: 11, store, onProgress: (progress) => resumed.push(progress) });
          expect(decided(result)).toBe(whole);
          expect(resumed[0]!.finishedJobs).toBe(Math.max(a, b));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("does a job again whose saved file is damaged, and ignores what another run saved", async () => {
    const whole = decided(await checkStudy.run({ seed: 1 }));
    const directory = newDirectory();
    await runStudy(checkStudy, { seed: 1, store: new DirectoryStore(directory) });
    const folder = join(directory, "unfinished");
    const file = readdirSync(folder).find((name) => name.startsWith("job-"))!;
    writeFileSync(join(folder, file), '{"id":"growth-2","seconds":1,"res');
    const first: Progress[] = [];
    const onProgress = (progress: Progress) => first.push(progress);
    expect(decided(await runStudy(checkStudy, { seed: 1, store: new DirectoryStore(directory), onProgress }))).toBe(whole);
    expect(first[0]!.finishedJobs).toBe(5);
    first.length = 0;
    await runStudy(checkStudy, { seed: 2, store: new DirectoryStore(directory), onProgress });
    expect(first[0]!.finishedJobs).toBe(0);
  });

  it("ends threads that are busy when it is interrupted", async () => {
    const controller = new AbortController();
    const onProgress = ({ fraction }: Progress) => {
      if (fraction > 0) controller.abort();
    };
    // A job of this length would take minutes: the test ends only because the threads do.
    const set = { steps: 1e9, rates: [2.1, 2.2, 2.3, 2.4] };
    const run = runStudy(checkStudy, { set, workers: 2, signal: controller.signal, onProgress });
    await expect(run).rejects.toMatchObject({ code: "aborted", jobs: 5 });
  });

  it("reports progress that grows, weighted by cost, from 0 to 1", async () => {
    const seen: Progress[] = [];
    await checkStudy.run({ set: { rates: [1, 2] }, onProgress: (progress) => seen.push(progress) });
    const fractions = seen
      .filter((progress, i) => seen[i - 1]?.finishedJobs !== progress.finishedJobs)
      .map(({ fraction }) => fraction);
    // Costs 2, 1 (exp) and 1, the longest first.
    expect(fractions).toEqual([0, 0.5, 0.75, 1]);
    expect(seen.map(({ fraction }) => fraction)).toEqual(seen.map(({ fraction }) => fraction).sort((a, b) => a - b));
    expect(seen[0]!.secondsLeft).toBeUndefined();
    expect(seen.at(-1)!.secondsLeft).toBe(0);
  });

  it.each([0, 2])("names the job that failed, and why (%i workers)", async (workers) => {
    const failing = checkStudy.run({ set: { mode: "failing" }, workers });
    await expect(failing).rejects.toThrow(/^Job growth-[\d.]+ of check failed: the map left the unit interval$/);
    const nan = checkStudy.run({ set: { mode: "nan" }, workers });
    await expect(nan).rejects.toThrow(/result of job growth-[\d.]+\.value is NaN; only finite numbers can be saved/);
  });

  it("refuses workers for a study that does not say where it lives, or names the wrong module", async () => {
    const { module: _, ...homeless } = checkStudy;
    await expect(runStudy(homeless, { workers: 1 })).rejects.toThrow("import.meta.url");
    const lost = { ...checkStudy, name: "lost" };
    await expect(runStudy(lost, { workers: 1 })).rejects.toThrow('exports no study "lost"');
    await expect(checkStudy.run({ workers: 1.5 })).rejects.toThrow("workers is 1.5");
  });

  it("refuses figures of tables that are missing or too long to draw", async () => {
    const conclude = (name: string, rows: number) => () => ({
      tables: { long: { columns: ["i"], data: { i: new Float64Array(rows) } } },
      figures: { f: { title: "F", caption: "C", spec: { layer: [{ data: { name }, mark: "point" }] } } },
      claims: [],
    });
    await expect(runStudy({ ...checkStudy, conclude: conclude("short", 1) })).rejects.toThrow(
      'draws the table "short", which is not',
    );
    await expect(runStudy({ ...checkStudy, conclude: conclude("long", 20_001) })).rejects.toThrow("of 20001 rows; thin it out");
    expect((await runStudy({ ...checkStudy, conclude: conclude("long", 20_000) })).figures.f).toHaveProperty(
      "datasets.long.length",
      20_000,
    );
  });
});
