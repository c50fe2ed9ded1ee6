import { atMost, defineStudy, jobOutcome, planRun, resultJson, runStudy, studies } from "microcircuit/studies";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Conductor } from "../../lab/src/study/conductor.js";
import type { JobWorker } from "../../lab/src/study/crew.js";
import type { RunEvent, Settings } from "../../lab/src/study/protocol.js";
import { testCore } from "../support/core.js";

const settings: Settings = { preset: "quick", seed: "3", workers: "2", set: {} };

/** Jobs that end when the test says so. */
const counting = defineStudy({
  name: "counting",
  title: "Counting",
  paper: { citation: "none", link: "https://example.org" },
  summary: "Counts.",
  parameters: z.object({ jobs: z.int().min(1).max(20).default(5).describe("how many") }),
  presets: { quick: { seconds: 1 }, full: { seconds: 1, set: { jobs: 9 } } },
  plan: ({ jobs }) => Array.from({ length: jobs }, (_, i) => ({ id: `job-${i}`, kind: "count", input: i, cost: 20 - i })),
  perform: ({ input }) => input,
  conclude: (_, results) => ({
    tables: { counts: { columns: ["count"], rows: results.all.map(({ result }) => [result as number]) } },
    figures: {},
    claims: [atMost({ id: "counts", statement: "It counts.", source: "the plan", measured: results.all.length, limit: 20 })],
  }),
});

interface Open {
  readonly id: string;
  finish(): Promise<void>;
  die(reason: string): void;
}

/** Macrotasks pass, and with them all that waits for no job. */
const settled = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
};

function stage() {
  const open: Open[] = [];
  const events: RunEvent[] = [];
  let alive = 0;
  const startWorker = (): JobWorker => {
    alive++;
    let ended = false;
    return {
      perform: (_, job, listener) =>
        new Promise((resolve, reject) => {
          open.push({
            id: job.id,
            async finish() {
              open.splice(
                open.findIndex(({ id }) => id === job.id),
                1,
              );
              listener.onProgress(1);
              resolve({ result: String(job.input) });
              await settled();
            },
            die: (reason) => reject(new Error(reason)),
          });
        }),
      end() {
        if (!ended) alive--;
        ended = true;
      },
    };
  };
  const conductor = new Conductor({
    study: counting,
    startWorker,
    startDraftsman: () => ({ draw: () => Promise.reject(new Error("there are no figures")), end() {} }),
    tell: (event) => events.push(event),
  });
  return { conductor, open, events, alive: () => alive };
}

describe("the conductor", () => {
  it("runs jobs side by side, the longest first, and sums up", async () => {
    const { conductor, open, events, alive } = stage();
    const outcome = conductor.run(settings, "light");
    await settled();
    expect(open.map(({ id }) => id)).toEqual(["job-0", "job-1"]);
    expect(alive()).toBe(2);
    while (open.length > 0) await open[0]!.finish();
    const ended = await outcome;
    if (ended.state !== "finished") throw new Error(ended.state);
    expect(ended.summary).toMatchObject({
      claims: [{ id: "counts", holds: true, measured: "5", expected: "at most 20" }],
      tables: [{ name: "counts", rowCount: 5, rows: [["0"], ["1"], ["2"], ["3"], ["4"]] }],
      command: "npx microcircuit run counting --preset quick --seed 3",
    });
    expect(alive()).toBe(0);
    expect(events.filter(({ kind }) => kind === "progress").at(-1)).toMatchObject({ progress: { fraction: 1, finishedJobs: 5 } });
  });

  it("uses no more workers than there are jobs", async () => {
    const { conductor, alive, open } = stage();
    conductor.run({ ...settings, workers: "30", set: { jobs: "3" } }, "light");
    await settled();
    expect([alive(), open.length]).toEqual([3, 3]);
    conductor.stop();
  });

  it("holds after the jobs under way when paused, and goes on from there", async () => {
    const { conductor, open, events, alive } = stage();
    const outcome = conductor.run(settings, "light");
    await settled();
    expect(conductor.pause()).toBe(2);
    await open[0]!.finish();
    expect(open.map(({ id }) => id)).toEqual(["job-1"]);
    await open[0]!.finish();
    expect(await outcome).toEqual({ state: "paused", finishedJobs: 2, jobs: 5 });
    expect(alive()).toBe(0);
    expect(conductor.check(settings)).toMatchObject({ jobs: 5, kept: 2 });
    expect(conductor.check({ ...settings, seed: "4" })).toMatchObject({ kept: 0 });
    events.length = 0;
    const rest = conductor.run(settings, "light");
    await settled();
    expect(open.map(({ id }) => id)).toEqual(["job-2", "job-3"]);
    expect(events[0]).toMatchObject({ kind: "progress", progress: { finishedJobs: 2 } });
    while (open.length > 0) await open[0]!.finish();
    expect((await rest).state).toBe("finished");
    expect(conductor.check(settings)).toMatchObject({ kept: 0 });
  });

  it("takes a pause back while jobs finish", async () => {
    const { conductor, open } = stage();
    const outcome = conductor.run(settings, "light");
    await settled();
    conductor.pause();
    await open[0]!.finish();
    conductor.goOn();
    await settled();
    expect(open.map(({ id }) => id)).toEqual(["job-1", "job-2"]);
    while (open.length > 0) await open[0]!.finish();
    expect((await outcome).state).toBe("finished");
  });

  it("finishes where a pause comes after the last job has begun", async () => {
    const { conductor, open } = stage();
    const outcome = conductor.run({ ...settings, set: { jobs: "2" } }, "light");
    await settled();
    conductor.pause();
    while (open.length > 0) await open[0]!.finish();
    expect((await outcome).state).toBe("finished");
  });

  it("ends all workers at once when stopped, and keeps what has finished", async () => {
    const { conductor, open, alive } = stage();
    const outcome = conductor.run(settings, "light");
    await settled();
    await open[1]!.finish();
    conductor.stop();
    expect(alive()).toBe(0);
    expect(await outcome).toEqual({ state: "stopped", finishedJobs: 1, jobs: 5 });
    open.length = 0;
    conductor.run(settings, "light");
    await settled();
    expect(open.map(({ id }) => id)).toEqual(["job-0", "job-2"]);
    conductor.stop();
    await settled();
    open.length = 0;
    conductor.run({ ...settings, seed: "9" }, "light"); // another run: nothing is kept for it
    await settled();
    expect(open.map(({ id }) => id)).toEqual(["job-0", "job-1"]);
    conductor.stop();
  });

  it("says which job's worker died, and goes on from there when run again", async () => {
    const { conductor, open, alive } = stage();
    const outcome = conductor.run(settings, "light");
    await settled();
    await open[0]!.finish();
    open.find(({ id }) => id === "job-1")!.die("Its worker came to an end.");
    expect(await outcome).toEqual({ state: "failed", message: "Job job-1 of counting failed: Its worker came to an end." });
    expect(alive()).toBe(0);
    expect(conductor.check(settings)).toMatchObject({ kept: 1 });
  });

  it("begins no second run beside the first", async () => {
    const { conductor } = stage();
    conductor.run(settings, "light");
    await settled();
    expect(await conductor.run(settings, "light")).toEqual({ state: "failed", message: "A run is under way already." });
    conductor.stop();
  });
});

