import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Core } from "../../src/core/core.js";
import type { Block } from "../../src/core/memory.js";
import { morrisLecarModel } from "../../src/neurons/morris-lecar-model.js";
import { type MorrisLecarSet, morrisLecarSets } from "../../src/neurons/morris-lecar-parameters.js";
import { testCore } from "../support/core.js";
import { complexJacobian } from "./complex-step.js";

const sets = Object.keys(morrisLecarSets) as MorrisLecarSet[];
const points = [
  [-20, 0.1],
  [10, 0.4],
  [-60, 0.01],
] as const;

let core: Core;
let state: Block<"f64">;
let out: Block<"f64">;
let adjoint: Block<"f64">;
let gradient: Block<"f64">;
const contexts = new Map<MorrisLecarSet, number>();

beforeAll(async () => {
  core = await testCore();
  const arena = core.arena(65536);
  state = arena.block("f64", 8);
  out = arena.block("f64", 8);
  adjoint = arena.block("f64", 8);
  gradient = arena.block("f64", 16);
  for (const set of sets) {
    const take = (bytes: number) => arena.block("u8", bytes).address;
    const { address } = morrisLecarModel({ parameters: set, current: 45 }).bind(core, take);
    contexts.set(set, new DataView(core.memory.buffer).getUint32(address + 16, true)); // Problem.context
  }
});

const at = (v: number, w: number) => state.view.set([v, w]);
function derivative(set: MorrisLecarSet, v: number, w: number): number[] {
  at(v, w);
  core.call((e) => e.morrisLecarDerivative(contexts.get(set)!, 0, state.address, out.address));
  return Array.from(out.view.slice(0, 2));
}
function jacobian(set: MorrisLecarSet, v: number, w: number): number[] {
  at(v, w);
  core.call((e) => e.morrisLecarJacobian(contexts.get(set)!, 0, state.address, out.address, 16));
  return Array.from(out.view.slice(0, 4));
}
/** J^T a and a . df/dI, the last number of the gradient. */
function vectorJacobian(set: MorrisLecarSet, v: number, w: number, a: readonly number[]): number[] {
  at(v, w);
  adjoint.view.set(a);
  gradient.view.fill(0);
  core.call((e) =>
    e.morrisLecarVectorJacobian(contexts.get(set)!, 0, state.address, adjoint.address, out.address, gradient.address),
  );
  return [...out.view.slice(0, 2), gradient.view[12]!];
}

describe("item 1: safe evaluation", () => {
  test("gates are those of the tanh forms to 1e-15", () => {
    // m_inf and w_inf from the derivative: at w = 0 and w = 1, w' = phi cosh (w_inf - w), so w_inf = w'_0 / (w'_0 - w'_1).
    const p = morrisLecarSets.snlc;
    for (let v = -200; v <= 200; v += 0.37) {
      const [, atZero] = derivative("snlc", v, 0);
      const [, atOne] = derivative("snlc", v, 1);
      const target = atZero! / (atZero! - atOne!);
      expect(Math.abs(target - 0.5 * (1 + Math.tanh((v - p.recoveryHalfVoltage) / p.recoveryWidth)))).toBeLessThan(1e-15);
      const m = activation(v);
      expect(Math.abs(m - 0.5 * (1 + Math.tanh((v - p.calciumHalfVoltage) / p.calciumWidth)))).toBeLessThan(1e-15);
    }
  });

  /** m_inf from V' of a cell with the calcium current alone, whose reversal potential is so far away that V - ECa does not cancel. */
  function activation(v: number): number {
    const arena = core.arena(4096);
    const only = { leakConductance: 0, potassiumConductance: 0, calciumConductance: 1, calciumReversal: 2 ** 19, capacitance: 1 };
    const take = (bytes: number) => arena.block("u8", bytes).address;
    const { address } = morrisLecarModel({ parameters: only, current: 0 }).bind(core, take);
    const context = new DataView(core.memory.buffer).getUint32(address + 16, true);
    at(v, 0);
    core.call((e) => e.morrisLecarDerivative(context, 0, state.address, out.address));
    core.heap.release(arena.region);
    return out.view[0]! / (2 ** 19 - v);
  }

  test.each(sets)("%s is finite at V = 1e6 and -1e6", (set) => {
    for (const v of [1e6, -1e6]) {
      const all = [...derivative(set, v, 0.3), ...jacobian(set, v, 0.3), ...vectorJacobian(set, v, 0.3, [1, -2])];
      expect(all.every(Number.isFinite)).toBe(true);
    }
  });
});

describe("item 2: derivatives", () => {
  test.each(sets)("Jacobian of %s against the complex step", (set) => {
    for (const [v, w] of points) {
      const found = jacobian(set, v, w);
      const expected = complexJacobian(morrisLecarSets[set], v, w);
      found.forEach((x, i) => {
        expect(Math.abs(x / expected[i]! - 1), `entry ${i} at ${v}, ${w}`).toBeLessThan(1e-12);
      });
    }
  });

  test("a . J b = J^T a . b", () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...sets),
        fc.double({ min: -80, max: 60, noNaN: true }),
        number,
        number,
        number,
        number,
        (set, v, ...n) => {
          const [a0, a1, b0, b1] = n as [number, number, number, number];
          const [j11, j12, j21, j22] = jacobian(set, v, 0.2) as [number, number, number, number];
          const [t0, t1, t2] = vectorJacobian(set, v, 0.2, [a0, a1]) as [number, number, number];
          const left = a0 * (j11 * b0 + j12 * b1) + a1 * (j21 * b0 + j22 * b1);
          const size =
            Math.abs(a0) * (Math.abs(j11 * b0) + Math.abs(j12 * b1)) + Math.abs(a1) * (Math.abs(j21 * b0) + Math.abs(j22 * b1));
          expect(Math.abs(left - (t0 * b0 + t1 * b1))).toBeLessThanOrEqual(1e-13 * Math.max(size, 1e-280));
          expect(t2).toBe(0 + a0 * (1 / 20)); // added to 0
        },
      ),
    );
  });
});
