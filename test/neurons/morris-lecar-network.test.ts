import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { morrisLecarNetworkModel } from "../../src/neurons/morris-lecar-network-model.js";
import type { MorrisLecarNetworkOptions } from "../../src/neurons/network-description.js";
import { synapseKinds } from "../../src/neurons/synapses.js";
import type { Model } from "../../src/solvers/model.js";
import { createIntegrator } from "../../src/solvers/solve.js";
import { testCore } from "../support/core.js";

const core = await testCore();

// Three SNLC cells: two AMPA, one GABA_A (E = -75); g[post, pre].
const three = {
  type: "conductance",
  cells: 3,
  synapses: ["ampa", "ampa", "gabaA"],
  current: [45, 42, 40],
  weights: [0, 0.5, 2, 1, 0, 1.5, 0.8, 0.6, 0],
  initial: { voltage: [-60, -40, -20], recovery: [0.01, 0.02, 0.1] },
} as const satisfies MorrisLecarNetworkOptions;

// V1 V2 V3 w1 w2 w3 s1 s2 s3, then the integral of s1 over 100: quadruple precision, two tolerances that agree.
const states = {
  50: [
    -30.486521104402932, -32.36814317775084, -33.05291234076854, 0.006279636944865171, 0.005542847980839938, 0.005434477323675822,
    0.007117371439633055, 0.005372293664459995, 0.022647811006778436, 0.0011151271601774664,
  ],
  100: [
    -9.810168681551367, -29.547502073111882, -29.60306503333072, 0.02813056139087586, 0.007819416199638123, 0.007608831760184343,
    0.14937574303239803, 0.009537135526494642, 0.04263088119218501, 0.014084062254035285,
  ],
} as const;

const tight = { relativeTolerance: 1e-12, absoluteTolerance: 1e-13, maximumSteps: 100_000 };

/** [derivative, Jacobian, vector-Jacobian product] of a network at a state. */
function functionsOf(model: Model) {
  const arena = core.arena(1 << 20);
  const take = (bytes: number) => arena.block("u8", bytes).address;
  const { address } = model.bind(core, take);
  const context = new DataView(core.memory.buffer).getUint32(address + 16, true);
  const n = model.length;
  const [state, out, rows, adjoint, product] = [n, n, n * n, n, n + 4096].map((length) => arena.block("f64", length));
  return {
    derivative(y: ArrayLike<number>): Float64Array {
      state!.view.set(y);
      core.call((e) => e.morrisLecarNetworkDerivative(context, 0, state!.address, out!.address));
      return out!.view.slice();
    },
    jacobian(y: ArrayLike<number>): Float64Array {
      state!.view.set(y);
      rows!.view.fill(0);
      core.call((e) => e.morrisLecarNetworkJacobian(context, 0, state!.address, rows!.address, 8 * n));
      return rows!.view.slice();
    },
    /** Rows of `size` numbers. */
    blocks(y: ArrayLike<number>, size: number): Float64Array {
      state!.view.set(y);
      rows!.view.fill(0);
      core.call((e) => e.morrisLecarNetworkJacobianBlocks(context, 0, state!.address, rows!.address, 8 * size, size));
      return rows!.view.slice(0, n * size);
    },
    product(y: ArrayLike<number>, a: ArrayLike<number>): Float64Array {
      state!.view.set(y);
      adjoint!.view.set(a);
      product!.view.fill(0);
      const to = product!.address; // the gradient by the parameters follows the product
      core.call((e) => e.morrisLecarNetworkVectorJacobian(context, 0, state!.address, adjoint!.address, to, to + 8 * n));
      return product!.view.slice();
    },
    release: () => core.heap.release(arena.region),
  };
}

const random = (seed: number) => {
  let x = seed;
  return () => {
    x = (x * 16807) % 2147483647;
    return x / 2147483647;
  };
};