describe("settings", () => {
  const { conductor } = stage();

  it.each([
    [{ set: { jobs: "99" } }, "Parameter jobs is 99; it must be an integer >= 1 and <= 20."],
    [{ set: { jobs: "many" } }, undefined],
    [{ set: { job: "2" } }, undefined],
    [{ preset: "huge" }, undefined],
    [{ seed: "-1" }, undefined],
    [{ seed: "" }, undefined],
  ])("%j are refused with the library's sentence", async (change, sentence) => {
    const { problem } = conductor.check({ ...settings, ...change });
    const { seed } = { ...settings, ...change };
    const asked = { preset: "quick", set: {}, ...change, seed: /^\d+$/.test(seed) ? Number(seed) : seed };
    expect(() => planRun(counting, asked as never)).toThrow(problem ?? "it was not refused");
    if (sentence) expect(problem).toBe(sentence);
    expect(await conductor.run({ ...settings, ...change }, "light")).toEqual({ state: "failed", message: problem });
  });

  it.each(["0", "65", "two", ""])("workers “%s” are refused", (workers) => {
    expect(conductor.check({ ...settings, workers }).problem).toMatch(/^workers is .*; it must be an integer >= 1 and <= 64/);
  });

  it("of a link lose what is refused and no more", () => {
    expect(conductor.checkLink({ ...settings, set: { jobs: "4" } })).toEqual({
      settings: { ...settings, set: { jobs: "4" } },
      refusals: [],
    });
    const { settings: kept, refusals } = conductor.checkLink({ ...settings, set: { jobs: "1e9" } });
    expect(kept).toEqual({ ...settings, set: {} });
    expect(refusals).toEqual([expect.stringContaining("Parameter jobs is")]);
  });

  it("that clash are left out as a whole", () => {
    const lifRate = studies.find(({ name }) => name === "lif-rate")!;
    const clashing = new Conductor({
      study: lifRate,
      startWorker: undefined as never,
      startDraftsman: undefined as never,
      tell() {},
    });
    const shrunk = { ...settings, set: { threshold: "-55", reset: "-60", neurons: "x" } };
    const { settings: kept } = clashing.checkLink(shrunk);
    expect(kept.set).toEqual({ threshold: "-55", reset: "-60" });
    const whitening = new Conductor({
      study: studies.find(({ name }) => name === "whitening")!,
      startWorker: undefined as never,
      startDraftsman: undefined as never,
      tell() {},
    });
    const { settings: none, refusals } = whitening.checkLink({ ...settings, set: { neurons: "9", interneurons: "4" } });
    expect(none.set).toEqual({});
    expect(refusals).toEqual(["There must be n to 3n interneurons: fewer cannot whiten n neurons."]);
  });
});

describe("a study under the conductor", () => {
  it("gives the bits that runStudy gives", async () => {
    const stiff = studies.find(({ name }) => name === "stiff")!;
    const set = { problems: "rober", methods: "rosenbrock23", diagramTolerances: "0.001,0.0001", diagramSteps: "2000" };
    const core = await testCore();
    const conductor = new Conductor({
      study: stiff,
      startWorker: () => ({ perform: (seed, job, listener) => jobOutcome(stiff, job, { core, seed, ...listener }), end() {} }),
      startDraftsman: () => ({ draw: async () => ({ svg: new Blob(), shown: new Blob(), width: 1, height: 1 }), end() {} }),
      tell() {},
    });
    const outcome = await conductor.run({ ...settings, set }, "light");
    expect(outcome.state).toBe("finished");
    const bare = (text: string) => ({ ...JSON.parse(text), environment: undefined, durationSeconds: undefined });
    const expected = await runStudy(stiff, { seed: 3, set });
    expect(bare(await (await conductor.file("result.json")).text())).toEqual(bare(resultJson(expected)));
  });
});
