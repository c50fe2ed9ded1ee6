import { describe, expect, test } from "vitest";
import type { Core } from "../../../src/core/core.js";
import { MorrisLecarCell, Problem } from "../../../src/core/generated/layouts.js";
import { Struct } from "../../../src/core/struct.js";
import { hodgkinHuxleyModel, squidAxon } from "../../../src/neurons/hodgkin-huxley.js";
import { morrisLecarModel } from "../../../src/neurons/morris-lecar-model.js";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import type { Model } from "../../../src/solvers/model.js";
import { testProblems } from "../../../src/solvers/problems/index.js";
import { testCore } from "../../support/core.js";
import { Bench, dot, dotSize, slopeAtZero } from "./bench.js";

const { rober, hires, pollu, vdpol, vanDerPol, lotkaVolterra, linear } = testProblems;
const { sodiumConductance, potassiumConductance, leakConductance, sodiumReversal, potassiumReversal, leakReversal } = squidAxon;

interface Case {
  readonly model: Model;
  readonly parameters: readonly number[];
  readonly state: readonly number[];
}

const wave = (length: number, phase: number) => Array.from({ length }, (_, i) => 0.2 + Math.abs(Math.cos(phase + 1.3 * i)));
const rates = [0.4, 30, 10];
const squid = [sodiumConductance, potassiumConductance, leakConductance, sodiumReversal, potassiumReversal, leakReversal, 10];
const hodgkinHuxley = (v: number): Case => ({ model: hodgkinHuxleyModel({ current: 10 }), parameters: squid, state: [v, 0.3, 0.4, 0.6] });
const cases: Readonly<Record<string, Case>> = {
  ROBER: { model: rober(), parameters: rates, state: [0.7, 0.2, 0.3] },
  HIRES: { model: hires(), parameters: Object.values(hires().parameters), state: wave(8, 0.3) },
  POLLU: { model: pollu(), parameters: wave(25, 0.2), state: wave(20, 0.9) },
  VDPOL: { model: vdpol(), parameters: [0.2], state: [1.5, -0.7] },
  "van der Pol": { model: vanDerPol(), parameters: [5], state: [1.5, -0.7] },
  "Lotka-Volterra": { model: lotkaVolterra(), parameters: [1.5, 1, 3, 1], state: [1.2, 0.7] },
  linear: { model: linear(), parameters: [-0.7], state: [1.2] },
  "Hodgkin-Huxley": hodgkinHuxley(-20.3),
  "Hodgkin-Huxley near the removable singularity of m": hodgkinHuxley(-40.02),
  "Hodgkin-Huxley near the removable singularity of n": hodgkinHuxley(-54.1),
};

const initial = { voltage: [-30, -10, -20], recovery: [0.1, 0.2, 0.1] };

class Products extends Bench {
  readonly #model: Model;

  constructor(core: Core, { model }: Case) {
    super(core, model);
    this.#model = model;
  }

  derivative(state: ArrayLike<number>, parameters: ArrayLike<number>): Float64Array {
    this.setParameters(parameters);
    const [y, out] = [this.put(state), this.take(8 * this.n)];
    expect(this.core.call((e) => e.problemDerivative(this.problem, 0, y, out))).toBe(1);
    return this.numbers(out, this.n).slice();
  }

  jacobian(state: ArrayLike<number>, parameters: ArrayLike<number>): Float64Array {
    this.setParameters(parameters);
    const rowBytes = 16 * Math.ceil(this.n / 2);
    const [y, out] = [this.put(state), this.take(rowBytes * this.n)];
    expect(this.core.call((e) => e.problemJacobian(this.problem, 0, y, out, rowBytes))).toBe(1);
    return Float64Array.from({ length: this.n ** 2 }, (_, i) => this.numbers(out + rowBytes * Math.floor(i / this.n), this.n)[i % this.n]!);
  }