/** A network of each type with all kinds of synapses, dense and sparse, and a state for it. */
function examples(seed: number): { name: string; options: MorrisLecarNetworkOptions; integrals: boolean; state: Float64Array }[] {
  const next = random(seed);
  const cells = 5;
  const weights = Float64Array.from({ length: cells * cells }, () => (next() < 0.7 ? next() * 2 : 0));
  const pairs = Array.from({ length: cells * cells }, (_, at) => at)
    .filter(() => next() < 0.4)
    .reverse();
  const sparse = {
    sources: pairs.map((at) => at % cells),
    targets: pairs.map((at) => Math.floor(at / cells)),
    weights: pairs.map(() => next()),
  };
  const synapses = ["ampa", "nmda", "gabaA", "graded", { kind: "nmda", reversal: -10, magnesium: 2 }] as const;
  const currents = Array.from({ length: cells }, () => 40 * next());
  const state = (components: number) =>
    Float64Array.from({ length: cells * components }, (_, at) => (at % components === 0 ? -70 + 90 * next() : next()));
  return [
    {
      name: "current",
      options: { type: "current", cells, weights: weights.map((w) => w - 0.7) },
      integrals: false,
      state: state(2),
    },
    { name: "current, sparse", options: { type: "current", cells, weights: sparse }, integrals: false, state: state(2) },
    {
      name: "conductance",
      options: { type: "conductance", cells, weights, synapses, current: currents },
      integrals: true,
      state: state(4),
    },
    {
      name: "conductance, sparse",
      options: { type: "conductance", cells, weights: sparse, synapses, current: currents },
      integrals: false,
      state: state(3),
    },
  ];
}

const modelOf = ({ options, integrals }: ReturnType<typeof examples>[number]) =>
  morrisLecarNetworkModel(integrals ? { ...options, integrals } : options);

