import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parametersOf, planRun, presetNames, resolveParameters, studies } from "../../../src/studies/index.js";
import { checkStudy } from "../../support/check-study.js";

describe("parameters", () => {
  it("are defaults, overridden by the preset, overridden by what is set", () => {
    expect(resolveParameters(checkStudy, "quick")).toMatchObject({ steps: 200, spread: 0.1 });
    expect(resolveParameters(checkStudy, "full").steps).toBe(2000);
    expect(resolveParameters(checkStudy, "full", { steps: 7 }).steps).toBe(7);
  });

  it("are read from texts by their type", () => {
    const set = { steps: "1e3", spread: ".25", rates: "1.5, 2", mode: "nan", strict: "true" };
    expect(resolveParameters(checkStudy, "quick", set)).toEqual({
      steps: 1000,
      spread: 0.25,
      rates: [1.5, 2],
      mode: "nan",
      strict: true,
    });
    expect(resolveParameters(checkStudy, "quick", { rates: "[2]" }).rates).toEqual([2]);
  });

  it.each([
    ["spread", "wide", 'Parameter spread is "wide"; it must be a finite number >= 0 and <= 1 (mV).'],
    ["spread", "NaN", 'Parameter spread is "NaN"; it must be a finite number'],
    ["spread", "", 'Parameter spread is ""; it must be a finite number'],
    ["spread", "0x1", "it must be a finite number"],
    ["spread", "1e999", "Parameter spread is Infinity; it must be a finite number"],
    ["spread", "-0.1", "Parameter spread is -0.1; it must be a finite number >= 0"],
    ["steps", "2.5", "Parameter steps is 2.5; it must be an integer >= 1 and <= 1000000000."],
    ["rates", "1,two", 'Parameter rates is "two"; it must be a finite number > 0 and <= 4.'],
    ["rates", "", "it must be a list of 1 to 50 values separated by commas, each a finite number > 0 and <= 4."],
    ["mode", "bad", 'Parameter mode is "bad"; it must be one of plain, failing, nan.'],
    ["strict", "yes", 'Parameter strict is "yes"; it must be true or false.'],
    ["spraed", "1", 'Study check has no parameter "spraed". Did you mean "spread"?'],
    ["constructor", "1", 'has no parameter "constructor"'],
  ])("refuse %s=%s in words", (name, value, words) => {
    expect(() => resolveParameters(checkStudy, "quick", { [name]: value })).toThrow(words);
  });

  it("refuse a wrong value of the right kind of container", () => {
    expect(() => resolveParameters(checkStudy, "quick", { steps: Number.NaN })).toThrow("Parameter steps is NaN");
    expect(() => resolveParameters(checkStudy, "quick", { rates: [1, 5] })).toThrow("Parameter rates is [1,5]");
  });

  it("pass on the message of a rule between parameters", () => {
    const rates = Array.from({ length: 20 }, () => 2);
    expect(() => resolveParameters(checkStudy, "quick", { steps: 1e9, rates })).toThrow("steps times the number of rates");
  });

  it("describe themselves for forms and reports", () => {
    expect(parametersOf(checkStudy)[1]).toEqual({
      name: "spread",
      type: "number",
      unit: "mV",
      description: "width of the random starts",
      default: 0.1,
      allowed: "a finite number >= 0 and <= 1 (mV)",
      minimum: 0,
      maximum: 1,
    });
    expect(parametersOf(checkStudy).map(({ type }) => type)).toEqual(["integer", "number", "list", "choice", "boolean"]);
  });

  it("give their ranges and choices to programs, and only those that were given", () => {
    const list = {
      ...checkStudy,
      parameters: z.object({ methods: z.array(z.enum(["a", "b"])).default(["b"]), count: z.int().default(3) }),
    };
    const [steps, , rates, mode, strict] = parametersOf(checkStudy);
    expect(steps).toMatchObject({ type: "integer", minimum: 1, maximum: 1e9 });
    expect(rates).toMatchObject({ items: { type: "number", exclusiveMinimum: 0, maximum: 4 }, minItems: 1, maxItems: 50 });
    expect(rates).not.toHaveProperty("maximum");
    expect(mode).toMatchObject({ type: "choice", choices: ["plain", "failing", "nan"] });
    expect(Object.keys(strict!)).toEqual(["name", "type", "description", "default", "allowed"]);
    const [methods, count] = parametersOf(list);
    expect(methods).toMatchObject({ type: "list", choices: ["a", "b"], items: { type: "choice", choices: ["a", "b"] } });
    expect(methods).not.toHaveProperty("minItems");
    expect(Object.keys(count!)).toEqual(["name", "type", "description", "default", "allowed"]);
  });

  it.each(studies.map((study) => [study.name, study] as const))(
    "of %s have defaults and presets inside the ranges they give",
    (_, study) => {
      for (const preset of presetNames) {
        const values = resolveParameters(study, preset) as Record<string, unknown>;
        for (const info of parametersOf(study)) {
          const value = values[info.name];
          const checked: object = info.items ?? info;
          const list = (info.type === "list" ? value : [value]) as (number & string)[];
          expect(list.length).toBeGreaterThanOrEqual(info.minItems ?? 0);
          expect(list.length).toBeLessThanOrEqual(info.maxItems ?? Number.POSITIVE_INFINITY);
          for (const one of list) {
            // A comparison with a bound that is not given is false.
            const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = checked as { readonly [bound: string]: number };
            const outside = one < minimum! || one > maximum! || one <= exclusiveMinimum! || one >= exclusiveMaximum!;
            expect(outside, `${info.name} = ${one}`).toBe(false);
            if (info.choices) expect(info.choices).toContain(one);
          }
        }
      }
    },
  );
});

describe("a plan", () => {
  it("refuses jobs that share an id, or a cost that cannot weight anything", () => {
    const twice = { ...checkStudy, plan: () => [0, 0].map(() => ({ id: "a", kind: "k", input: null as never, cost: 1 })) };
    expect(() => planRun(twice)).toThrow('two jobs have the id "a"');
    const free = { ...checkStudy, plan: () => [{ id: "a", kind: "k", input: null as never, cost: 0 }] };
    expect(() => planRun(free)).toThrow("job a has the cost 0");
  });

  it("refuses a seed or preset that does not exist", () => {
    for (const seed of [-1, 1.5, Number.NaN]) expect(() => planRun(checkStudy, { seed })).toThrow(/seed is/);
    expect(() => planRun(checkStudy, { preset: "slow" as never })).toThrow('preset is "slow"');
  });
});
