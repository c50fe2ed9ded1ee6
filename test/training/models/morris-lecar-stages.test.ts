import { expect, test } from "vitest";
import { Problem } from "../../../src/core/generated/layouts.js";
import { Struct } from "../../../src/core/struct.js";
import { describeNetwork } from "../../../src/neurons/network-description.js";
import { networkBytes, placeNetwork } from "../../../src/neurons/network-memory.js";
import { morrisLecarSequenceModel } from "../../../src/training/models/morris-lecar.js";
import { testCore } from "../../support/core.js";
import { largestDifference, startsOf } from "./sequence-examples.js";

const core = await testCore();

test("a step of Runge-Kutta goes back through the scalar vector-Jacobian product of its four stages", () => {
  const cells = 4;
  const dt = 0.4;
  const options = { type: "conductance", cells, inputs: 1, dt, stepper: "rk4", synapses: "nmda" } as const;
  const model = morrisLecarSequenceModel(core, options);
  const parameters = model.initial(1).fill(0, 0, cells);
  const run = {
    input: { rows: 1, stepsPerRow: 1, trials: 1, inputs: 1, values: new Float64Array(1) },
    windows: [{ from: 0, to: 1 }],
    seed: 2,
    firstTrial: 0,
  };
  const byOutput = [1, -2, 0.5, 3];
  const request = { method: "backpropagation", tensors: ["Wrec"] } as const;
  const gradient = model.backward(parameters, run, () => Float64Array.from(byOutput), request).subarray(cells);
  const weights = parameters.subarray(cells).map((x) => Math.log1p(Math.exp(x)));
  const byTarget = weights.map((_, at) => weights[(at % cells) * cells + Math.floor(at / cells)]!);
  const network = describeNetwork({
    type: "conductance",
    cells,
    weights: byTarget,
    synapses: "nmda",
    current: 36.75 * 0.1 + 39.9,
  });
  const n = 3 * cells;
  const length = n + cells + cells * cells; // of a product: by the state, the currents, the weights
  const arena = core.arena(networkBytes(network, 3, 0) + Problem.byteLength + 8 * (3 * n + length) + 4096);
  const take = (bytes: number) => arena.block("u8", bytes).address;
  const problem = new Struct(core.memory, Problem, take(Problem.byteLength));
  const context = placeNetwork(core, network, 3, [], take);
  core.call((e) => e.morrisLecarNetworkProblem(problem.address, context));
  const [state, out, adjoint] = [arena.block("f64", n), arena.block("f64", n), arena.block("f64", n)];
  const product = arena.block("f64", length);
  const slope = (y: Float64Array) => {
    state.view.set(y);
    core.call((e) => e.morrisLecarNetworkDerivative(context, 0, state.address, out.address));
    return out.view.slice();
  };
  const pullBack = (y: Float64Array, a: Float64Array) => {
    state.view.set(y);
    adjoint.view.set(a);
    product.view.fill(0);
    const [to, gradient] = [product.address, product.address + 8 * n];
    core.call((e) => e.morrisLecarNetworkVectorJacobian(context, 0, state.address, adjoint.address, to, gradient));
    return product.view.slice();
  };
  const starts = startsOf(core, options, run);
  const y0 = Float64Array.from({ length: n }, (_, at) => [starts[Math.floor(at / 3)]!, 0.1, 0][at % 3]!);
  const plus = (a: Float64Array, factor: number, b: Float64Array) => a.map((value, i) => value + factor * b[i]!);
  const y1 = plus(y0, dt / 2, slope(y0));
  const y2 = plus(y0, dt / 2, slope(y1));
  const y3 = plus(y0, dt, slope(y2));
  const end = Float64Array.from({ length: n }, (_, at) => (at % 3 === 2 ? byOutput[Math.floor(at / 3)]! : 0));
  const p3 = pullBack(
    y3,
    end.map((a) => (dt / 6) * a),
  );
  const p2 = pullBack(
    y2,
    plus(
      end.map((a) => (dt / 3) * a),
      dt,
      p3,
    ),
  );
  const p1 = pullBack(
    y1,
    plus(
      end.map((a) => (dt / 3) * a),
      dt / 2,
      p2,
    ),
  );
  const p0 = pullBack(
    y0,
    plus(
      end.map((a) => (dt / 6) * a),
      dt / 2,
      p1,
    ),
  );
  const sum = p0.map((value, i) => value + p1[i]! + p2[i]! + p3[i]!);
  const voltage = Float64Array.from({ length: cells }, (_, i) => end[3 * i]! + sum[3 * i]!);
  const byWeight = gradient.map((_, at) => {
    const [source, target] = [Math.floor(at / cells), at % cells];
    return sum[n + cells + target * cells + source]! / (1 + Math.exp(-parameters[cells + at]!));
  });
  // A few units of rounding: the two differ in the order of their sums and in how they evaluate the gates.
  expect(largestDifference(model.stateGradients.voltage, voltage)).toBeLessThan(1e-13);
  expect(largestDifference(gradient, byWeight)).toBeLessThan(1e-13);
  core.heap.release(arena.region);
  model.dispose();
});