describe("derivatives of networks", () => {
  test.each(examples(5).map((example) => [example.name, example] as const))("Jacobian of %s", (_, example) => {
    const functions = functionsOf(modelOf(example));
    const n = example.state.length;
    const found = functions.jacobian(example.state);
    for (let j = 0; j < n; j++) {
      // Differences of order 6: error h^6 |f^(7)| / 140 + rounding 1e-14 |f| / h with h = 0.02 of V's scale (8 mV), |f| < 100.
      const h = example.state[j]! < 0 ? 0.02 : 1e-3;
      const at = (k: number) => functions.derivative(example.state.with(j, example.state[j]! + k * h));
      const [p1, p2, p3, m1, m2, m3] = [1, 2, 3, -1, -2, -3].map(at) as Float64Array[];
      for (let i = 0; i < n; i++) {
        const slope = (45 * (p1![i]! - m1![i]!) - 9 * (p2![i]! - m2![i]!) + (p3![i]! - m3![i]!)) / (60 * h);
        expect(Math.abs(found[i * n + j]! - slope), `entry ${i}, ${j}`).toBeLessThan(1e-9);
      }
    }
    functions.release();
  });

  test.each(examples(6).map((example) => [example.name, example] as const))(
    "blocks on the diagonal of the Jacobian of %s, of every size that divides it",
    (_, example) => {
      const functions = functionsOf(modelOf(example));
      const n = example.state.length;
      const all = functions.jacobian(example.state);
      for (let size = 1; size <= n; size++) {
        if (n % size !== 0) continue;
        const expected = Float64Array.from({ length: n * size }, (_entry, at) => {
          const row = Math.floor(at / size);
          return all[row * n + (row - (row % size)) + (at % size)]!;
        });
        expect(functions.blocks(example.state, size), `size ${size}`).toEqual(expected);
      }
      functions.release();
    },
  );

  test("item 2: a . J b = J^T a . b, and the gradients by currents and weights", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        for (const example of examples(seed)) {
          const functions = functionsOf(modelOf(example));
          const n = example.state.length;
          const next = random(seed + 1);
          const [a, b] = [0, 1].map(() => Float64Array.from({ length: n }, () => next() - 0.5)) as [Float64Array, Float64Array];
          const rows = functions.jacobian(example.state);
          const product = functions.product(example.state, a);
          let [left, right, size] = [0, 0, 0];
          for (let i = 0; i < n; i++) {
            right += product[i]! * b[i]!;
            for (let j = 0; j < n; j++) {
              left += a[i]! * rows[i * n + j]! * b[j]!;
              size += Math.abs(a[i]! * rows[i * n + j]! * b[j]!);
            }
          }
          expect(Math.abs(left - right)).toBeLessThan(1e-13 * size);
          functions.release();
        }
      }),
      { numRuns: 25 },
    );
  });

  test("gradients by currents and weights against differences", () => {
    // f is linear in both: the difference quotient is exact up to rounding, 1e-14 |f| / 0.5.
    for (const example of examples(77)) {
      const { options, state } = example;
      const cells = options.cells;
      const functions = functionsOf(modelOf(example));
      const a = state.map((_, i) => Math.sin(i + 1));
      const base = functions.derivative(state);
      const product = functions.product(state, a);
      const change = (changed: MorrisLecarNetworkOptions) => {
        const other = functionsOf(modelOf({ ...example, options: changed }));
        const slopes = other.derivative(state);
        other.release();
        return slopes.reduce((sum, slope, i) => sum + a[i]! * (slope - base[i]!), 0);
      };
      const n = state.length;
      for (let i = 0; i < cells && options.type === "conductance"; i++) {
        const current = (options.current as number[]).with(i, (options.current as number[])[i]! + 0.5);
        expect(Math.abs(change({ ...options, current }) / 0.5 - product[n + i]!)).toBeLessThan(1e-11);
      }
      if (ArrayBuffer.isView(options.weights)) {
        const weights = options.weights as Float64Array;
        for (let at = 0; at < cells * cells; at++) {
          const [i, j] = [Math.floor(at / cells), at % cells];
          const gradient = product[n + cells + (options.type === "current" ? j * cells + i : at)]!;
          const found = change({ ...options, weights: weights.with(at, weights[at]! + 0.5) }) / 0.5;
          expect(Math.abs(found - gradient), `weight ${at}`).toBeLessThan(1e-11);
        }
      }
      functions.release();
    }
  });

  test("dense and sparse weights are the same network", () => {
    const dense = functionsOf(morrisLecarNetworkModel(three));
    const places = [1, 2, 3, 5, 6, 7];
    const weights = {
      sources: places.map((at) => at % 3),
      targets: places.map((at) => Math.floor(at / 3)),
      weights: places.map((at) => three.weights[at]!),
    };
    const sparse = functionsOf(morrisLecarNetworkModel({ ...three, weights }));
    const y = [-30, 0.1, 0.2, -10, 0.2, 0.4, 5, 0.3, 0.1];
    expect(sparse.derivative(y)).toEqual(dense.derivative(y));
    expect(sparse.jacobian(y)).toEqual(dense.jacobian(y));
    dense.release();
    sparse.release();
  });
});

describe("three-cell network", () => {
  test("item 16: states", () => {
    const integrator = createIntegrator(core, morrisLecarNetworkModel({ ...three, integrals: true }), {
      times: [50, 100],
      ...tight,
    });
    const solution = integrator.run();
    ([50, 100] as const).forEach((time, row) => {
      const y = solution.states[row]!;
      states[time].forEach((expected, at) => {
        const value = at === 9 ? y[3]! / 100 : y[(at % 3) * 4 + Math.floor(at / 3)]!;
        expect(Math.abs(value - expected), `number ${at} at ${time}`).toBeLessThan(at < 3 ? 1e-7 : 1e-9);
      });
    });
    integrator.dispose();
  });

  test("item 17: gradients", () => {
    const sensitivities = [
      { current: 0 },
      { current: 2 },
      { source: 2, target: 0 },
      { source: 0, target: 1 },
      { source: 1, target: 0 },
    ];
    const model = morrisLecarNetworkModel({ ...three, integrals: true, sensitivities });
    const integrator = createIntegrator(core, model, { end: 100, record: "end", ...tight });
    const { state } = integrator.run();
    // dV1, dV2, dV3, dL with L = integral of s1 / 100; quadruple precision. Entries left out there are undefined.
    const table = [
      [85.38370283345454, 4.722079973286319, undefined, 0.03379442497003109],
      [-51.10026184289937, -4.332026153616816, 0.1092268684072441, undefined],
      [-102.1844454591114, -5.569381147316734, -4.788955080003921, -0.03961509736862002],
      [0.1929660986745066, undefined, 0.04406447283424515, 7.467368200372279e-5],
      [13.65105777043316, 0.7518380784449179, 0.6469203175635517, undefined],
    ];
    table.forEach((row, parameter) => {
      row.forEach((expected, column) => {
        if (expected === undefined) return;
        const at = 12 * (parameter + 1) + (column === 3 ? 3 : 4 * column);
        const value = column === 3 ? state[at]! / 100 : state[at]!;
        expect(Math.abs(value / expected - 1), `row ${parameter}, column ${column}`).toBeLessThan(1e-6);
      });
    });
    integrator.dispose();
  });
});

