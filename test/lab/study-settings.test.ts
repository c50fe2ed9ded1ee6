import fc from "fast-check";
import { type ParameterInfo, parametersOf, planRun, resolveParameters, studies } from "microcircuit/studies";
import { describe, expect, it } from "vitest";
import type { StudyForm } from "../../lab/src/catalogue.js";
import { groupsOf } from "../../lab/src/study/groups.js";
import { refusalsIn, refusedParameters } from "../../lab/src/study/refusals.js";
import { differenceOf, linkQuery, readLink, reserved, withParameter } from "../../lab/src/study/settings.js";
import { sliderOf } from "../../lab/src/study/slider.js";
import { loadable, loadStudy } from "../../lab/src/study/studies.js";
import { labelOf, presetText, sameValue, textOf } from "../../lab/src/study/values.js";

/** What the page's catalogue holds of a study. */
function formOf(study: (typeof studies)[number]): StudyForm {
  const { name, title, paper, summary, presets } = study;
  return { name, title, paper, summary, presets, parameters: parametersOf(study) };
}
const forms = studies.map(formOf);
const lifRate = forms.find(({ name }) => name === "lif-rate")!;
const parameter = (name: string): ParameterInfo => lifRate.parameters.find((candidate) => candidate.name === name)!;

describe("the studies of the page", () => {
  it("are those of the package, each loaded under its own name", async () => {
    expect(new Set(loadable)).toEqual(new Set(studies.map(({ name }) => name)));
    for (const name of loadable) expect((await loadStudy(name)).name).toBe(name);
    expect(() => loadStudy("toString")).toThrow('no study "toString"');
  });

  it.each(forms)("groups each parameter of $name once", ({ name, parameters }) => {
    const names = parameters.map((candidate) => candidate.name);
    const groups = groupsOf(name, names);
    expect(groups.flatMap((group) => group.parameters).sort()).toEqual([...names].sort());
    expect(groups.map(({ title }) => title)).not.toContain("More");
  });

  it("groups the parameters of a study it has never met", () => {
    expect(groupsOf("new", ["a", "b"])).toEqual([{ title: "Parameters", parameters: ["a", "b"] }]);
  });
});

describe("values as text", () => {
  it.each(forms)("of every preset of $name read back to the preset", (form) => {
    const study = studies.find(({ name }) => name === form.name)!;
    for (const preset of ["quick", "full"] as const) {
      const texts = Object.fromEntries(form.parameters.map((info) => [info.name, presetText(form, preset, info)]));
      expect(resolveParameters(study, preset, texts)).toEqual(resolveParameters(study, preset));
    }
  });

  it("are the same where they mean the same", () => {
    expect(sameValue(parameter("reset"), "-60", " -60.0 ")).toBe(true);
    expect(sameValue(parameter("reset"), "-60", "-60.1")).toBe(false);
    expect(sameValue(parameter("reset"), "", "0")).toBe(false);
    expect(sameValue(parameter("transferRates"), "[4.5, 5]", "4.50,5.0")).toBe(true);
    expect(sameValue(parameter("transferRates"), "5, 4.5", "4.5, 5")).toBe(false);
    expect(textOf([1e-3, 2])).toBe("0.001, 2");
  });

  it("are labelled in words", () => {
    expect(labelOf("membraneTimeConstant")).toBe("Membrane time constant");
  });
});

