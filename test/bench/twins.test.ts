import { describe, expect, it } from "vitest";
import { benchmarks } from "../../bench/index.js";
import { load } from "../../src/index.js";

describe("every kernel gives its plain-JavaScript twin's answer", () => {
  it.each(benchmarks.map((benchmark) => [benchmark.name, benchmark] as const))("%s", async (_, benchmark) => {
    const prepared = benchmark.prepare(await load());
    expect(() => prepared.check()).not.toThrow();
    expect(prepared.operations).toBeGreaterThan(0);
  });
});
