import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  axesOf,
  covarianceOf,
  dragged,
  type Ellipse,
  handleAt,
  nextInRing,
  placeInRing,
  ring,
} from "../../lab/src/playgrounds/whitening/contexts.js";
import { Frame, LANES } from "../../lab/src/playgrounds/whitening/frame.js";
import { effectiveOf, flowOf, makeLane, startOf } from "../../lab/src/playgrounds/whitening/lanes.js";
import { law, predict } from "../../lab/src/playgrounds/whitening/prediction.js";
import { Race } from "../../lab/src/playgrounds/whitening/race.js";
import { afterRace, defaults, queryOf, ranges, type Settings, settingsOf } from "../../lab/src/playgrounds/whitening/settings.js";
import { Trace } from "../../lab/src/playgrounds/whitening/trace.js";
import { type Core, symmetricEigen } from "../../src/index.js";
import { testCore } from "../support/core.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});

const ellipses: fc.Arbitrary<Ellipse> = fc
  .tuple(
    fc.double({ min: 0.05, max: 16, noNaN: true }),
    fc.double({ min: 0.05, max: 16, noNaN: true }),
    fc.integer({ min: 0, max: 179 }),
  )
  .map(([a, b, angle]) => ({ smallest: Math.min(a, b), largest: Math.max(a, b), angle }));

const numberNames = Object.keys(ranges) as (keyof typeof ranges)[];
const allSettings: fc.Arbitrary<Settings> = fc
  .record({
    ellipse: ellipses,
    numbers: fc.record(
      Object.fromEntries(
        numberNames.map((name) => {
          const { min, max, integer } = ranges[name];
          return [name, integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true })];
        }),
      ),
    ),
    after: fc.constantFrom("next", "farther", "stay"),
    axis: fc.constantFrom("linear", "log"),
  })
  .map(({ ellipse, numbers, after, axis }) => ({ ...numbers, ...ellipse, after, axis }) as unknown as Settings);

describe("links", () => {
  it("restore any settings", () => {
    fc.assert(
      fc.property(allSettings, (settings) => {
        const restored = settingsOf(new URLSearchParams(new URLSearchParams(queryOf(settings)).toString()));
        expect(restored).toEqual({ settings, notices: [] });
      }),
    );
  });

  it("are taken as untrusted text: what is not allowed stays at the default, with a notice that names it", () => {
    const names = Object.keys(defaults) as (keyof Settings)[];
    const nonsense = fc.oneof(fc.string(), fc.constantFrom("NaN", "1e999", "-1", "0x", "Infinity", "", " ", "<b>", "null"));
    fc.assert(
      fc.property(fc.constantFrom(...names), nonsense, (name, text) => {
        const { settings, notices } = settingsOf(new URLSearchParams([[name, text]]));
        for (const each of numberNames) {
          expect(settings[each]).toBeGreaterThanOrEqual(ranges[each].min);
          expect(settings[each]).toBeLessThanOrEqual(ranges[each].max);
        }
        expect(settings.smallest).toBeLessThanOrEqual(settings.largest);
        if (notices.length === 0) expect(String(settings[name])).toBe(name in ranges ? String(Number(text)) : text);
        else expect(notices.join(" ")).toContain(name);
      }),
    );
  });

  it("with eigenvalues in the wrong order exchange them, and say so", () => {
    const { settings, notices } = settingsOf(new URLSearchParams("smallest=3&largest=2"));
    expect([settings.smallest, settings.largest]).toEqual([2, 3]);
    expect(notices).toEqual(["The link asks for a smallest eigenvalue of 3 and a largest of 2; they are exchanged."]);
  });
});

