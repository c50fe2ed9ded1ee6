import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { here, spawned } from "../support/command-line.js";

const root = mkdtempSync(join(tmpdir(), "microcircuit-"));
afterAll(() => rmSync(root, { recursive: true }));
const check = "./test/support/check-study.ts";

const files = (directory: string) => readdirSync(directory, { recursive: true }).map(String);

describe("run", () => {
  it("exits with 0 when all claims hold, shows them, and writes the files", async () => {
    const directory = join(root, "good");
    const { status, out, err } = await spawned("run", check, "--out", directory, "--workers", "2");
    expect(status).toBe(0);
    expect(out).toMatch(/holds {2}\S+ +at most 1e-12 +fixed-point: The map ends at 1 - 1\/r\n/);
    expect(out).toContain("check: 2 of 2 claims hold");
    expect(out).toContain(`Report: ${join(directory, "report.html")}`);
    // Lines of progress follow where the machine is slow enough for them.
    expect(err).toMatch(/^check \(quick\): 6 jobs, 2 workers, seed 1\n( *\d+ % [^\n]*\n)*$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what piped output must not have
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(files(directory)).toHaveLength(6);
  });

  it("exits with 1 when a claim fails; --json prints result.json and nothing else", async () => {
    const directory = join(root, "bad");
    const { status, out } = await spawned("run", check, "--out", directory, "--set", "strict=true", "--json");
    expect(status).toBe(1);
    expect(out).toBe(readFileSync(join(directory, "result.json"), "utf8"));
    expect(JSON.parse(out).claims.map(({ holds }: { holds: boolean }) => holds)).toEqual([true, false]);
  });

  it("exits with 1 when a job fails, and says which", async () => {
    const { status, out, err } = await here("run", check, "--out", join(root, "failing"), "--set", "mode=failing");
    expect(status).toBe(1);
    expect(err).toMatch(/microcircuit: Job growth-[\d.]+ of check failed: the map left the unit interval\n$/);
    expect(out).toBe("");
  });

  it("exits with 2 for bad input", async () => {
    const { status, out, err } = await spawned("run", "no-such-study");
    expect(status).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^microcircuit: There is no study "no-such-study"\./);
  });

  it.each([
    [["run"], "missing required argument 'STUDY'"],
    [["ron"], "Did you mean run?"],
    [["run", check, "--presett", "full"], "Did you mean --preset?"],
    [["run", "no-such-study"], 'There is no study "no-such-study".'],
    [["run", "./no/such/study.js"], "There is no file ./no/such/study.js"],
    [["run", "./src/index.ts"], "./src/index.ts exports 0 studies"],
    [["run", check, "--preset", "quik"], '--preset is "quik"; it must be one of quick, full. Did you mean "quick"?'],
    [["run", check, "--set", "spraed=1"], 'no parameter "spraed". Did you mean "spread"?'],
    [["run", check, "--set", "spread"], '--set is followed by "spread"; it must be name=value'],
    [["run", check, "--set", "spread=1", "--set", "spread=1"], 'gives the parameter "spread" twice'],
    [["run", check, "--set", "spread=2"], "Parameter spread is 2; it must be a finite number >= 0 and <= 1 (mV)."],
    [["run", check, "--seed", "one"], '--seed is "one"; it must be an integer from 0'],
    [["run", check, "--workers", "0"], '--workers is "0"; it must be an integer from 1 to 64.'],
    [["run", check, "--out", "package.json"], "--out package.json cannot be used as a directory"],
  ])("has the status 2 for %j", async (words, message) => {
    const { status, out, err } = await here(...words);
    expect(err).toContain(message);
    expect(status).toBe(2);
    expect(out).toBe("");
  });

  it("takes several settings after one --set, and --set again", async () => {
    const words = ["--set", "steps=300", "spread=0", "--set", "rates=2", "--json", "--out", join(root, "several")];
    const { status, out } = await here("run", check, ...words);
    expect(status).toBe(0);
    expect(JSON.parse(out).parameters).toMatchObject({ steps: 300, spread: 0, rates: [2] });
  });
});

describe("the directory of results", () => {
  it("is not mixed with results of other parameters, unless told to overwrite them; the same run may replace itself", async () => {
    const directory = join(root, "mixed");
    const run = (...words: string[]) => here("run", check, "--out", directory, ...words);
    expect((await run()).status).toBe(0);
    const before = readFileSync(join(directory, "result.json"), "utf8");
    const refused = await run("--set", "steps=300");
    expect(refused.status).toBe(2);
    expect(refused.err).toContain(
      "holds the results of steps = 200, not 300. Give another directory with --out, or add --overwrite",
    );
    expect(readFileSync(join(directory, "result.json"), "utf8")).toBe(before);
    const finished = await run("--resume");
    expect(finished.status).toBe(0);
    expect(finished.err).toContain("there is nothing to go on with");
    expect((await run()).status).toBe(0);
    expect((await run("--set", "steps=300", "--overwrite")).status).toBe(0);
    expect(JSON.parse(readFileSync(join(directory, "result.json"), "utf8")).parameters.steps).toBe(300);
  });

  it("is refused when its result.json is somebody else's", async () => {
    const directory = join(root, "foreign");
    mkdirSync(directory);
    writeFileSync(join(directory, "result.json"), '{"mine": true}');
    const { status, err } = await here("run", check, "--out", directory);
    expect(status).toBe(2);
    expect(err).toContain("is not a result of this program");
  });
});

describe("list and help", () => {
  it("shows how to start, and examples", async () => {
    const { status, out } = await here("--help");
    expect(status).toBe(0);
    expect(out).toContain("microcircuit run lif-rate --preset full --resume");
  });

  it("lists registered studies only; a study's own page has its parameters", async () => {
    const { status, out } = await here("list");
    expect(status).toBe(0);
    expect(out).not.toContain("logistic");
    const page = await here("list", check);
    expect(page.status).toBe(0);
    expect(page.out).toContain(
      "spread  width of the random starts\n          default 0.1 mV; a finite number >= 0 and <= 1 (mV)",
    );
    expect(page.out).toContain("quick about 1.0 s, full about 20 s");
  });
});
