import { describe, expect, it } from "vitest";
import {
  AbortError,
  flowShaping,
  InputError,
  RandomStream,
  ShapingCircuit,
  ShapingError,
  type ShapingFlowOptions,
  type ShapingOptions,
  SolverError,
  shapingFunctions,
} from "../../src/index.js";
import { SHAPE_KINK } from "../../src/theory/whitening/shaping.js";
import { testCore } from "../support/core.js";

const core = await testCore();

const angles = [0.1, 1.2, 2.3];
const threeAxes = [...angles.map(Math.cos), ...angles.map(Math.sin)];
/** Shapes on both sides of the kink. */
const plane = { primary: 2, interneurons: 3, weights: threeAxes, gains: [0.1, 0.2, 0.15], shapes: [2.3, 2.1, 2.5] } as const;
const pairs = new RandomStream(core, { seed: 5 }).normals(2 * 60).map((x, i) => x * Math.abs(x) + (i % 2) * 0.1);
const learningRates = { gains: 0.1, shapes: 0.02, weights: 0.2 };

/** A symmetric set of samples of one neuron, with heavy tails and two outliers at +-`outlier`. */
function heavyTailed(outlier: number): number[] {
  const magnitudes = [...Array.from({ length: 30 }, (_, i) => 3 * ((i + 0.5) / 30) ** 1.6), outlier];
  return magnitudes.flatMap((x) => [x, -x]);
}

const stateOf = (circuit: ShapingCircuit) => Float64Array.of(...circuit.gains, ...circuit.shapes, ...circuit.weights);

