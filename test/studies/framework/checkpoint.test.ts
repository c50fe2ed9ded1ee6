import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { contentsOf, DirectoryStore } from "../../../src/studies/framework/output/directory.js";
import { type Progress, runStudy } from "../../../src/studies/index.js";
import { readSafetensors } from "../../../src/training/checkpoints/index.js";
import { here, start } from "../../support/command-line.js";
import { trainingStudy } from "../../support/training-study.js";

const directories: string[] = [];
const newDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), "microcircuit-"));
  directories.push(directory);
  return directory;
};
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

const iterations = 60;
/** Iterations of the long job that its checkpoint holds. */
function saved(directory: string): number {
  const folder = join(directory, "unfinished");
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".checkpoint")) : [];
  return Math.max(0, ...files.map((name) => readSafetensors(readFileSync(join(folder, name))).tensors.history!.shape[0]!));
}
const whole = async () => (await trainingStudy.run({ set: { iterations } })).tables.parameters!.rows;

describe("a job that keeps how far it is", () => {
  it("goes on after kill -9, by --resume, to the same bits", async () => {
    const out = newDirectory();
    // An evaluation takes 3 ms longer than it needs to: time to be killed in.
    const words = ["run", "test/support/training-study.ts", "--out", out, "--set", `iterations=${iterations}`, "--set", "work=3"];
    const { child, outcome } = start([...words, "--workers", "1"]);
    while (saved(out) < 5) {
      expect(child.exitCode).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill("SIGKILL");
    expect((await outcome).status).toBeNull();
    const kept = saved(out);
    expect(kept).toBeGreaterThanOrEqual(5);
    expect(kept).toBeLessThan(iterations);
    expect(contentsOf(out)).toMatchObject({ state: "unfinished", finishedJobs: 0, begunJobs: 1 });
    expect((await here(...words)).err).toContain("Add --resume");
    const resumed = await here(...words, "--resume");
    expect(resumed.err).not.toContain("Error");
    expect(resumed.err).toContain(", 1 going on from a checkpoint");
    expect(resumed.status).toBe(0);
    expect(existsSync(join(out, "unfinished"))).toBe(false);
    const { tables } = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    expect(tables.parameters.rows).toEqual(await whole());
  });

  it.each([0, 1])(
    "goes on inside the job after an interruption (%i workers), and its checkpoint goes with it",
    async (workers) => {
      const directory = newDirectory();
      const set = { iterations, work: 1 };
      const controller = new AbortController();
      const watch = setInterval(() => {
        if (saved(directory) >= 5) controller.abort();
      }, 1);
      const store = new DirectoryStore(directory);
      const run = runStudy(trainingStudy, { set, workers, store, signal: controller.signal });
      await expect(run).rejects.toMatchObject({ code: "aborted" });
      clearInterval(watch);
      const kept = saved(directory);
      expect(kept).toBeGreaterThanOrEqual(5);
      const seen: number[] = [];
      const onProgress = ({ fraction }: Progress) => seen.push(fraction);
      const result = await runStudy(trainingStudy, { set, store: new DirectoryStore(directory), onProgress });
      expect(result.tables.parameters!.rows).toEqual(await whole());
      expect(seen.find((fraction) => fraction > 0)).toBeGreaterThanOrEqual(kept / (iterations + 1));
      expect(saved(directory)).toBe(0);
    },
  );
});
