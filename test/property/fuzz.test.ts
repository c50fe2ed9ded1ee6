import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConnectOptions, KernelError, type LifOptions, MicrocircuitError, Network } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

/** Mostly sensible numbers, some hostile ones. */
const number = (sensible: fc.Arbitrary<number>) =>
  fc.oneof(
    { weight: 60, arbitrary: sensible },
    {
      weight: 1,
      arbitrary: fc.constantFrom(0, -1, 1e-300, 1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    },
  );
const parameter = (sensible: fc.Arbitrary<number>, size: number) =>
  fc.oneof(
    { weight: 5, arbitrary: number(sensible) },
    { weight: 1, arbitrary: fc.array(sensible, { minLength: size, maxLength: size }) },
  );
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const synapse = (size: number) =>
  fc
    .record({
      type: fc.constantFrom("exponential", "alpha", "ornstein-uhlenbeck"),
      reversal: parameter(between(-100, 50), size),
      timeConstant: parameter(between(0.01, 50), size),
    })
    .chain((common) =>
      common.type === "ornstein-uhlenbeck"
        ? fc
            .record({ mean: parameter(between(-1, 2), size), standardDeviation: parameter(between(0, 2), size) })
            .map((more) => ({ ...common, ...more }))
        : fc.constant(common),
    );

/** A synapse type that takes spikes. */
const spiking = (size: number) => synapse(size).filter(({ type }) => type !== "ornstein-uhlenbeck");

const population = fc.integer({ min: 1, max: 300 }).chain((size) =>
  fc.record(
    {
      size: fc.constant(size),
      membraneTimeConstant: parameter(between(0.05, 100), size),
      leakReversal: parameter(between(-90, -30), size),
      threshold: number(between(-55, -40)),
      reset: number(between(-80, -56)),
      refractoryPeriod: number(fc.integer({ min: 0, max: 30 }).map((steps) => steps / 10)),
      current: parameter(between(-20, 40), size),
      synapses: fc.record({ e: spiking(size), i: spiking(size), o: synapse(size) }, { requiredKeys: ["e", "i"] }),
      inputs: fc.array(
        fc.record({
          synapse: fc.constantFrom("e", "i"),
          rate: parameter(between(0, 20), size),
          weight: parameter(between(-0.5, 0.5), size),
        }),
        { maxLength: 2 },
      ),
      precision: fc.constantFrom("f64", "f32"),
      method: fc.constantFrom("exponential-euler", "euler"),
    },
    { requiredKeys: ["size", "membraneTimeConstant", "leakReversal", "threshold", "reset"] },
  ),
);

const connection = fc.record(
  {
    synapse: fc.constantFrom("e", "i", "o"),
    connectivity: fc.oneof(
      fc.constantFrom({ type: "allToAll" }, { type: "oneToOne" }),
      number(between(0, 1)).map((probability) => ({ type: "fixedProbability", probability })),
      number(fc.integer({ min: 0, max: 20 })).map((inDegree) => ({ type: "fixedInDegree", inDegree })),
      fc
        .record({ sources: fc.array(fc.nat(20), { maxLength: 10 }), targets: fc.array(fc.nat(20), { maxLength: 10 }) })
        .map((lists) => ({ type: "explicit", ...lists })),
    ),
    weight: fc.oneof(
      number(between(-1, 1)),
      fc.record({ distribution: fc.constant("normal"), mean: number(between(-1, 1)), standardDeviation: number(between(0, 1)) }),
    ),
    delay: fc.oneof(
      number(fc.integer({ min: 0, max: 40 }).map((steps) => steps / 10)),
      fc.record({
        distribution: fc.constant("uniform"),
        low: fc.constant(0),
        high: fc.integer({ min: 0, max: 20 }).map((s) => s / 10),
      }),
    ),
    selfConnections: fc.boolean(),
  },
  { requiredKeys: ["synapse", "connectivity", "weight"] },
);

describe("random networks", () => {
  it("run with finite state, stop with a KernelError, or are refused: no trap, no hang, no silent NaN", () => {
    let ran = 0;
    fc.assert(
      fc.property(
        fc.array(population, { minLength: 1, maxLength: 3 }),
        fc.array(connection, { maxLength: 4 }),
        fc.nat(1000),
        (populations, connections, seed) => {
          const network = new Network(core, { dt: 0.1, seed });
          try {
            const neurons = populations.map((options) => network.addLif(options as unknown as LifOptions));
            connections.forEach((options, c) => {
              try {
                network.connect(neurons[c % neurons.length]!, neurons[(c * 2 + 1) % neurons.length]!, options as ConnectOptions);
              } catch (error) {
                expect(error).toBeInstanceOf(MicrocircuitError);
              }
            });
            const spikes = neurons.map((p) => network.recordSpikes(p, { keep: 1000 }));
            network.runSync(3);
            network.runSync(2);
            ran++;
            for (const p of neurons) expect(p.read("voltage").every(Number.isFinite)).toBe(true);
            for (const monitor of spikes) expect(monitor.times.every((t) => t > 0 && t <= 5 + 1e-9)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(MicrocircuitError);
            expect((error as MicrocircuitError).code).not.toBe("poisoned");
            if (error instanceof KernelError) expect(error.code).toMatch(/^(not-finite|buffer-full)$/);
          } finally {
            network.dispose();
          }
        },
      ),
      { numRuns: 400, seed: 20261 },
    );
    expect(ran).toBeGreaterThan(100); // enough of them are valid for the property to mean something
  });

  it("give the same bits whatever the neighbours in the vector, and with lane-padding of any size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 270 }),
        fc.constantFrom("f64" as const, "f32" as const),
        fc.nat(100),
        (size, precision, seed) => {
          const voltageOf = (n: number) => {
            const network = new Network(core, { dt: 0.1, seed });
            const neurons = network.addLif({
              size: n,
              membraneTimeConstant: 20,
              leakReversal: -65,
              threshold: -50,
              reset: -60,
              refractoryPeriod: 2,
              current: 14,
              precision,
              synapses: { e: { type: "exponential", reversal: 0, timeConstant: 5 } },
              inputs: [{ synapse: "e", rate: 1, weight: 0.02 }],
            });
            network.runSync(20);
            const voltage = neurons.read("voltage");
            network.dispose();
            return voltage;
          };
          // Poisson inputs are addressed by neuron, so a population's first neurons do not depend on how many follow.
          expect(voltageOf(300).subarray(0, size)).toEqual(voltageOf(size));
        },
      ),
      { numRuns: 30, seed: 4 },
    );
  });
});