describe("sliders", () => {
  const numbers = forms.flatMap((form) =>
    form.parameters
      .map((info) => ({ form, info, slider: sliderOf(info) }))
      .filter((found) => found.slider !== undefined)
      .map(({ form: { name }, info, slider }) => ({ study: name, info, slider: slider! })),
  );

  it("reach both ends, ascend, and give allowed values alone", () => {
    expect(numbers.length).toBeGreaterThan(80);
    for (const { study, info, slider } of numbers) {
      const owner = studies.find(({ name }) => name === study)!;
      const values = Array.from({ length: slider.last + 1 }, (_, position) => slider.valueOf(position));
      const where = `${study} ${info.name}`;
      expect(values.length, where).toBeLessThanOrEqual(402);
      for (let i = 1; i < values.length; i++) expect(values[i]!, where).toBeGreaterThanOrEqual(values[i - 1]!);
      if (info.minimum !== undefined) expect(values[0], where).toBe(info.minimum);
      if (info.maximum !== undefined) expect(values.at(-1), where).toBe(info.maximum);
      for (const value of [values[0]!, values[1]!, values.at(-1)!, values[slider.last >> 1]!]) {
        const named = (() => {
          try {
            resolveParameters(owner, "quick", { [info.name]: value });
            return [];
          } catch (error) {
            return refusedParameters((error as Error).message, [info.name]); // a clash of two parameters names neither
          }
        })();
        expect(named, `${where} = ${value}`).toEqual([]);
      }
    }
  });

  it("come back to where they were", () => {
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.double({ min: 0, max: 1, noNaN: true }), ({ slider, info }, share) => {
        const position = Math.round(share * slider.last);
        const back = slider.positionOf(slider.valueOf(position));
        // Neighbours may stand for one integer, and three digits are coarser than two hundred places on a short range.
        expect(slider.valueOf(back)).toBe(slider.valueOf(position));
        if (info.type === "number" && position > 0 && position < slider.last)
          expect(Math.abs(back - position)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("are there for closed ranges of numbers alone", () => {
    expect(sliderOf(parameter("transferRates"))).toBeUndefined();
    expect(sliderOf({ ...parameter("reset"), maximum: undefined } as never)).toBeUndefined();
  });

  it("pass through decades by factors", () => {
    const slider = sliderOf(parameter("spikesPerPoint"))!; // 50 to 1e7
    expect(slider.valueOf(100)).toBeCloseTo(Math.sqrt(50 * 1e7), -2); // the geometric mean, to three digits
  });
});

describe("links", () => {
  const read = (query: string) => readLink(new URLSearchParams(query), lifRate, 2);

  it("restore settings", () => {
    const settings = { preset: "full", seed: "7", workers: "2", set: { reset: "-61", transferRates: "4.5, 5" } };
    const query = linkQuery(settings, { version: "1.2.3", core: "abcdef0123456789" });
    const link = readLink(new URLSearchParams(query), lifRate, 2);
    expect(link).toMatchObject({ run: false, version: "1.2.3", core: "abcdef012345", notices: [] });
    expect(link.settings).toEqual({ ...settings, set: { reset: "-61", transferRates: "4.5,5" } });
  });

  it("name nothing that is as in the preset", () => {
    expect(read("reset=-60").settings.set).toEqual({});
    expect(read("reset=-61&reset=-60.0").settings.set).toEqual({});
    const settings = read("reset=-61").settings;
    expect(withParameter(settings, lifRate, "reset", "-60").set).toEqual({});
    expect(withParameter(settings, lifRate, "threshold", "-51").set).toEqual({ reset: "-61", threshold: "-51" });
  });

  it("say in words what they ask for in vain", () => {
    const { settings, notices } = read("preset=huge&seed=-1&unknown=3&run=1");
    expect(settings).toEqual({ preset: "quick", seed: "1", workers: "2", set: {} });
    expect(notices).toHaveLength(3);
    expect(notices.join(" ")).toMatch(/“huge”.*“-1”.*“unknown”/);
  });

  it("can hold anything", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom(...reserved, "reset", "__proto__", "constructor")), fc.string())),
        (pairs) => {
          const { settings } = readLink(new URLSearchParams(pairs), lifRate, 2);
          expect(["quick", "full"]).toContain(settings.preset);
          expect(Number.isSafeInteger(Number(settings.seed))).toBe(true);
          expect(Object.keys(settings.set).every((name) => name === "reset")).toBe(true);
        },
      ),
    );
  });

  it("use no word that a study needs", () => {
    const names = forms.flatMap(({ parameters }) => parameters.map(({ name }) => name));
    expect(reserved.filter((word) => names.includes(word))).toEqual([]);
  });

  it("tell of another version or core, and of nothing else", () => {
    const here = { version: "0.1.0", core: "abcdef0123456789" };
    expect(differenceOf({ version: "0.1.0", core: "abcdef012345" }, here)).toBeUndefined();
    expect(differenceOf({}, here)).toBeUndefined();
    expect(differenceOf({ version: "0.2.0", core: "abcdef012345" }, here)).toMatch(
      /version 0\.2\.0 .* version 0\.1\.0.*may differ/,
    );
    expect(differenceOf({ version: "0.1.0", core: "000000000000" }, here)).toMatch(/another build of the core/);
  });
});

describe("refusals", () => {
  const refuse = (set: Record<string, string>): string => {
    try {
      planRun(studies.find(({ name }) => name === "lif-rate")!, { set });
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("It was not refused.");
  };

  it("are found at the parameters they name", () => {
    const problem = refuse({ reset: "-10", threshold: "-100" });
    expect(refusalsIn(problem).map(({ parameter: name }) => name)).toEqual(["threshold", "reset"]);
    expect(
      refusalsIn(problem)
        .map(({ sentence }) => sentence)
        .join(" "),
    ).toBe(problem);
    expect(refusedParameters(problem, ["reset", "seed"])).toEqual(["reset"]);
  });

  it("of unknown parameters name those", () => {
    expect(refusedParameters(refuse({ rest: "1" }), ["rest", "reset"])).toEqual(["rest"]);
  });
});
