import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Core } from "../../../src/core/core.js";
import { solve } from "../../../src/index.js";
import {
  type BoundPerceptron,
  type PerceptronOptions,
  perceptronModel,
  perceptronShape,
  perceptronStart,
} from "../../../src/training/models/perceptron.js";
import { testCore } from "../../support/core.js";

const core = await testCore();

/** A perceptron in the core, with its functions on plain arrays. */
function bound(core: Core, options: PerceptronOptions, theta: ArrayLike<number>) {
  const model = perceptronModel(options, theta);
  const n = model.length;
  const arena = core.arena(model.bytes(core) + 4096 + 64 * n * n + 16 * model.parameters);
  const net = model.bind(core, (bytes) => arena.block("u8", bytes).address) as BoundPerceptron;
  const [y, v, a, out, matrix, gradient] = [n, n, n, n, n * n, model.parameters].map((count) => arena.block("f64", count));
  const { exports } = core;
  return {
    model,
    set: (values: ArrayLike<number>) => net.gradient.set(values),
    derivative(state: ArrayLike<number>) {
      y!.view.set(state);
      exports.problemDerivative(net.address, 0, y!.address, out!.address);
      return Array.from(out!.view);
    },
    jacobian(state: ArrayLike<number>) {
      y!.view.set(state);
      exports.problemJacobian(net.address, 0, y!.address, matrix!.address, 8 * n);
      return Array.from(matrix!.view);
    },
    jacobianVector(state: ArrayLike<number>, direction: ArrayLike<number>) {
      y!.view.set(state);
      v!.view.set(direction);
      exports.perceptronJacobianVector(net.net, 0, y!.address, v!.address, out!.address);
      return Array.from(out!.view);
    },
    vectorJacobian(state: ArrayLike<number>, adjoint: ArrayLike<number>) {
      y!.view.set(state);
      a!.view.set(adjoint);
      gradient!.view.fill(0);
      exports.perceptronVectorJacobian(net.net, 0, y!.address, a!.address, out!.address, gradient!.address);
      return { state: Array.from(out!.view), parameters: Array.from(gradient!.view) };
    },
    vectorJacobianSlope(state: ArrayLike<number>, direction: ArrayLike<number>, adjoint: ArrayLike<number>) {
      y!.view.set(state);
      v!.view.set(direction);
      a!.view.set(adjoint);
      gradient!.view.fill(0);
      exports.perceptronVectorJacobianSlope(net.net, 0, y!.address, v!.address, a!.address, out!.address, gradient!.address);
      return { state: Array.from(out!.view), parameters: Array.from(gradient!.view) };
    },
    dispose: () => core.heap.release(arena.region),
  };
}

const shapes: PerceptronOptions[] = [
  { layers: [3, 5, 5, 3], activation: "gelu", outputScale: [1, 0.5, 2] },
  { layers: [2, 11, 2], activation: "tanh", biases: false, inputPower: 3 },
  { layers: [4, 9, 1, 4], activation: "gelu", biases: false, inputPower: 2, inputScale: [1, 2, 0.5, 3] },
  { layers: [1, 8, 7, 1], activation: "tanh" },
  { layers: [2, 2], activation: "tanh" },
];

function sample(options: PerceptronOptions, seed: number) {
  const shape = perceptronShape(options);
  const theta = perceptronStart(core, shape, seed, { scheme: "uniform", gain: 1.5 });
  const numbers = perceptronStart(core, perceptronShape({ layers: [shape.layers[0]!, 3, shape.layers[0]!] }), seed + 1);
  const n = shape.layers[0]!;
  return { theta, y: numbers.slice(0, n), v: numbers.slice(n, 2 * n), a: numbers.slice(2 * n, 3 * n) };
}

const dot = (x: ArrayLike<number>, y: ArrayLike<number>) => Array.from(x).reduce((sum, value, i) => sum + value * y[i]!, 0);
const norm = (x: ArrayLike<number>) => Math.sqrt(dot(x, x));
const moved = (x: ArrayLike<number>, e: number, v: ArrayLike<number>) => Array.from(x, (value, i) => value + e * v[i]!);

/** df/de at 0 of sixth order: with e = 0.01 and functions of size 1 truncation is about 1e-12, rounding about 1e-13. */
function slope(f: (e: number) => number[]): number[] {
  const h = 0.01;
  const [f1, f2, f3] = [1, 2, 3].map((k) => f(k * h).map((value, i) => value - f(-k * h)[i]!));
  return f1!.map((value, i) => (45 * value - 9 * f2![i]! + f3![i]!) / (60 * h));
}

