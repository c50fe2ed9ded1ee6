import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explicitPairs, fixedProbability, type SynapseLists } from "../../src/simulation/connectivity/index.js";
import { testCore } from "../support/core.js";
import { sameBytes, withProjection } from "./support.js";

const core = await testCore();
type Lane = "f64" | "f32";
const views = { f64: Float64Array, f32: Float32Array };

/** Delivery as one would write it down: for each spike, for each synapse of its source, add the weight where it is due. */
function model(
  lists: SynapseLists,
  spikes: Uint32Array,
  ring: Float64Array | Float32Array,
  dt: number,
  slots: number,
  slot: number,
) {
  const stride = ring.length / slots;
  for (const spike of spikes) {
    for (let i = 0; i < lists.sources.length; i++) {
      if (lists.sources[i] !== spike) continue;
      const due = (slot + Math.round(lists.delays[i]! / dt)) % slots;
      const at = due * stride + lists.targets[i]!;
      ring[at] = ring[at]! + lists.weights[i]!; // an f32 ring rounds each sum once, as an f32 addition does
    }
  }
}

/** Runs the kernel on a ring of `slots` rows that starts with `initial`, and returns what it becomes. */
function kernel(
  lane: Lane,
  address: number,
  spikes: Uint32Array,
  initial: Float64Array | Float32Array,
  slots: number,
  slot: number,
) {
  const arena = core.arena(initial.byteLength + spikes.byteLength + 256);
  try {
    const list = arena.block("u32", spikes.length);
    const ring = arena.block(lane, initial.length);
    list.view.set(spikes);
    ring.view.set(initial);
    const at = [address, list.address, spikes.length, ring.address] as const;
    core.call((e) => {
      if (slots === 1) (lane === "f64" ? e.deliverF64 : e.deliverF32)(...at);
      else (lane === "f64" ? e.deliverDelayedF64 : e.deliverDelayedF32)(...at, slots, initial.length / slots, slot);
    });
    return ring.view.slice();
  } finally {
    core.heap.release(arena.region);
  }
}

const weightOf = fc.double({ min: -1e6, max: 1e6, noNaN: true });

/** A projection as a list of pairs, spikes in any order with repeats, and whatever was in the accumulators before. */
const scenario = fc
  .record({
    lane: fc.constantFrom<Lane>("f64", "f32"),
    wide: fc.boolean(), // 32-bit target indices
    sourceCount: fc.integer({ min: 1, max: 6 }),
    targetCount: fc.integer({ min: 1, max: 9 }),
    pairCount: fc.integer({ min: 0, max: 60 }),
    slots: fc.integer({ min: 2, max: 9 }),
  })
  .chain((shape) =>
    fc.record({
      ...(Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, fc.constant(value)])) as {
        [K in keyof typeof shape]: fc.Arbitrary<(typeof shape)[K]>;
      }),
      sources: fc.array(fc.nat(shape.sourceCount - 1), { minLength: shape.pairCount, maxLength: shape.pairCount }),
      targets: fc.array(fc.nat(shape.targetCount - 1), { minLength: shape.pairCount, maxLength: shape.pairCount }),
      weight: fc.oneof(weightOf, fc.array(weightOf, { minLength: shape.pairCount, maxLength: shape.pairCount })),
      delaySteps: fc.array(fc.nat(shape.slots - 1), { minLength: shape.pairCount, maxLength: shape.pairCount }),
      spikes: fc.array(fc.nat(shape.sourceCount - 1), { maxLength: 12 }),
      slot: fc.nat(shape.slots - 1),
      before: fc.array(weightOf, { minLength: shape.targetCount, maxLength: shape.targetCount }),
    }),
  );

// dt = 1/8 ms: delays are exact in binary, so the model needs no rounding of its own.
const dt = 0.125;

describe("delivery equals the model to the bit", () => {
  it("one delay for all: deliver", () => {
    fc.assert(
      fc.property(scenario, (s) => {
        const targetCount = s.wide ? 70_000 : s.targetCount;
        const targets = s.wide ? s.targets.map((t) => 69_999 - t) : s.targets;
        const spikes = Uint32Array.from(s.spikes);
        const options = { sourceCount: s.sourceCount, targetCount, weight: s.weight, delay: 0, dt, precision: s.lane };
        withProjection(core, { ...options, connectivity: explicitPairs(s.sources, targets) }, (built) => {
          const initial = new views[s.lane](targetCount);
          initial.set(s.before, targetCount - s.before.length);
          const expected = initial.slice();
          model(built.toLists(), spikes, expected, dt, 1, 0);
          const result = kernel(s.lane, built.address, spikes, initial, 1, 0);
          expect(sameBytes(result, expected)).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("a delay for each: deliverDelayed, around the ring", () => {
    fc.assert(
      fc.property(scenario, fc.boolean(), (s, common) => {
        const targetCount = s.wide ? 65_537 : s.targetCount;
        const spikes = Uint32Array.from(s.spikes);
        const delay = common ? (s.slots - 1) * dt : s.delaySteps.map((steps) => steps * dt);
        const options = { sourceCount: s.sourceCount, targetCount, weight: s.weight, delay, dt, precision: s.lane };
        withProjection(core, { ...options, connectivity: explicitPairs(s.sources, s.targets) }, (built) => {
          expect(built.maximumDelay).toBeLessThan(s.slots);
          const initial = new views[s.lane](s.slots * (targetCount + 3)); // rows may be longer than the population
          initial.set(s.before);
          const expected = initial.slice();
          model(built.toLists(), spikes, expected, dt, s.slots, s.slot);
          const result = kernel(s.lane, built.address, spikes, initial, s.slots, s.slot);
          expect(sameBytes(result, expected)).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("long rows, all spikes of a network at once", () => {
    for (const lane of ["f64", "f32"] as const) {
      const options = {
        connectivity: fixedProbability(0.2),
        sourceCount: 60,
        targetCount: 500,
        weight: { distribution: "normal", mean: 1, standardDeviation: 0.3 },
        precision: lane,
      } as const;
      withProjection(core, options, (built) => {
        const spikes = Uint32Array.from({ length: 60 }, (_, i) => (i * 7) % 60);
        const initial = new views[lane](500);
        const expected = initial.slice();
        model(built.toLists(), spikes, expected, 0.1, 1, 0);
        expect(sameBytes(kernel(lane, built.address, spikes, initial, 1, 0), expected)).toBe(true);
      });
    }
  });

  it("no spikes change nothing", () => {
    withProjection(core, { connectivity: fixedProbability(0.5) }, (built) => {
      const initial = Float64Array.from({ length: 10 }, (_, i) => i);
      expect(kernel("f64", built.address, new Uint32Array(0), initial, 1, 0)).toEqual(initial);
    });
  });
});
