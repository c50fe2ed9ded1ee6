import { describe, expect, it } from "vitest";
import {
  type FunctionModelOptions,
  functionModel,
  type Model,
  morrisLecarNetworkModel,
  type SolveOptions,
  solve,
} from "../../src/index.js";
import { checkSolve } from "../../src/solvers/checked-solve.js";
import { Engine } from "../../src/solvers/engine.js";
import { core, distance, fixed, mean, orders, wMethods } from "./rosenbrock/support.js";

// Oscillators y'' = mu (1 - y^2) y' - y + coupling (y' of the next) in a ring, each a block (y, y', their mean) of three numbers.
const oscillators = 4;
const length = 3 * oscillators;
const end = 2;
const initial = Array.from({ length }, (_, i) => [1.5, 0.3, 0.1][i % 3]! + 0.2 * Math.sin(i));

function ring(coupling: number, derivatives: Pick<FunctionModelOptions, "jacobian" | "jacobianBlocks"> = {}): Model {
  return functionModel(
    (_, y, out) => {
      for (let i = 0; i < length; i += 3) {
        const next = (i + 3) % length;
        out[i] = y[i + 1]!;
        out[i + 1] = 2 * (1 - y[i]! ** 2) * y[i + 1]! - y[i]! + coupling * y[next]! * y[i + 2]!;
        out[i + 2] = y[i]! - 5 * y[i + 2]!;
      }
    },
    { length, autonomous: true, ...derivatives },
  );
}

/** The block of the oscillator at `i`, to `out` at a corner, with rows of `row` numbers. */
function block(y: Float64Array, out: Float64Array, i: number, coupling: number, corner: number, row: number): void {
  out[corner + 1] = 1;
  out[corner + row] = -4 * y[i]! * y[i + 1]! - 1;
  out[corner + row + 1] = 2 * (1 - y[i]! ** 2);
  out[corner + row + 2] = coupling * y[(i + 3) % length]!;
  out[corner + 2 * row] = 1;
  out[corner + 2 * row + 2] = -5;
}

const full = (coupling: number): NonNullable<FunctionModelOptions["jacobian"]> => {
  return (_t, y, out) => {
    for (let i = 0; i < length; i += 3) {
      block(y, out, i, coupling, i * (length + 1), length);
      out[(i + 1) * length + ((i + 3) % length)] = coupling * y[i + 2]!;
    }
  };
};
const blocks = (coupling: number): NonNullable<FunctionModelOptions["jacobianBlocks"]> => {
  return (_t, y, out, size) => {
    for (let i = 0; i < length; i += 3) block(y, out, i, coupling, i * size, size);
  };
};
const byBlocks = { jacobianBlock: 3 } as const;

describe("the diagonal blocks of the Jacobian, without the rest of it", () => {
  it.each(wMethods)("are the same to %s from a function of their own and cut out of all of it", (method) => {
    const cut = fixed(ring(0.7, { jacobian: full(0.7) }), method, initial, end, 37, byBlocks);
    const own = fixed(ring(0.7, { jacobianBlocks: blocks(0.7) }), method, initial, end, 37, byBlocks);
    expect(own).toEqual(cut);
    const wrong = fixed(ring(0.7, { jacobianBlocks: blocks(0.1) }), method, initial, end, 37, byBlocks);
    expect(distance(wrong, cut)).toBeGreaterThan(0);
  });

  it.each(wMethods)("are by differences in %s what they are exactly, where blocks are apart", (method) => {
    const exact = fixed(ring(0, { jacobianBlocks: blocks(0) }), method, initial, end, 200, byBlocks);
    const differences = fixed(ring(0), method, initial, end, 200, byBlocks);
    // differences err by 1e-8 |J|; what a W-method makes of it is smaller by h^2 and more
    expect(distance(differences, exact)).toBeLessThan(1e-8);
  });

  it("take as many evaluations as a block has columns, and none with a function", () => {
    const evaluations = (model: Model, options: Partial<SolveOptions>) => {
      const asked = { method: "ros34pw2", initial, end, stepSize: end / 50, record: "end", ...options } as const;
      return solve(core, model, asked).statistics.evaluations;
    };
    const perStep = 4; // of ROS34PW2: three stages, and f at the end
    expect(evaluations(ring(0.7, { jacobianBlocks: blocks(0.7) }), byBlocks)).toBe(1 + 50 * perStep);
    expect(evaluations(ring(0.7), byBlocks)).toBe(1 + 50 * (perStep + 3));
    expect(evaluations(ring(0.7), {})).toBe(1 + 50 * (perStep + length));
  });

  it.each([
    ["ros2", 2],
    ["ros34pw2", 3],
    ["rosenbrock23", 2],
  ] as const)("leave %s its order, %i, in a network", (method, order) => {
    const reference = fixed(ring(0.7, { jacobian: full(0.7) }), "rodas5p", initial, end, 2000);
    for (const model of [ring(0.7, { jacobianBlocks: blocks(0.7) }), ring(0.7)]) {
      const errors = [160, 320, 640].map((steps) => distance(fixed(model, method, initial, end, steps, byBlocks), reference));
      expect(Math.abs(mean(orders(errors)) - order)).toBeLessThan(0.15); // the next term of the error, as in rosenbrock/orders.test.ts
    }
  });

  it("need memory in proportion to the number of cells", () => {
    const bytes = (cells: number, options: Partial<SolveOptions>) => {
      const model = morrisLecarNetworkModel({ type: "conductance", cells, synapses: "gabaA", current: 45, weights: none });
      const { engine } = checkSolve(core, model, { end: 1, method: "ros34pw2", record: "end", ...options });
      return Engine.bytes({ ...engine, kernel: () => 0 });
    };
    const none = { sources: [], targets: [], weights: [] };
    expect(bytes(1000, {})).toBeGreaterThan(2 * 3000 ** 2 * 8);
    // 2 matrices of 3000 rows of 4 numbers, 9 vectors beside the state and the tolerances, 9000 pivots, and blocks rounded up
    expect(bytes(1000, byBlocks)).toBeLessThan(3000 * 8 * (2 * 4 + 11) + 9000 * 4 + 2048);
    expect(bytes(2000, byBlocks) / bytes(1000, byBlocks)).toBeLessThan(2);
  });

  it("refuses what is not a function", () => {
    const jacobianBlocks = 3 as unknown as ReturnType<typeof blocks>;
    expect(() => ring(0, { jacobianBlocks })).toThrow("jacobianBlocks is 3; it must be a function");
  });
});
