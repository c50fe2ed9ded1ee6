import { z } from "zod";
import { atMost, defineStudy, type Job, within } from "../../src/studies/index.js";

interface Input {
  readonly rate: number;
  readonly steps: number;
  readonly spread: number;
  readonly mode: string;
}
interface Result {
  readonly value: number;
  readonly start: number;
}

/** A study small enough to check the framework with: exp of the core against exp(1), and the logistic map from random starts. */
export const checkStudy = defineStudy({
  name: "check",
  title: "Exponential and logistic map <checked>",
  paper: {
    citation: "May (1976), Simple mathematical models with very complicated dynamics",
    link: "https://doi.org/10.1038/261459a0",
  },
  summary: "Iterates the logistic map x → r x (1 - x) from random starts and evaluates exp.",
  module: import.meta.url,
  parameters: z
    .object({
      steps: z.int().min(1).max(1e9).default(200).describe("iterations of the map"),
      spread: z.number().min(0).max(1).default(0.1).meta({ unit: "mV", description: "width of the random starts" }),
      rates: z.array(z.number().gt(0).lte(4)).min(1).max(50).default([1.5, 1.8, 2, 2.3, 2.5]).describe("growth rates r"),
      mode: z.enum(["plain", "failing", "nan"]).default("plain").describe("what goes wrong"),
      strict: z.boolean().default(false).describe("whether the claim of the map is exact"),
    })
    .refine(({ steps, rates }) => steps * rates.length <= 1e10, "steps times the number of rates must be at most 1e10."),
  live: {
    orbit: {
      title: "Orbits of the map",
      x: { title: "Iteration" },
      y: { title: "Distance from the fixed point", unit: "mV", scale: "log" },
      lines: true,
    },
  },
  presets: { quick: { seconds: 1 }, full: { seconds: 20, set: { steps: 2000 } } },
  plan: ({ rates, steps, spread, mode }): Job<Input>[] => {
    const job = (kind: string, rate: number): Job<Input> => ({
      id: `${kind}-${rate}`,
      kind,
      input: { rate, steps, spread, mode },
      cost: rate,
    });
    return [job("exp", 1), ...rates.map((rate) => job("growth", rate))];
  },
  perform: ({ kind, input }, { core, seed, onProgress, show }): Result => {
    // Minus zero is what JSON does not keep: results must be the same whether they were saved or not.
    if (kind === "exp") return { value: core.exports.exp(1), start: -0 };
    if (input.mode === "failing") throw new Error("the map left the unit interval");
    core.exports.philox(seed, 0n, 0n);
    const start = 0.3 + (input.spread * Number(core.exports.philoxLow() >> 11n)) / 2 ** 53;
    let x = start;
    for (let i = 0; i < input.steps; i++) {
      if (i < 10) show("orbit", `r = ${input.rate}`, i, Math.abs(x - 1 + 1 / input.rate));
      x = input.rate * x * (1 - x);
      if (i % 100_000 === 0) onProgress(i / input.steps);
    }
    return { value: input.mode === "nan" ? Number.NaN : x, start };
  },
  conclude: ({ strict }, results) => {
    const growth = results.of("growth");
    return {
      tables: {
        fixed_points: {
          title: "Fixed points",
          columns: ["rate", { name: "x", unit: "mV", description: "value after the last step" }, "start", "note, with comma"],
          rows: growth.map(({ job, result }) => [job.input.rate, result.value, result.start, 'a "note"\nof two lines']),
        },
        raster: { columns: ["i"], data: { i: Float64Array.from({ length: 500 }, (_, i) => i) } },
      },
      figures: {
        fixed_points: {
          title: "Fixed points of the map",
          caption: "Value after the last step & the rate.",
          spec: {
            data: { name: "fixed_points" },
            mark: { type: "line", point: true },
            encoding: {
              x: { field: "rate", type: "quantitative", title: "Growth rate r" },
              y: { field: "x", type: "quantitative", title: "Fixed point x (mV)" },
            },
          },
        },
      },
      claims: [
        within({
          id: "exp",
          statement: "exp(1) is e",
          source: "definition; 2 units in the last place",
          expected: Math.E,
          tolerance: 2 ** -51,
          measured: results.get("exp-1").value,
        }),
        atMost({
          id: "fixed-point",
          statement: "The map ends at 1 - 1/r",
          source: "fixed point of the map; rounding",
          limit: strict ? -1 : 1e-12,
          measured: Math.max(...growth.map(({ job, result }) => Math.abs(result.value - 1 + 1 / job.input.rate))),
        }),
      ],
    };
  },
});
