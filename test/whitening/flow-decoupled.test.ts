import { describe, expect, it } from "vitest";
import {
  DecoupledFastGainCircuit,
  type DecoupledFastGainFlowOptions,
  flowDecoupledFastGains,
  flowGains,
  InputError,
  KernelError,
} from "../../src/index.js";
import { cholesky } from "../../src/numeric/linear/index.js";
import { combination, core, frobenius, largest, product, slope, stream, transpose } from "./flow-support.js";
import { inverted, multiplied } from "./gain-support.js";

const covariance = [4, 1.2, 1.2, 1.5];
/** A start in which an outward weight and a gain arrive at 0 within the first units of time, and a multiplier leaves it. */
const start = { outward: [0.9, 0.05, 0.3, 1], inward: [1, 0.4, 0.02, 0.9], gains: [1, 0.2] };
const rates = { gainRate: 0.5, weightRate: 0.1 } as const;

function circuitOf(eta: number, from = start) {
  const { outward, inward, gains } = from;
  const k = gains.length;
  const primary = outward.length / k;
  const lengths = gains.map((_, i) => Math.sqrt(outward.reduce((sum, w, at) => sum + (at % k === i ? w * w : 0), 0)));
  return new DecoupledFastGainCircuit(core, {
    primary,
    interneurons: k,
    outward: outward.map((w, at) => w / lengths[at % k]!),
    inward,
    gains,
    gainRate: rates.gainRate * eta,
    weightRate: rates.weightRate * eta,
  });
}

const stateOf = ({ gains, multipliers, outward, inward, interneurons: k, primary: n }: DecoupledFastGainCircuit) =>
  Float64Array.of(...gains, ...multipliers, ...transpose(outward, n, k), ...inward);

describe("the flow of decoupled fast gains", () => {
  it("is what offline steps tend to, also where numbers arrive at 0: first order in the learning rate", () => {
    const end = 6;
    const flow = flowDecoupledFastGains(core, { ...rates, covariance, initial: start, times: [end] });
    const steps = [120, 240, 480, 960, 1920];
    const errors = steps.map((count) => {
      const circuit = circuitOf(end / count);
      circuit.learnExpected(covariance, count);
      return largest(combination(stateOf(circuit), flow.states[0]!));
    });
    const rate = slope(
      steps.map((count) => -Math.log(count)),
      errors.map(Math.log),
    );
    // a number arrives at 0 somewhere within a step, which scatters the first order by some tenths
    expect(Math.abs(rate - 1)).toBeLessThan(0.2);
    expect(errors.at(-1)!).toBeLessThan(0.01);
    const path = flowDecoupledFastGains(core, { ...rates, covariance, initial: start, until: end });
    expect(path.states.some((state) => state.some((x) => x === 0))).toBe(true);
    expect(path.multipliers.at(-1)!.some((m) => m > 0)).toBe(true);
  });

  it("never has a negative number, and keeps the columns of W_nr at length 1", () => {
    const { states, outward } = flowDecoupledFastGains(core, { ...rates, covariance, initial: start, until: 50 });
    for (const state of states) expect(Math.min(...state)).toBeGreaterThanOrEqual(0);
    for (const w of outward) {
      // 1e-9 per step, some hundred steps
      for (let i = 0; i < 2; i++) expect(Math.abs(w[i]! ** 2 + w[2 + i]! ** 2 - 1)).toBeLessThan(1e-6);
    }
  });

  it("with fixed weights, one the transpose of the other, is the flow of gains as long as these are positive", () => {
    const frame = [1, 0.6, 0, 0.8];
    const times = [0.5, 2, 10];
    const plain = flowGains(core, { covariance: [6, 1, 1, 5], frame, initial: [0.5, 0.7], driftRate: 0.01, times });
    const own = flowDecoupledFastGains(core, {
      gainRate: 1,
      weightRate: 0,
      covariance: [6, 1, 1, 5],
      initial: { outward: frame, inward: transpose(frame, 2, 2), gains: [0.5, 0.7] },
      driftRate: 0.01,
      times,
    });
    for (const [t, g] of own.gains.entries()) {
      expect(largest(combination(g, plain.states[t]!))).toBeLessThan(1e-7); // 1e-9 per step, some tens of steps
      expect(largest(own.multipliers[t]!)).toBeLessThan(1e-12); // loops have length 1 to rounding
    }
  });

  it("gives every context gains of its own", () => {
    const initial = { ...start, multipliers: [0.1, 0] };
    const one = { ...rates, weightRate: 0, initial, times: [3] };
    const contexts = [covariance, [3, 0, 0, 2]];
    const both = flowDecoupledFastGains(core, { ...one, contexts });
    const alone = contexts.map((c) => flowDecoupledFastGains(core, { ...one, covariance: c }).gains[0]!);
    expect(largest(combination(both.gains[0]!, Float64Array.of(...alone[0]!, ...alone[1]!)))).toBeLessThan(1e-7);
  });

  it("ends where the error is below the bound, by the circuit's own measure", () => {
    const options = { ...rates, covariance, initial: start, until: 100 };
    const initial = circuitOf(1).error(covariance);
    const below = initial / 2;
    const { eventTime, states, outward, inward, gains } = flowDecoupledFastGains(core, {
      ...options,
      event: { metric: "operator", below },
    });
    expect(eventTime).toBeGreaterThan(0);
    expect(states.length).toBeGreaterThan(2);
    const end = { outward: [...outward.at(-1)!], inward: [...inward.at(-1)!], gains: [...gains.at(-1)!] };
    expect(Math.abs(circuitOf(1, end).error(covariance) / below - 1)).toBeLessThan(1e-8); // the circuit normalises columns
  });
});