function learntState(options: ShapingOptions, samples: ArrayLike<number>, steps: number): Float64Array {
  const circuit = new ShapingCircuit(core, options);
  circuit.learnExpected(samples, steps);
  const state = stateOf(circuit);
  circuit.dispose();
  return state;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
const divided = ({ gains, shapes, weights }: typeof learningRates, by: number) => ({
  gains: gains / by,
  shapes: shapes / by,
  weights: weights / by,
});

describe("offline steps of the shaping circuit", () => {
  it.each([1, 60, 8192, 20000])("with %i samples are batches of them all, bit for bit", (count) => {
    const samples = new RandomStream(core, { seed: 6 }).normals(2 * count);
    const options = { ...plane, learningRates };
    const circuit = new ShapingCircuit(core, options);
    for (let step = 0; step < 3; step++) circuit.learn(samples, { batch: count });
    expect(learntState(options, samples, 3)).toEqual(stateOf(circuit));
    circuit.dispose();
  });

  it("tell of progress, can be aborted, and give the same with breaks", async () => {
    const slow = divided(learningRates, 10);
    const circuit = new ShapingCircuit(core, { ...plane, learningRates: slow });
    const fractions: number[] = [];
    expect(await circuit.learnExpectedAsync(pairs, 5, { onProgress: (f) => fractions.push(f) })).toBe(5);
    expect(fractions.at(-1)).toBe(1);
    expect(stateOf(circuit)).toEqual(learntState({ ...plane, learningRates: slow }, pairs, 5));
    const before = stateOf(circuit);
    const aborted = circuit.learnExpectedAsync(pairs, 20, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toBeInstanceOf(AbortError);
    expect(circuit.learnExpected(pairs, 0)).toBe(0);
    expect(stateOf(circuit)).toEqual(before);
    circuit.dispose();
  });

  it.each<[string, (circuit: ShapingCircuit) => unknown, string]>([
    ["no samples", (c) => c.learnExpected([], 1), "samples.length"],
    ["part of a sample", (c) => c.learnExpected([1, 2, 3], 1), "samples.length"],
    ["a sample that is not a number", (c) => c.learnExpected([1, Number.NaN], 1), "samples[1]"],
    ["a negative number of steps", (c) => c.learnExpected(pairs, -1), "steps"],
    ["an unknown option", (c) => c.learnExpected(pairs, 1, { batch: 3 } as object), "options.batch"],
  ])("refuse %s", (_, call, field) => {
    const circuit = new ShapingCircuit(core, { ...plane, learningRates });
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
    circuit.dispose();
  });

  it("name the sample that has no response, and keep the state before the step", () => {
    const circuit = new ShapingCircuit(core, { ...plane, gains: [0.1, 0, 0], learningRates });
    const before = stateOf(circuit);
    expect(() => circuit.learnExpected(pairs, 2)).toThrow(ShapingError);
    expect(stateOf(circuit)).toEqual(before);
    circuit.dispose();
  });
});

describe("the shaping flow", () => {
  it.each(["true", "published-code"] as const)("is what offline steps tend to, first order in the rates (%s)", (derivative) => {
    const options = { ...plane, derivative };
    const flow = flowShaping(core, { ...options, learningRates, samples: pairs, times: [5] });
    const factors = [16, 32, 64, 128];
    const errors = factors.map((by) =>
      distance(learntState({ ...options, learningRates: divided(learningRates, by) }, pairs, 5 * by), flow.states[0]!),
    );
    expect(distance(flow.states[0]!, [...plane.gains, ...plane.shapes, ...plane.weights])).toBeGreaterThan(0.05);
    // the next term of the error is about the step, 0.2/4 of the fastest rate, times some units
    for (let i = 1; i < errors.length; i++) {
      expect(Math.abs(Math.log2(errors[i - 1]! / errors[i]!) - 1)).toBeLessThan(0.2);
    }
    expect(Math.abs(Math.log2(errors[2]! / errors[3]!) - 1)).toBeLessThan(0.05);
  });

  it("follows the gradients of E[-s.r + sum g h(theta, w^T r)], by finite differences", () => {
    type State = { gains: number[]; shapes: number[]; weights: number[] };
    const start: State = { gains: [...plane.gains], shapes: [...plane.shapes], weights: [...plane.weights] };
    const objective = ({ gains, shapes, weights }: State) => {
      // the circuit brings columns to length 1; w^T r is that of the column as given
      const circuit = new ShapingCircuit(core, { ...plane, gains, shapes, weights });
      const responses = circuit.responses(pairs);
      circuit.dispose();
      let sum = 0;
      for (let t = 0; t < pairs.length / 2; t++) {
        const r = responses.subarray(2 * t, 2 * t + 2);
        sum -= pairs[2 * t]! * r[0]! + pairs[2 * t + 1]! * r[1]!;
        for (let i = 0; i < 3; i++) {
          const z = weights[i]! * r[0]! + weights[3 + i]! * r[1]!;
          sum += gains[i]! * shapingFunctions(core, shapes[i]!, [z]).h[0]!;
        }
      }
      return sum / (pairs.length / 2);
    };
    const difference = (change: (state: State, by: number) => void, d: number) => {
      const [up, down] = [structuredClone(start), structuredClone(start)];
      change(up, d);
      change(down, -d);
      return (objective(up) - objective(down)) / (2 * d);
    };
    // central differences, their error of second order taken out
    const along = (change: (state: State, by: number) => void) => (4 * difference(change, 5e-5) - difference(change, 1e-4)) / 3;
    // derivative at the start, from two short steps: error of second order in h times the rates
    const h = 2e-5;
    const run = { ...plane, learningRates, samples: pairs, times: [h / 2, h] };
    const [half, whole] = flowShaping(core, run).states as [Float64Array, Float64Array];
    const initial = [...start.gains, ...start.shapes, ...start.weights];
    const slopes = initial.map((x, at) => (4 * half[at]! - whole[at]! - 3 * x) / h);
    for (let i = 0; i < 3; i++) {
      const gain = along((state, by) => {
        state.gains[i]! += by;
      });
      const shape = along((state, by) => {
        state.shapes[i]! += by;
      });
      const [x, y] = [start.weights[i]!, start.weights[3 + i]!];
      const turn = along((state, by) => {
        state.weights[i] = x * Math.cos(by) - y * Math.sin(by);
        state.weights[3 + i] = y * Math.cos(by) + x * Math.sin(by);
      });
      // rounding of 1e-15 over 5e-5, and of 1e-16 over h; tolerances of single steps are far below
      expect(Math.abs(slopes[i]! - learningRates.gains * start.gains[i]! * gain)).toBeLessThan(1e-8);
      expect(Math.abs(slopes[3 + i]! - (learningRates.shapes * shape) / start.gains[i]!)).toBeLessThan(1e-8);
      expect(Math.abs(slopes[6 + i]! + learningRates.weights * turn * y)).toBeLessThan(1e-8);
      expect(Math.abs(slopes[9 + i]! - learningRates.weights * turn * x)).toBeLessThan(1e-8);
    }
  });

  it("ends where offline steps end: E h = E dh/dtheta = 0 over the samples", () => {
    const samples = heavyTailed(6);
    const circuit = { primary: 1, interneurons: 1, weights: [1], gains: 0.6, shapes: 1.9 };
    const rates = { gains: 0.5, shapes: 0.5, weights: 0 };
    const flow = flowShaping(core, { ...circuit, learningRates: rates, samples, times: [1000] });
    const [gain, shape] = [flow.gains[0]![0]!, flow.shapes[0]![0]!];
    const end = new ShapingCircuit(core, { ...circuit, gains: gain, shapes: shape });
    const { h, shapeDerivative } = shapingFunctions(core, shape, end.responses(samples));
    const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x) / values.length;
    // tolerances of 1e-9 per step, of which some hundred count
    expect(Math.abs(mean(h))).toBeLessThan(1e-7);
    expect(Math.abs(mean(shapeDerivative))).toBeLessThan(1e-7);
    expect(distance(learntState({ ...circuit, learningRates: divided(rates, 4) }, samples, 4000), flow.states[0]!)).toBeLessThan(
      1e-7,
    );
    end.dispose();
  });

  it("stays at the kink where the true derivative points to it from both sides; the published form moves on", () => {
    const samples = heavyTailed(8);
    const circuit = { primary: 1, interneurons: 1, weights: [1], gains: 0.7 };
    const run = { ...circuit, learningRates: { gains: 0.5, shapes: 0.05, weights: 0 }, samples, times: [0, 500, 1000] };
    for (const shapes of [2.1, 2.25]) {
      const { shapes: path, gains, statistics } = flowShaping(core, { ...run, shapes });
      for (const at of path.slice(1)) expect(Math.abs(at[0]! - SHAPE_KINK)).toBeLessThan(1e-6 + 1e-8); // width of the kink
      // at the kink only the gain moves, and ends where E h = 0
      const end = new ShapingCircuit(core, { ...circuit, gains: gains[2]!, shapes: path[2]! });
      const { h } = shapingFunctions(core, path[2]![0]!, end.responses(samples));
      end.dispose();
      expect(Math.abs(h.reduce((sum, x) => sum + x) / samples.length)).toBeLessThan(1e-7);
      expect(statistics.accepted).toBeLessThan(2000); // no chattering: that would take steps of 1e-6/0.05
    }
    const published = flowShaping(core, { ...run, shapes: 2.25, derivative: "published-code" });
    expect(Math.abs(published.shapes[2]![0]! - SHAPE_KINK)).toBeGreaterThan(1e-3);
  });

  it("stops shapes at 1 and 3, and goes on with the rest", () => {
    const run = { primary: 1, interneurons: 1, weights: [1], learningRates: { gains: 0.1, shapes: 1, weights: 0 }, times: [100] };
    const flat = Array.from({ length: 41 }, (_, i) => -1 + i / 20); // lighter tails than any normal distribution's
    const low = flowShaping(core, { ...run, samples: flat, gains: 0.5, shapes: 1.5 });
    expect(low.shapes[0]![0]).toBe(1);
    const heavy = Array.from({ length: 40 }, (_, i) => (i === 0 ? 40 : 0.01));
    const high = flowShaping(core, { ...run, samples: heavy, gains: 0.01, shapes: 2.8 });
    expect(high.shapes[0]![0]).toBe(3);
    expect(high.gains[0]![0]).not.toBe(0.01);
  });

  it("keeps columns at length 1", () => {
    const { weights } = flowShaping(core, { ...plane, learningRates, samples: pairs, until: 20 });
    for (const w of weights) {
      for (let i = 0; i < 3; i++) expect(Math.abs(w[i]! ** 2 + w[3 + i]! ** 2 - 1)).toBeLessThan(1e-7); // 1e-9 a step
    }
  });

  it("reports a sample without a response as outside the domain", () => {
    const stuck = { ...plane, gains: [0.1, 0, 0], samples: pairs, until: 1 };
    let failure: unknown;
    try {
      flowShaping(core, stuck);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(SolverError);
    expect((failure as SolverError).code).toBe("outside-domain");
  });

  const good: ShapingFlowOptions = { ...plane, samples: pairs, until: 1 };
  it.each<[string, unknown, string]>([
    ["no samples", { ...good, samples: [] }, "samples.length"],
    ["part of a sample", { ...good, samples: [1, 2, 3] }, "samples.length"],
    ["a sample that is not a number", { ...good, samples: [1, Number.POSITIVE_INFINITY] }, "samples[1]"],
    ["a shape above 3", { ...good, shapes: 3.5 }, "shapes"],
    ["a rate above 1", { ...good, learningRates: { gains: 2 } }, "learningRates.gains"],
    ["no end", { ...good, until: undefined }, "until"],
    ["an unknown option", { ...good, covariance: [1] }, "options.covariance"],
  ])("refuses %s", (_, options, field) => {
    let refused: unknown;
    try {
      flowShaping(core, options as ShapingFlowOptions);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as InputError).field).toBe(field);
  });
});