/** The same function as plainly as can be, of real numbers. */
function plain(options: PerceptronOptions, theta: ArrayLike<number>, y: ArrayLike<number>): number[] {
  const { layers, activation, biases, inputPower, inputScale, outputScale } = perceptronShape(options);
  const sigma = (z: number) => (activation === "tanh" ? Math.tanh(z) : 0.5 * z * core.exports.erfc(-z * Math.SQRT1_2));
  let x = Array.from(y, (value, i) => (inputScale[i]! * value) ** inputPower);
  let at = 0;
  for (let layer = 1; layer < layers.length; layer++) {
    const [inputs, outputs] = [layers[layer - 1]!, layers[layer]!];
    const z = Array.from({ length: outputs }, (_, i) =>
      x.reduce((sum, value, j) => sum + value * theta[at + j * outputs + i]!, 0),
    );
    at += inputs * outputs;
    if (biases) for (let i = 0; i < outputs; i++) z[i]! += theta[at + i]!;
    if (biases) at += outputs;
    x = layer < layers.length - 1 ? z.map(sigma) : z;
  }
  return x.map((value, i) => value * outputScale[i]!);
}

describe("perceptrons", () => {
  it("have the published numbers of parameters", () => {
    const count = (options: PerceptronOptions) => perceptronModel(options).parameters;
    expect(count({ layers: [3, 5, 5, 5, 5, 5, 5, 3] })).toBe(188);
    expect(count({ layers: [20, 10, 10, 10, 20] })).toBe(650);
    expect(count({ layers: [2, 1000, 2], biases: false })).toBe(4000);
    expect(count({ layers: [2, 1000, 2] })).toBe(5002);
  });

  it.each(shapes)("compute their formula: $layers $activation", (options) => {
    const { theta, y } = sample(options, 3);
    const net = bound(core, options, theta);
    const expected = plain(options, theta, y);
    // sums of at most 11 terms of size 1 in another order: some ulps
    for (const [i, value] of net.derivative(y).entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-14);
    net.dispose();
  });

  it.each(shapes)("have exact derivatives: $layers $activation", (options) => {
    const { theta, y, v, a } = sample(options, 5);
    const net = bound(core, options, theta);
    const forward = net.jacobianVector(y, v);
    const back = net.vectorJacobian(y, a);
    // <a, J v> = <J^T a, v>: rounding of a few dozen terms
    expect(Math.abs(dot(a, forward) - dot(back.state, v))).toBeLessThan(1e-13 * norm(a) * norm(forward));
    const n = y.length;
    const jacobian = net.jacobian(y);
    for (let i = 0; i < n; i++) {
      expect(Math.abs(dot(jacobian.slice(i * n, (i + 1) * n), v) - forward[i]!)).toBeLessThan(1e-13 * (1 + norm(jacobian)));
    }
    const differences = slope((e) => net.derivative(moved(y, e, v)));
    const bent = net.vectorJacobianSlope(y, v, a);
    const pulled = slope((e) => {
      const { state, parameters } = net.vectorJacobian(moved(y, e, v), a);
      return [...state, ...parameters];
    });
    // the error of the differences, see slope; second derivatives grow with the power of the input
    for (const [i, value] of forward.entries()) expect(Math.abs(value - differences[i]!)).toBeLessThan(1e-10);
    for (const [i, value] of [...bent.state, ...bent.parameters].entries())
      expect(Math.abs(value - pulled[i]!)).toBeLessThan(1e-9);
    const direction = perceptronStart(core, perceptronShape(options), 8, { scheme: "uniform" });
    const byParameters = slope((e) => {
      net.set(moved(theta, e, direction));
      return net.derivative(y);
    });
    expect(Math.abs(dot(back.parameters, direction) - dot(a, byParameters))).toBeLessThan(1e-10);
    net.dispose();
  });

  it("add to the gradient and do without it", () => {
    const options = shapes[0]!;
    const { theta, y, v, a } = sample(options, 7);
    const net = bound(core, options, theta);
    const arena = core.arena(4096);
    const [state, direction, adjoint, out] = [y, v, a, a].map((values) => {
      const block = arena.block("f64", 3);
      block.view.set(values);
      return block;
    });
    const model = perceptronModel(options, theta);
    const place = core.arena(model.bytes(core) + 64);
    const { net: address } = model.bind(core, (bytes) => place.block("u8", bytes).address) as BoundPerceptron;
    core.exports.perceptronVectorJacobian(address, 0, state!.address, adjoint!.address, out!.address, 0);
    expect(Array.from(out!.view)).toEqual(net.vectorJacobian(y, a).state);
    const { address: at } = out!;
    core.exports.perceptronVectorJacobianSlope(address, 0, state!.address, direction!.address, adjoint!.address, at, 0);
    expect(Array.from(out!.view)).toEqual(net.vectorJacobianSlope(y, v, a).state);
    core.heap.release(place.region);
    core.heap.release(arena.region);
    net.dispose();
  });

  it("have activations exact to 1e-14 with both derivatives", () => {
    const gelu = bound(core, { layers: [1, 1, 1], activation: "gelu", biases: false }, [1, 1]);
    const tanh = bound(core, { layers: [1, 1, 1], activation: "tanh", biases: false }, [1, 1]);
    const { erfc, exp } = core.exports;
    fc.assert(
      fc.property(fc.double({ min: -45, max: 45, noNaN: true }), (z) => {
        const cumulative = 0.5 * erfc(-z * Math.SQRT1_2);
        const density = exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
        const size = 1 + Math.abs(z);
        // erfc is good to 1e-14 relative
        expect(Math.abs(gelu.derivative([z])[0]! - z * cumulative)).toBeLessThan(1e-14 * size);
        expect(Math.abs(gelu.jacobianVector([z], [1])[0]! - (cumulative + z * density))).toBeLessThan(1e-14);
        const second = density * (2 - z * z);
        expect(Math.abs(gelu.vectorJacobianSlope([z], [1], [1]).state[0]! - second)).toBeLessThan(1e-14);
        const t = Math.tanh(z);
        expect(Math.abs(tanh.derivative([z])[0]! - t)).toBeLessThan(1e-15);
        expect(Math.abs(tanh.jacobianVector([z], [1])[0]! - (1 - t * t))).toBeLessThan(1e-15);
        expect(Math.abs(tanh.vectorJacobianSlope([z], [1], [1]).state[0]! + 2 * t * (1 - t * t))).toBeLessThan(2e-15);
      }),
    );
    // z Phi(z) at 1 and -1: 0.8413447460685429, -0.15865525393145707 (tables of the normal distribution)
    expect(gelu.derivative([1])[0]).toBeCloseTo(0.841344746068543, 15);
    expect(gelu.derivative([-1])[0]).toBeCloseTo(-0.158655253931457, 15);
    gelu.dispose();
    tanh.dispose();
  });

  it("are models for solve, with a Jacobian that stiff methods can use", () => {
    const { theta } = sample(shapes[0]!, 11);
    const model = perceptronModel(shapes[0]!, theta);
    const request = { initial: [1, 0, 0.5], end: 2, relativeTolerance: 1e-9, absoluteTolerance: 1e-9 };
    const explicit = solve(core, model, { ...request, method: "tsit5" });
    const implicit = solve(core, model, { ...request, method: "rodas5p" });
    // both within a few tolerances
    for (let i = 0; i < 3; i++) expect(Math.abs(explicit.state[i]! - implicit.state[i]!)).toBeLessThan(1e-7);
  });

  it("start from reproducible weights of the schemes' spreads", () => {
    const shape = perceptronShape({ layers: [2, 1000, 2], biases: true });
    const glorot = perceptronStart(core, shape, 4);
    const limit = Math.sqrt(6 / 1002);
    expect(glorot).toEqual(perceptronStart(core, shape, 4));
    expect(glorot).not.toEqual(perceptronStart(core, shape, 5));
    expect(Math.max(...glorot.map(Math.abs))).toBeLessThan(limit);
    expect(Math.max(...glorot.map(Math.abs))).toBeGreaterThan(0.99 * limit);
    expect(Array.from(glorot.slice(2000, 3000))).toEqual(new Array(1000).fill(0));
    const he = perceptronStart(core, shape, 4, { scheme: "he" }).slice(0, 2000);
    // variance 2 / 2; its estimate from 2000 numbers has a standard deviation of 0.032
    expect(Math.abs(dot(he, he) / 2000 - 1)).toBeLessThan(0.13);
  });

  it("refuse what they cannot be", () => {
    expect(() => perceptronModel({ layers: [3, 5, 2] })).toThrow(/same number first and last/);
    expect(() => perceptronModel({ layers: [3] })).toThrow(/at least two/);
    expect(() => perceptronModel({ layers: [2, 2], outputScale: [1] })).toThrow(/outputScale/);
    expect(() => perceptronModel({ layers: [2, 2], activation: "relu" as never })).toThrow(/activation/);
    expect(() => perceptronModel({ layers: [2, 2] }, [1])).toThrow(/values/);
  });
});