describe("contexts", () => {
  it("covariances have the eigenvalues and the direction that were asked for", () => {
    fc.assert(
      fc.property(ellipses, (ellipse) => {
        const covariance = covarianceOf(core, ellipse);
        const { values } = symmetricEigen(core, covariance, 2);
        // Rounding of a sum and of the eigenvalues' algorithm, relative to the largest
        const rounding = 1e-14 * ellipse.largest;
        expect(Math.abs(values[0]! - ellipse.smallest)).toBeLessThan(rounding);
        expect(Math.abs(values[1]! - ellipse.largest)).toBeLessThan(rounding);
        const { long, short, direction } = axesOf(covariance[0]!, covariance[1]!, covariance[3]!);
        expect(Math.abs(long ** 2 - ellipse.largest)).toBeLessThan(rounding);
        expect(Math.abs(short ** 2 - ellipse.smallest)).toBeLessThan(rounding);
        // cos 2 phi and sin 2 phi, whose rounding grows as the ellipse comes near a circle
        const difference = ellipse.largest - ellipse.smallest;
        if (difference > 1e-6) {
          expect(Math.abs(Math.sin(direction - (ellipse.angle * Math.PI) / 180))).toBeLessThan(
            (10 * rounding) / difference + 1e-15,
          );
        }
      }),
    );
  });

  it("all eight come by, from any of them", () => {
    const seen = new Set<number>();
    let ellipse: Ellipse = ring[5]!;
    for (let i = 0; i < ring.length; i++) {
      ellipse = nextInRing(ellipse);
      seen.add(placeInRing(ellipse));
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(placeInRing(nextInRing({ smallest: 1, largest: 2, angle: 3 }))).toBe(0);
  });

  it("a dragged axis ends where the pointer is, the other keeps its length", () => {
    const place = fc.double({ min: -6, max: 6, noNaN: true });
    fc.assert(
      fc.property(ellipses, fc.constantFrom("long" as const, "short" as const), place, place, (ellipse, handle, x, y) => {
        const result = dragged(ellipse, handle, x, y, 2, ranges.largest);
        const { smallest, largest, angle } = result.ellipse;
        expect(smallest).toBeLessThanOrEqual(largest);
        expect(angle >= 0 && angle < 180).toBe(true);
        const kept = handle === "long" ? ellipse.smallest : ellipse.largest;
        expect(result.handle === "long" ? smallest : largest).toBe(kept);
        const reached = Math.hypot(x, y) / 2;
        const variance = result.handle === "long" ? largest : smallest;
        const limited = Math.min(16, Math.max(0.05, reached ** 2));
        expect(Math.abs(variance / limited - 1)).toBeLessThan(0.0051); // three digits
        const direction = ((angle + (result.handle === "long" ? 0 : 90)) * Math.PI) / 180;
        // The angle is a whole number of degrees: off by half of one at most
        const across = Math.abs(x * Math.sin(direction) - y * Math.cos(direction));
        expect(across).toBeLessThan(Math.hypot(x, y) * 0.00874 + 1e-12);
      }),
    );
  });

  it("a pointer takes hold of the nearer axis", () => {
    const ellipse = { smallest: 1, largest: 9, angle: 0 };
    expect(handleAt(ellipse, -6, 0.2, 2)).toBe("long");
    expect(handleAt(ellipse, 0.1, 2.2, 2)).toBe("short");
  });

  it("after a race: the next context, a farther start, or neither", () => {
    expect(afterRace(defaults, ring[3]!)).toEqual({ ...defaults, ...ring[3] });
    const starts = [defaults.start];
    let settings: Settings = { ...defaults, after: "farther" };
    for (let i = 0; i < 6; i++) {
      settings = afterRace(settings, ring[0]!);
      starts.push(settings.start);
    }
    expect(starts).toEqual([10, 30, 100, 300, 1000, 1, 3]);
    expect(afterRace({ ...defaults, after: "stay" }, ring[3]!)).toEqual({ ...defaults, after: "stay" });
  });
});

describe("predictions", () => {
  it("closed forms are the times of the flow", () => {
    fc.assert(
      fc.property(ellipses, fc.double({ min: -1, max: 2.5, noNaN: true }), (ellipse, exponent) => {
        const sigma = 10 ** exponent;
        const settings = { ...defaults, ...ellipse };
        const lanes = (["direct", "interneurons"] as const).map((key) => makeLane(core, key, 0.001, startOf(key, sigma)));
        const closed = predict(core, lanes, settings, sigma);
        const flow = predict(core, lanes, settings, undefined);
        for (const lane of lanes) lane.dispose();
        for (const l of [0, 1]) {
          expect(closed.lanes[l]!.source).toBe("closed form");
          expect(flow.lanes[l]!.source).toBe("flow");
          // The flow is integrated with a relative tolerance of 1e-9; 1/eta is 1000 samples
          const difference = Math.abs(closed.lanes[l]!.samples - flow.lanes[l]!.samples);
          expect(difference).toBeLessThan(1e-6 * closed.lanes[l]!.samples + 1e-5);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("every lane starts at sigma I, and its flow ends at a circuit that whitens", () => {
    const covariance = covarianceOf(core, ring[2]!);
    for (const key of ["direct", "interneurons", "gains"] as const) {
      const lane = makeLane(core, key, 0.001, startOf(key, 7));
      for (const [i, value] of [7, 0, 0, 7].entries()) expect(lane.effective[i]).toBeCloseTo(value, 12);
      const { states } = flowOf(core, key, lane.weights, { covariance, times: [0, 200] });
      for (const [i, value] of effectiveOf(core, key, states[0]!).entries()) expect(value).toBeCloseTo(lane.effective[i]!, 12);
      const end = effectiveOf(core, key, states[1]!);
      // A^2 = C; late rates of at least 0.1 leave e^-20 of the start after a time of 200
      const square = [
        end[0]! ** 2 + end[1]! ** 2,
        end[1]! * (end[0]! + end[3]!),
        end[1]! * (end[0]! + end[3]!),
        end[3]! ** 2 + end[1]! ** 2,
      ];
      for (const [i, value] of square.entries()) expect(Math.abs(value - covariance[i]!)).toBeLessThan(1e-6);
      lane.dispose();
    }
  });

  it("the law: far starts cost direct connections as the start, interneurons as half its logarithm", () => {
    const { direct, interneurons } = law(core, [1e2, 1e4], defaults);
    // Beyond the leading term both have a constant, which the difference removes, and less than c^2/m
    expect((direct[1]! - direct[0]!) / (1e4 - 1e2)).toBeCloseTo(1, 3);
    expect(interneurons[1]! - interneurons[0]!).toBeCloseTo(0.5 * Math.log(100), 3);
  });
});

describe("the race", () => {
  it("circuits finish when the theory says, each on its law", () => {
    // At eta = 1e-4 the noise (0.03 to 0.04) at an error of 0.25 that falls at the late rates (1 and 4) blurs times by about 0.1 and 0.04, of 10 and 1.7.
    const settings: Settings = { ...defaults, direct: 1e-4, interneurons: 1e-4, gains: 1e-4, lanes: 3, after: "stay" };
    const race = new Race(core, settings);
    let news = race.news(true)!;
    while (!news.over) {
      race.advance(2000);
      news = race.news() ?? news;
    }
    for (const { measured, samples } of news.lanes) expect(Math.abs(measured! / samples - 1)).toBeLessThan(0.06);
    expect(news.lanes.map(({ wins }) => wins)).toEqual([0, 1, 0]);
    expect(news.past).toHaveLength(1);
    expect(news.lawPoints.map(({ lane, start }) => [lane, start]).sort()).toEqual([
      [0, 10],
      [1, 10],
      [2, 10],
    ]);
    const expected = law(core, [10], settings);
    for (const [l, key] of (["direct", "interneurons"] as const).entries()) {
      const { time } = news.lawPoints.find(({ lane }) => lane === l)!;
      expect(Math.abs(time / expected[key][0]! - 1)).toBeLessThan(0.06);
    }
    race.dispose();
  });

  it("does not depend, to the bit, on the samples per picture, nor on who else learns from them", () => {
    const errorsAfter = (settings: Settings, counts: readonly number[]) => {
      const race = new Race(core, settings);
      const frame = new Frame();
      for (const count of counts) race.advance(count);
      race.write(frame);
      race.dispose();
      return [frame.error(0), frame.error(1), frame.total];
    };
    const whole = errorsAfter(defaults, [640]);
    expect(errorsAfter(defaults, Array(10).fill(64))).toEqual(whole);
    expect(errorsAfter({ ...defaults, lanes: 3 }, [128, 512])).toEqual(whole);
    expect(errorsAfter({ ...defaults, seed: 2 }, [640])).not.toEqual(whole);
  });

  it("a switch begins a race from the weights as they are, with a prediction from there", () => {
    const race = new Race(core, { ...defaults, lanes: 3 });
    race.advance(6000);
    const frame = new Frame();
    race.write(frame);
    const next = { ...defaults, lanes: 3 as const, ...ring[5]! };
    race.apply(next);
    const news = race.news()!;
    expect(news.race).toBe(2);
    expect(news.occasion).toBe("context 6");
    for (const [l, { errors }] of news.predictions!.lanes.entries()) {
      expect(news.lanes[l]!.source).toBe("flow");
      expect(Math.abs(errors[0]! / news.lanes[l]!.startError - 1)).toBeLessThan(1e-9); // the same matrix, formed in another order
    }
    const total = frame.total;
    race.write(frame);
    expect([frame.since, frame.total]).toEqual([0, total]);
    race.dispose();
  });

  it("a learning rate that is too large stops one lane, as it was before that sample; the others go on", () => {
    const settings: Settings = { ...defaults, direct: 0.5, start: 0.6, after: "stay" };
    const race = new Race(core, settings);
    const frame = new Frame();
    race.news(true);
    let news = race.news();
    while (!news?.over) {
      race.advance(100);
      news = race.news() ?? news;
    }
    expect(news.lanes[0]!.failure).toMatch(/no longer positive definite.*learning rate smaller/);
    expect(news.lanes[1]!.measured).toBeGreaterThan(0);
    race.write(frame);
    const stood = [frame.output(0, 0), frame.output(0, 1), frame.output(0, 2)];
    expect(frame.stopped(0)).toBe(true);
    expect(stood.every(Number.isFinite)).toBe(true);
    race.advance(100);
    race.write(frame);
    expect([frame.output(0, 0), frame.output(0, 1), frame.output(0, 2)]).toEqual(stood);
    expect(frame.lookError(0, 0)).toBeNaN();
    expect(frame.lookError(0, 1)).toBeGreaterThan(0);
    // A smaller rate lets it go on from there
    race.apply({ ...settings, direct: 0.01 });
    expect(race.news()!.lanes[0]!.failure).toBeUndefined();
    race.advance(2000);
    expect(race.news()!.lanes[0]!.measured).toBeGreaterThan(0);
    race.dispose();
  });

  it("takes batches whole, whatever the samples per picture", () => {
    const race = new Race(core, { ...defaults, batch: 7 });
    const frame = new Frame();
    race.advance(120);
    race.write(frame);
    expect(frame.total % 7).toBe(0);
    expect(frame.total).toBeGreaterThanOrEqual(120);
    expect(frame.lookAt(frame.looks - 1)).toBe(frame.total);
    expect(frame.lookError(frame.looks - 1, 0)).toBe(frame.error(0));
    race.dispose();
  });

  it("keeps its memory, however long it runs and however often it is changed", () => {
    let settings: Settings = { ...defaults, lanes: 3, pace: 500, direct: 0.01, interneurons: 0.01, gains: 0.01 };
    const race = new Race(core, settings);
    const frame = new Frame();
    const trace = new Trace();
    const bytes: number[] = [];
    let news = race.news(true)!;
    for (let i = 0; i < 400; i++) {
      if (i % 10 === 0) settings = { ...settings, ...nextInRing(settings) };
      if (i % 60 === 30) settings = { ...settings, start: 1 + (i % 7) };
      if (i % 45 === 44) settings = { ...settings, direct: 0.002 + 0.01 * (i % 2) };
      race.apply(settings);
      race.advance(settings.pace);
      race.write(frame);
      news = race.news() ?? news;
      trace.take(frame);
      if (i >= 100) bytes.push(frame.memory);
    }
    expect(new Set(bytes).size).toBe(1);
    expect(news.past).toHaveLength(6);
    expect(news.lawPoints.length).toBeLessThanOrEqual(48);
    race.dispose();
  });
});

describe("traces", () => {
  it("of a race of any length fit, in ascending order and without a gap", () => {
    const trace = new Trace();
    trace.clear([1, 1]);
    const frame = new Frame();
    for (let at = 1; at < 2 ** 36; at = Math.ceil(at * 1.003)) {
      frame.setHead(1, at, at, 1, 0);
      frame.setLookAt(0, at);
      for (let lane = 0; lane < LANES; lane++) frame.setLookError(0, lane, at);
      trace.take(frame);
    }
    expect(trace.length).toBeLessThan(trace.at.length);
    for (let i = 1; i < trace.length; i++) {
      expect(trace.at[i]).toBeGreaterThan(trace.at[i - 1]!);
      expect(trace.errors[1]![i]).toBe(trace.at[i]);
      // The spacing of 0.8 %, up to a look more of 0.3 %, and rounding to whole samples
      if (trace.at[i - 1]! > 1000) expect(trace.at[i]! / trace.at[i - 1]!).toBeLessThan(1.0125);
    }
  });
});
