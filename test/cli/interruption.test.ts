import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { resultJson, type StudyResult } from "../../src/studies/index.js";
import { checkStudy } from "../support/check-study.js";
import { here, start } from "../support/command-line.js";

const root = mkdtempSync(join(tmpdir(), "microcircuit-"));
afterAll(() => rmSync(root, { recursive: true }));
const check = "./test/support/check-study.ts";
const decided = (result: StudyResult) => ({ ...result, environment: undefined, durationSeconds: undefined });

it("a run goes on to the same bits after being killed, interrupted and terminated", async () => {
  const directory = join(root, "interrupted");
  const unfinished = join(directory, "unfinished");
  const set = { steps: 1.5e7, rates: [1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.1] };
  const words = ["run", check, "--out", directory, "--workers", "1"];
  words.push("--set", `steps=${set.steps}`, "--set", `rates=${set.rates}`);
  const jobFiles = () => (existsSync(unfinished) ? readdirSync(unfinished).filter((name) => name.startsWith("job-")).length : 0);

  for (const signal of ["SIGKILL", "SIGINT", "SIGTERM"] as const) {
    const before = jobFiles();
    const { child, outcome } = start(before > 0 ? [...words, "--resume"] : words);
    // Waits for the run's own sign of life, a finished job more.
    while (jobFiles() === before && child.exitCode === null) await new Promise((next) => setTimeout(next, 5));
    child.kill(signal);
    const { status, err } = await outcome;
    expect(existsSync(join(directory, "result.json"))).toBe(false);
    for (const name of readdirSync(unfinished).filter((name) => name.endsWith(".json")))
      JSON.parse(readFileSync(join(unfinished, name), "utf8"));
    if (signal === "SIGKILL") continue;
    expect(status).toBe(130);
    expect(err).toMatch(/interrupted with \d of 11 jobs finished\. They are saved in .*--resume goes on from there\.\n$/);
  }

  const refused = await here(...words);
  expect(refused.status).toBe(2);
  expect(refused.err).toMatch(
    /unfinished run \(\d jobs finished\)\. Add --resume to go on with it, or --overwrite to start anew/,
  );
  const other = await here(...words, "--seed", "2", "--resume");
  expect(other.status).toBe(2);
  expect(other.err).toContain("of seed 1, not 2. Give another directory with --out");

  const { status, out, err } = await here(...words, "--resume", "--json");
  expect(status).toBe(0);
  expect(err).toMatch(/11 jobs, \d of them finished before/);
  const whole = JSON.parse(resultJson(await checkStudy.run({ set, workers: 2 })));
  expect(decided(JSON.parse(out))).toEqual(decided(whole));
  expect(existsSync(unfinished)).toBe(false);
});
