import { describe, expect, it } from "vitest";
import { type KernelBenchmark, measure, median } from "../../bench/harness.js";
import { benchmarks, runBenchmarks } from "../../bench/index.js";
import { threeDigits } from "../../bench/report.js";

/** A benchmark on a clock that only its own calls move: nothing here depends on the machine. */
function simulated(name: string, kernelMilliseconds: number, twinMilliseconds: number) {
  const clock = { time: 0, calls: "" };
  const benchmark: KernelBenchmark = {
    name,
    description: "Moves the clock",
    unit: "tick",
    prepare: () => ({
      operations: 1000,
      kernel: () => {
        clock.time += kernelMilliseconds;
        clock.calls += "k";
      },
      twin: () => {
        clock.time += twinMilliseconds;
        clock.calls += "t";
      },
      check: () => {
        clock.calls += "c";
      },
    }),
  };
  return { benchmark, clock, options: { now: () => clock.time } };
}

const failing: KernelBenchmark = {
  name: "failing",
  description: "Differs from its twin",
  unit: "tick",
  prepare: () => ({
    operations: 1,
    kernel: () => undefined,
    twin: () => undefined,
    check: () => {
      throw new Error("element 3 is 1, the twin has 2");
    },
  }),
};

async function run(options: Omit<Parameters<typeof runBenchmarks>[0], "write">) {
  const lines: string[] = [];
  const status = await runBenchmarks({ ...options, write: (line) => lines.push(line) });
  return { status, lines };
}

describe("measure", () => {
  it("gives ns per operation and the ratio twin / kernel", () => {
    const { benchmark, options } = simulated("a", 0.5, 2);
    const result = measure(benchmark.prepare(undefined as never), options);
    // The simulated clock adds multiples of 0.5: all of this is exact.
    expect(result).toMatchObject({
      kernelNanoseconds: 500,
      twinNanoseconds: 2000,
      ratio: 4,
      ratioMin: 4,
      ratioMax: 4,
      rounds: 15,
    });
    expect(result.kernelCalls * 0.5).toBeGreaterThanOrEqual(15);
    expect(result.twinCalls * 2).toBeGreaterThanOrEqual(15);
  });

  it("interleaves the samples of the two", () => {
    const { benchmark, clock, options } = simulated("a", 16, 16);
    measure(benchmark.prepare(undefined as never), { ...options, rounds: 3, warmUpMilliseconds: 1 });
    expect(clock.calls.endsWith("ktktkt")).toBe(true);
  });

  it("takes the median", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe("runBenchmarks", () => {
  it("checks before it times, and prints a table", async () => {
    const { benchmark, clock, options } = simulated("exp f64", 0.5, 1);
    const { status, lines } = await run({ from: [benchmark], measure: options });
    expect(status).toBe(0);
    expect(clock.calls.startsWith("ck")).toBe(true);
    expect(lines).toEqual([
      "benchmark  ns kernel  ns twin  ratio        min..max  ns per",
      "---------  ---------  -------  -----  --------------  ------",
      "exp f64          500     1000  2.00x      2.00..2.00  tick",
    ]);
  });

  it("chooses by part of the name and writes JSON", async () => {
    const one = simulated("exp f64", 1, 1);
    const two = simulated("lif f32", 1, 3);
    const { status, lines } = await run({
      from: [one.benchmark, two.benchmark],
      filter: "LIF",
      json: true,
      measure: two.options,
    });
    expect(status).toBe(0);
    expect(JSON.parse(lines.join("\n"))).toMatchObject({
      benchmarks: [{ name: "lif f32", unit: "tick", operations: 1000, ratio: 3 }],
    });
    expect(one.clock.calls).toBe("");
  });

  it("ends with status 1 when a check fails, and still runs the others", async () => {
    const { benchmark, options } = simulated("exp f64", 1, 1);
    const { status, lines } = await run({ from: [failing, benchmark], measure: options });
    expect(status).toBe(1);
    expect(lines[2]).toBe("failing    FAILED: element 3 is 1, the twin has 2");
    expect(lines[3]).toMatch(/^exp f64 .* 1\.00x/);
  });

  it("ends with status 2 and the names when nothing matches", async () => {
    expect(await run({ from: [failing], filter: "nothing" })).toEqual({
      status: 2,
      lines: ['No benchmark has "nothing" in its name. There are: failing.'],
    });
  });

  it("lists benchmarks under different names", () => {
    expect(new Set(benchmarks.map(({ name }) => name)).size).toBe(benchmarks.length);
  });
});

describe("threeDigits", () => {
  it.each([
    [0.01234, "0.0123"],
    [1.234, "1.23"],
    [12.34, "12.3"],
    [1234.5, "1235"],
    [0, "0"],
  ])("writes %d as %s", (value, text) => expect(threeDigits(value)).toBe(text));
});