  /** J^T a, then G^T a; with v: their slope. */
  product(state: ArrayLike<number>, parameters: ArrayLike<number>, a: ArrayLike<number>, v?: ArrayLike<number>): Float64Array {
    this.setParameters(parameters);
    const [y, adjoint, out, gradient] = [this.put(state), this.put(a), this.take(8 * this.n), this.take(8 * this.p)];
    const direction = v ? this.put(v) : 0;
    const status = this.core.call((e) =>
      v
        ? e.vectorJacobianSlopeOf(this.address, 0, y, direction, adjoint, out, gradient)
        : e.vectorJacobianOf(this.address, 0, y, adjoint, out, gradient),
    );
    expect(status, this.#model.name).toBe(1);
    return Float64Array.from([...this.numbers(out, this.n), ...this.numbers(gradient, this.p)]);
  }
}

/** a + x b */
function along(a: ArrayLike<number>, x: number, b: ArrayLike<number>): number[] {
  return Array.from(a, (value, i) => value + x * b[i]!);
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number): void {
  const size = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(relative * size);
}

describe.each(Object.keys(cases))("%s", (name) => {
  const { state, parameters } = cases[name]!;

  test("item 14: J^T a is the Jacobian's, to rounding", async () => {
    const products = new Products(await testCore(), cases[name]!);
    const a = wave(products.n, 1.1).map((x, i) => (i % 2 ? -x : x));
    const jacobian = products.jacobian(state, parameters);
    const transposed = products.product(state, parameters, a);
    for (let j = 0; j < products.n; j++) {
      const column = Array.from({ length: products.n }, (_, i) => jacobian[i * products.n + j]!);
      expect(Math.abs(transposed[j]! - dot(a, column))).toBeLessThanOrEqual(1e-13 * dotSize(a, column));
    }
  });

  test("G^T a and the slopes agree with differences of order 8", async () => {
    const products = new Products(await testCore(), cases[name]!);
    const [a, v] = [wave(products.n, 1.1), wave(products.n, 0.3).map((x, i) => (i % 2 ? -x : x))];
    const both = products.product(state, parameters, a);
    // f is linear in theta, or in 1 / theta: rounding of 1e-16 / 1e-2 with room for cancellation.
    for (let k = 0; k < products.p; k++) {
      const unit = parameters.map((x, i) => (i === k ? x : 0));
      const slope = slopeAtZero((x) => products.derivative(state, along(parameters, x, unit)), 0.01);
      const terms = dotSize(a, products.derivative(state, parameters));
      expect(Math.abs(dot(a, slope) - both[products.n + k]! * parameters[k]!)).toBeLessThan(1e-11 * (terms + Math.abs(dot(a, slope))));
    }
    const slope = products.product(state, parameters, a, v);
    // Gates of Hodgkin and Huxley vary over 10 mV: an increment of 0.05 mV leaves nothing of the series.
    const expected = slopeAtZero((x) => products.product(along(state, x, v), parameters, a), 0.05);
    expectNear(slope.slice(0, products.n), expected.slice(0, products.n), 1e-11);
    if (expected.slice(products.n).some((x) => x !== 0)) expectNear(slope.slice(products.n), expected.slice(products.n), 1e-11);
  });

  test("does without a gradient", async () => {
    const products = new Products(await testCore(), cases[name]!);
    products.setParameters(parameters);
    const [y, a, out, own] = [products.put(state), products.put(wave(products.n, 1)), products.take(8 * products.n), products.take(8 * products.n)];
    const { core, address, n } = products;
    core.call((e) => e.vectorJacobianOf(address, 0, y, a, out, 0));
    expect(products.numbers(out, n)).toEqual(products.product(state, parameters, wave(n, 1)).slice(0, n));
    core.call((e) => e.vectorJacobianSlopeOf(address, 0, y, a, a, own, 0));
    expect(products.numbers(own, n)).toEqual(products.product(state, parameters, wave(n, 1), wave(n, 1)).slice(0, n));
  });
});

/** A bound model without a gradient of its own, and its context. */
function bound(core: Core, model: Model) {
  const arena = core.arena(model.bytes(core) + 2 ** 19);
  const take = (bytes: number) => arena.block("u8", bytes).address;
  const { address, prepare = 0, constants = 0 } = model.bind(core, take);
  const numbers = (at: number, length: number) => new Float64Array(core.memory.buffer, at, length);
  const put = (values: ArrayLike<number>, room = values.length) => {
    const at = take(8 * room);
    numbers(at, values.length).set(values);
    return at;
  };
  return { problem: address, constants, prepare, take, numbers, put, context: new Struct(core.memory, Problem, address).get("context") };
}

describe("Morris-Lecar", () => {
  test.each([-60, -22.3, 4, 31])("slopes of the cell at %s mV, by state and by all 13 parameters", async (voltage) => {
    const core = await testCore();
    const cell = bound(core, morrisLecarModel({ current: 45 }));
    const fields = new Struct(core.memory, MorrisLecarCell, cell.context);
    const names = Object.keys(MorrisLecarCell.fields).slice(0, 13) as (keyof typeof MorrisLecarCell.fields)[];
    const [a, v, state] = [[0.7, -1.3], [0.9, 0.04], [voltage, 0.3]];
    const jacobianProduct = (y: number[]) => {
      const [at, out] = [cell.put(y), cell.take(32)];
      core.call((e) => e.problemJacobian(cell.problem, 0, at, out, 16));
      return cell.numbers(out, 4).slice();
    };
    const product = (y: number[]) => {
      const j = jacobianProduct(y);
      return [a[0]! * j[0]! + a[1]! * j[2]!, a[0]! * j[1]! + a[1]! * j[3]!];
    };
    const [y, direction, adjoint, out, gradient] = [cell.put(state), cell.put(v), cell.put(a), cell.take(16), cell.take(8 * 13)];
    core.call((e) => e.morrisLecarSlope(cell.context, 0, y, direction, adjoint, out, gradient));
    const slope = Array.from(cell.numbers(out, 2));
    const byParameter = Array.from(cell.numbers(gradient, 13));
    // The exponentials of the cell's own Jacobian are good to 1e-15; increments of 0.05 mV: 1e-13.
    expectNear(slope, slopeAtZero((x) => product(along(state, x, v)), 0.05), 1e-11);
    // d/dtheta (a^T J v), as second derivatives commute; the function-table index of prepareCell is not called from here: prepare by a new problem.
    const problem = cell.take(Problem.byteLength);
    const expected = names.map((name) => {
      const value = fields.get(name);
      const by = slopeAtZero((x) => {
        fields.set({ [name]: value * (1 + x) });
        core.call((e) => e.morrisLecarProblem(problem, cell.context, false));
        const p = product(state);
        return [p[0]! * v[0]! + p[1]! * v[1]!];
      }, 0.001)[0]!;
      fields.set({ [name]: value });
      return by / value;
    });
    for (const [i, value] of expected.entries()) {
      // relative to the terms of a^T J v over the parameter: some of these cancel
      const scale = Math.abs(value) + 1 / Math.abs(fields.get(names[i]!));
      expect(Math.abs(byParameter[i]! - value), names[i]!).toBeLessThan(1e-10 * scale);
    }
  });

  const synapses = [
    { name: "conductances", options: conductances(), integrals: false },
    { name: "conductances with integrals", options: conductances(), integrals: true },
    { name: "currents", options: currents(), integrals: false },
  ];

  test.each(synapses)("slopes of a network of $name", async ({ options, integrals }) => {
    const core = await testCore();
    const model = morrisLecarNetworkModel({ ...options, ...(integrals ? { integrals } : {}) } as never);
    const net = bound(core, model);
    const n = model.length;
    const p = 3 + 9;
    const initial = Array.from(model.initial!);
    const size = n / 3;
    const state = initial.map((x, i) => (i % size === 2 ? 0.2 + 0.1 * Math.floor(i / size) : x));
    const a = wave(n, 0.2).map((x, i) => (i % 2 ? -x : x));
    const v = wave(n, 0.8).map((x, i) => (i % size === 0 ? x : 0.1 * x));
    const product = (y: number[]) => {
      const [at, adjoint, out] = [net.put(y), net.put(a), net.put(new Array(n + p).fill(0))];
      core.call((e) => e.morrisLecarNetworkVectorJacobian(net.context, 0, at, adjoint, out, out + 8 * n));
      return net.numbers(out, n + p).slice();
    };
    const [y, direction, adjoint, out, gradient] = [net.put(state), net.put(v), net.put(a), net.take(8 * n), net.put(new Array(p).fill(1))];
    core.call((e) => e.morrisLecarNetworkSlope(net.context, 0, y, direction, adjoint, out, gradient));
    const expected = slopeAtZero((x) => product(along(state, x, v)), 0.02);
    // Rounding of 1e-16 |J^T a| / 0.02; exponentials good to 1e-15
    expectNear(net.numbers(out, n), expected.slice(0, n), 1e-11);
    expectNear(Array.from(net.numbers(gradient, p), (x) => x - 1), expected.slice(n), 1e-11);
  });
});

function conductances() {
  return {
    type: "conductance",
    cells: 3,
    current: [45, 42, 40],
    initial,
    synapses: ["ampa", "nmda", "gabaA"],
    weights: [0, 0.5, 2, 1, 0, 1.5, 0.8, 0.6, 0],
  };
}

function currents() {
  return { type: "current", cells: 3, initial, weights: [0, 0.5, 2, 1, 0, 1.5, 0.8, 0.6, 0] };
}