describe("offline steps of the decoupled circuit", () => {
  it("are the mean of online updates: a batch with second moment C gives the same to rounding", () => {
    const factor = cholesky(core, covariance, 2);
    const samples = [factor[0]!, factor[2]!, factor[1]!, factor[3]!].map((x) => Math.SQRT2 * x); // sqrt(n) L e_j
    const [online, offline] = [circuitOf(0.05), circuitOf(0.05)];
    for (let step = 0; step < 50; step++) online.learn(samples, { batch: 2 });
    const learnt = offline.learnExpected(covariance, 50);
    expect(learnt.steps).toBe(50);
    // some rounding of 1e-16 per step
    expect(largest(combination(stateOf(online), stateOf(offline)))).toBeLessThan(1e-13);
  });

  it("record errors that plain arithmetic gives, and stop when one is small enough", () => {
    const circuit = circuitOf(0.02);
    const a = circuit.effectiveMatrix;
    const f = inverted(a, 2);
    const output = multiplied(multiplied(f, covariance, 2, 2, 2), transpose(f, 2, 2), 2, 2, 2);
    expect(largest(combination(circuit.outputCovariance(covariance), output))).toBeLessThan(1e-14);
    const deviation = output.map((x, at) => x - (at % 3 === 0 ? 1 : 0));
    expect(Math.abs(circuit.error(covariance, "frobenius") - frobenius(deviation))).toBeLessThan(1e-14);
    const before = circuit.error(covariance);
    const learnt = circuit.learnExpected(covariance, 5000, { recordEvery: 10, stopAtError: before / 2 });
    expect(learnt.reached).toBe(true);
    expect(learnt.errors[0]).toBe(before);
    expect(learnt.error).toBeLessThanOrEqual(before / 2);
    expect(learnt.error).toBe(circuit.error(covariance));
    expect(learnt.errors.length).toBe(Math.floor(learnt.steps / 10) + 1);
  });

  it("do not depend on how they are divided into calls, and can be aborted between stretches", async () => {
    const [whole, parts, other] = [circuitOf(0.02), circuitOf(0.02), circuitOf(0.02)];
    whole.learnExpected(covariance, 100);
    for (const steps of [1, 0, 60, 39]) parts.learnExpected(covariance, steps);
    await other.learnExpectedAsync(covariance, 100);
    expect(stateOf(parts)).toEqual(stateOf(whole));
    expect(stateOf(other)).toEqual(stateOf(whole));
    const signal = AbortSignal.abort();
    await expect(other.learnExpectedAsync(covariance, 10, { signal })).rejects.toThrow("abort");
    expect(stateOf(other)).toEqual(stateOf(whole));
  });

  it("take a step back that leaves the finite numbers", () => {
    const circuit = new DecoupledFastGainCircuit(core, {
      primary: 1,
      interneurons: 1,
      outward: [1],
      inward: [1e-160],
      gainRate: 1e300,
      weightRate: 1e300,
    });
    const before = stateOf(circuit);
    expect(() => circuit.learnExpected([1e300], 3)).toThrow(KernelError);
    expect(stateOf(circuit)).toEqual(before);
  });

  it.each<[string, (circuit: DecoupledFastGainCircuit) => unknown, string]>([
    ["an asymmetric covariance", (c) => c.learnExpected([1, 0.5, 0.2, 1], 1), "covariance[1][0]"],
    ["an indefinite covariance", (c) => c.learnExpected([1, 2, 2, 1], 1), "covariance"],
    ["a covariance of a wrong size", (c) => c.learnExpected([1], 1), "covariance"],
    ["part of a step", (c) => c.learnExpected(covariance, 1.5), "steps"],
    ["an unknown option", (c) => c.learnExpected(covariance, 1, { settle: {} } as object), "options.settle"],
    ["an unknown metric", (c) => c.error(covariance, "filter" as "operator"), "metric"],
  ])("refuse %s", (_, call, field) => {
    const circuit = circuitOf(0.1);
    const before = stateOf(circuit);
    let refused: unknown;
    try {
      call(circuit);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as InputError).field).toBe(field);
    expect(stateOf(circuit)).toEqual(before);
  });

  it("are refused by a circuit that was disposed of", () => {
    const circuit = circuitOf(0.1);
    circuit.dispose();
    expect(() => circuit.learnExpected(covariance, 1)).toThrow(InputError);
    expect(() => circuit.error(covariance)).toThrow(InputError);
  });
});

