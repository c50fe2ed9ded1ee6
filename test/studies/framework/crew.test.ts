import { fileURLToPath } from "node:url";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import {
  type Crew,
  type HireCrew,
  jobOutcome,
  resultJson,
  runStudy,
  StudyJobError,
  type StudyResult,
} from "../../../src/studies/index.js";
import { checkStudy } from "../../support/check-study.js";
import { testCore } from "../../support/core.js";

const decided = (result: StudyResult) => resultJson({ ...result, environment: {} as never, durationSeconds: 0 });

/** Does jobs as workers of a page would, `width` at once: plain data in, plain data out. */
function pageLikeCrew(width: number, seen: string[] = []): HireCrew {
  return async (study, seed, signal): Promise<Crew> => {
    const core = await testCore();
    return {
      width,
      async run(job, listener) {
        seen.push(`begin ${job.id}`);
        await new Promise((resolve) => setTimeout(resolve)); // so that jobs overlap
        signal.throwIfAborted();
        const outcome = structuredClone(await jobOutcome(study, structuredClone(job), { core, seed, ...listener }));
        if ("failure" in outcome) throw new StudyJobError(study.name, job.id, outcome.failure);
        return outcome.result;
      },
      end: () => void seen.push("end"),
    };
  };
}

describe("a crew of the caller's own", () => {
  it("gives the bits of the calling thread, whatever its width, and is named as the number of workers", async () => {
    const here = decided(await checkStudy.run({ seed: 3 }));
    for (const width of [1, 4]) {
      const result = await checkStudy.run({ seed: 3, crew: pageLikeCrew(width) });
      expect(decided(result)).toBe(here);
      expect(result.environment.workers).toBe(width);
    }
  });

  it("gets the costliest jobs first, all once, and is ended once", async () => {
    const seen: string[] = [];
    await checkStudy.run({ set: { rates: [1.5, 3] }, crew: pageLikeCrew(1, seen) });
    expect(seen).toEqual(["begin growth-3", "begin growth-1.5", "begin exp-1", "end"]);
  });

  it("is ended after a failure, whose words and code cross threads", async () => {
    const seen: string[] = [];
    const failing = checkStudy.run({ set: { mode: "nan" }, crew: pageLikeCrew(2, seen) });
    await expect(failing).rejects.toThrow(/^Job growth-[\d.]+ of check failed: the result of job .* is NaN/);
    await expect(failing).rejects.toMatchObject({ name: "StudyJobError", code: "json" });
    expect(seen.at(-1)).toBe("end");
  });

  it("is ended when the run is interrupted, which says how many jobs were finished", async () => {
    const seen: string[] = [];
    const controller = new AbortController();
    const onProgress = ({ finishedJobs }: { finishedJobs: number }) => {
      if (finishedJobs === 2) controller.abort();
    };
    const run = runStudy(checkStudy, { crew: pageLikeCrew(1, seen), signal: controller.signal, onProgress });
    await expect(run).rejects.toMatchObject({ code: "aborted", finishedJobs: 2, jobs: 6 });
    expect(seen.filter((words) => words === "end")).toEqual(["end"]);
  });

  it("stands in place of workers, not beside them", async () => {
    await expect(checkStudy.run({ workers: 2, crew: pageLikeCrew(1) })).rejects.toThrow("workers is 2");
  });
});

describe.each(["studies", "studies/drawing"])("microcircuit/%s in a page", (name) => {
  it("bundles without a module of Node's, and without the pool of its threads", async () => {
    const entry = fileURLToPath(new URL(`../../../src/${name}/index.ts`, import.meta.url));
    const result = await build({
      configFile: false,
      logLevel: "silent",
      build: {
        write: false,
        minify: false,
        target: "es2022",
        lib: { entry, formats: ["es"] },
      },
    });
    const outputs = (Array.isArray(result) ? result : [result]).flatMap((bundle) => ("output" in bundle ? bundle.output : []));
    const modules = outputs.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
    expect(modules).toContain(entry);
    expect(modules.filter((id) => /__vite-browser-external|workerpool|resvg|framework\/(worker|threads)/.test(id))).toEqual([]);
  });
});
