import { describe, expect, test } from "vitest";
import type { Core } from "../../../src/core/core.js";
import { hodgkinHuxleyModel, squidAxon } from "../../../src/neurons/hodgkin-huxley.js";
import { morrisLecarModel } from "../../../src/neurons/morris-lecar-model.js";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { morrisLecarParameters, morrisLecarRanges } from "../../../src/neurons/morris-lecar-parameters.js";
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

const weights = [0, 0.5, 2, 1, 0, 1.5, 0.8, 0.6, 0];
const initial = { voltage: [-30, -10, -20], recovery: [0.1, 0.2, 0.1] };

const wave = (length: number, phase: number) => Array.from({ length }, (_, i) => 0.2 + Math.abs(Math.cos(phase + 1.3 * i)));
const rates = [0.4, 30, 10];
const squid = [sodiumConductance, potassiumConductance, leakConductance, sodiumReversal, potassiumReversal, leakReversal, 10];
const hodgkinHuxley = (v: number): Case => ({
  model: hodgkinHuxleyModel({ current: 10 }),
  parameters: squid,
  state: [v, 0.3, 0.4, 0.6],
});
const cell = morrisLecarParameters("snlc");
const morrisLecar = (v: number): Case => ({
  model: morrisLecarModel({ current: 45 }),
  parameters: [...(Object.keys(morrisLecarRanges) as (keyof typeof cell)[]).map((name) => cell[name]), 45],
  state: [v, 0.3],
});
const cases: Readonly<Record<string, Case>> = {
  ROBER: { model: rober(), parameters: rates, state: [0.7, 0.2, 0.3] },
  HIRES: { model: hires(), parameters: Object.values(hires().parameters), state: wave(8, 0.3) },
  POLLU: { model: pollu(), parameters: wave(25, 0.2), state: wave(20, 0.9) },
  VDPOL: { model: vdpol(), parameters: [0.2], state: [1.5, -0.7] },
  "van der Pol": { model: vanDerPol(), parameters: [5], state: [1.5, -0.7] },
  "Lotka-Volterra": { model: lotkaVolterra(), parameters: [1.5, 1, 3, 1], state: [1.2, 0.7] },
  linear: { model: linear(), parameters: [-0.7], state: [1.2] },
  ...Object.fromEntries([-60, -22.3, 4, 31].map((v) => [`Morris-Lecar at ${v} mV`, morrisLecar(v)])),
  "Morris-Lecar network of conductances": network(conductances()),
  "Morris-Lecar network of conductances with integrals": network({ ...conductances(), integrals: true }),
  "Morris-Lecar network of currents": network(currents()),
  "Hodgkin-Huxley": hodgkinHuxley(-20.3),
  "Hodgkin-Huxley near the removable singularity of m": hodgkinHuxley(-40.02),
  "Hodgkin-Huxley near the removable singularity of n": hodgkinHuxley(-54.1),
};

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
    return Float64Array.from(
      { length: this.n ** 2 },
      (_, i) => this.numbers(out + rowBytes * Math.floor(i / this.n), this.n)[i % this.n]!,
    );
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
      expect(Math.abs(dot(a, slope) - both[products.n + k]! * parameters[k]!)).toBeLessThan(
        1e-11 * (terms + Math.abs(dot(a, slope))),
      );
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
    const [y, a, out, own] = [
      products.put(state),
      products.put(wave(products.n, 1)),
      products.take(8 * products.n),
      products.take(8 * products.n),
    ];
    const { core, address, n } = products;
    core.call((e) => e.vectorJacobianOf(address, 0, y, a, out, 0));
    expect(products.numbers(out, n)).toEqual(products.product(state, parameters, wave(n, 1)).slice(0, n));
    core.call((e) => e.vectorJacobianSlopeOf(address, 0, y, a, a, own, 0));
    expect(products.numbers(own, n)).toEqual(products.product(state, parameters, wave(n, 1), wave(n, 1)).slice(0, n));
  });
});

/** Away from where numbers are 0. */
function network(options: object): Case {
  const model = morrisLecarNetworkModel(options as Parameters<typeof morrisLecarNetworkModel>[0]);
  const size = model.length / 3;
  const state = Array.from(model.initial!, (x, i) => (i % size >= 2 ? 0.2 + 0.1 * Math.floor(i / size) : x));
  return { model, parameters: [45, 42, 40, ...weights.map((weight) => weight + 0.1)], state };
}

function conductances() {
  return {
    type: "conductance",
    cells: 3,
    current: [45, 42, 40],
    initial,
    synapses: ["ampa", "nmda", "gabaA"],
    weights,
  };
}

function currents() {
  return { type: "current", cells: 3, initial, weights };
}