describe("refused by the flow", () => {
  const good: DecoupledFastGainFlowOptions = { ...rates, covariance, initial: start, until: 1 };
  const initial = (part: object) => ({ ...good, initial: { ...start, ...part } });
  it.each<[string, unknown, string]>([
    ["a negative outward weight", initial({ outward: [1, 0, -1, 1] }), "initial.outward[1][0]"],
    ["a negative inward weight", initial({ inward: [1, 0, -1, 1] }), "initial.inward[1][0]"],
    ["a negative gain", initial({ gains: [1, -1] }), "initial.gains[1]"],
    ["a negative multiplier", initial({ multipliers: [-1, 1] }), "initial.multipliers[0]"],
    ["a column of zeros", initial({ outward: [0, 1, 0, 1] }), "column 0 of initial.outward"],
    ["inward weights of a wrong size", initial({ inward: [1, 1] }), "initial.inward"],
    ["an eigenvalue as event", { ...good, event: { metric: "largest-eigenvalue", below: 1 } }, "event.metric"],
    ["a leak of 0", { ...good, leak: 0 }, "leak"],
    ["an unknown option", { ...good, normalised: true }, "options.normalised"],
  ])("%s", (_, options, field) => {
    let refused: unknown;
    try {
      flowDecoupledFastGains(core, options as DecoupledFastGainFlowOptions);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as InputError).field).toBe(field);
  });
});

describe("single samples", () => {
  it("move the circuit along the flow in the mean", () => {
    const count = 200_000;
    const factor = cholesky(core, covariance, 2);
    const samples = product(stream("decoupled samples").normals(2 * count), [factor[0]!, factor[2]!, 0, factor[3]!], count, 2, 2);
    const h = 1e-6;
    const circuit = circuitOf(h);
    const before = stateOf(circuit);
    circuit.learn(samples, { batch: count });
    const at = flowDecoupledFastGains(core, { ...rates, covariance, initial: start, times: [h] }).states[0]!;
    expect(largest(combination(at, before)) / h).toBeGreaterThan(0.1);
    // updates scatter by some units, five times that over the root of their number
    expect(largest(combination(stateOf(circuit), at)) / h).toBeLessThan(50 / Math.sqrt(count));
  });
});