test("item 20: with V frozen, s relaxes exponentially", () => {
  // A cell with a huge capacitance and no currents keeps its V; s(t) = s_inf + (s0 - s_inf) exp(-(a T + b) t).
  const still = { capacitance: 1e6, leakConductance: 0, potassiumConductance: 0, calciumConductance: 0 };
  for (const kind of ["ampa", "nmda", "gabaA"] as const) {
    const { opening, closing } = synapseKinds[kind];
    const voltage = 1.5;
    const transmitter = 1 / (1 + Math.exp(-(voltage - 2) / 5));
    const rate = opening * transmitter + closing;
    const model = morrisLecarNetworkModel({
      type: "conductance",
      cells: 1,
      parameters: still,
      synapses: kind,
      weights: [0],
      current: 0,
      opening: 0.9,
      initial: { voltage, recovery: 0 },
    });
    const time = 0.7 / rate;
    const integrator = createIntegrator(core, model, {
      end: time,
      record: "end",
      relativeTolerance: 1e-14,
      absoluteTolerance: 1e-15,
    });
    const steady = (opening * transmitter) / rate;
    const expected = steady + (0.9 - steady) * Math.exp(-rate * time);
    expect(Math.abs(integrator.run().state[2]! / expected - 1)).toBeLessThan(1e-12);
    integrator.dispose();
  }
});

test("item 21: with z = 0 every cell of a current-based network gets 39.9 uA/cm2", () => {
  const functions = functionsOf(morrisLecarNetworkModel({ type: "current", cells: 2, weights: [0, 0, 0, 0], bias: 0 }));
  // With V at EL, w = 0 and all but I known, C V' + gCa m_inf (V - ECa) = I.
  const other = functionsOf(
    morrisLecarNetworkModel({
      type: "conductance",
      cells: 2,
      parameters: "authors",
      synapses: "ampa",
      weights: [0, 0, 0, 0],
      current: 39.9,
    }),
  );
  const [a, b] = [functions.derivative([-60, 0, -20, 0.1]), other.derivative([-60, 0, 0, -20, 0.1, 0])];
  expect([a[0], a[1], a[2], a[3]]).toEqual([b[0], b[1], b[3], b[4]]);
  functions.release();
  other.release();
});

test.each([
  ["type", { type: "chemical" }],
  ["cells", { cells: 0 }],
  ["weights", { weights: [1, 2] }],
  ["weights[0]", { weights: [-1, 0, 0, 0, 0, 0, 0, 0, 0] }],
  ["weights.sources[0]", { weights: { sources: [3], targets: [0], weights: [1] } }],
  ["weights.targets[1]", { weights: { sources: [1, 1], targets: [0, 0], weights: [1, 2] } }],
  ["synapses", { synapses: ["ampa"] }],
  ["synapses", { synapses: "gaba" }],
  ["synapses.width", { synapses: { kind: "ampa", width: 0 } }],
  ["current", { current: undefined }],
  ["sensitivities[0].current", { sensitivities: [{ current: 3 }] }],
  ["options.bias", { bias: 0 }],
])("refuses %s: %j", (field, wrong) => {
  const options = { ...three, ...wrong } as unknown as MorrisLecarNetworkOptions;
  expect(() => morrisLecarNetworkModel(options)).toThrow(InputError);
  expect(() => morrisLecarNetworkModel(options)).toThrow(`${field} is`);
});
