import type { Core } from "../../../src/core/core.js";
import { blockBytes } from "../../../src/core/memory.js";
import { type MethodName, methods } from "../../../src/solvers/methods.js";
import type { Model } from "../../../src/solvers/model.js";

/** Three SNLC cells of morris-lecar.md section 10: two AMPA, one GABA_A; g[post, pre]. */
export const threeCells = {
  type: "conductance",
  cells: 3,
  synapses: ["ampa", "ampa", "gabaA"],
  current: [45, 42, 40],
  weights: [0, 0.5, 2, 1, 0, 1.5, 0.8, 0.6, 0],
  initial: { voltage: [-60, -40, -20], recovery: [0.01, 0.02, 0.1] },
} as const;

/** Four cells, both kinds of sign and all kinds of synapses, with zeros among the weights. */
export const fourCells = {
  type: "conductance",
  cells: 4,
  synapses: ["ampa", "gabaA", "nmda", "graded"],
  current: [45, 41, 43, 38],
  weights: [0, 0.7, 0.4, 0.3, 1.1, 0, 0.2, 0, 0.6, 0.5, 0, 0.9, 0.3, 0.8, 0.1, 0],
  initial: { voltage: [-35, -20, -5, 10], recovery: [0.05, 0.1, 0.15, 0.2] },
  opening: [0.1, 0.2, 0.3, 0.4],
} as const;

export const fourCurrentCells = {
  type: "current",
  cells: 4,
  weights: [0.1, -0.2, 0.3, 0, 0.25, 0.05, -0.4, 0.2, 0, 0.35, -0.15, 0.1, -0.3, 0.2, 0.1, 0.4],
  initial: { voltage: [-35, -20, -5, 10], recovery: [0.05, 0.1, 0.15, 0.2] },
} as const;

/** Numbers from -1 to 1. */
export function randomNumbers(seed: number): () => number {
  let x = seed;
  return () => {
    x = (x * 16807) % 2147483647;
    return (2 * x) / 2147483647 - 1;
  };
}

/** A model's functions in the core, one call at a time. */
export function differentiableOf(core: Core, model: Model) {
  const { length } = model;
  const modelArena = core.arena(model.bytes(core) + 64);
  const bound = model.bind(core, (bytes) => modelArena.block("u8", bytes).address);
  const { address, parameters, set } = bound.gradient!;
  const work = Math.max(...Object.values(methods).map(({ number }) => workBytes(core, number, length)));
  const arena = core.arena(
    3 * blockBytes("f64", length) + blockBytes("f64", length * length) + blockBytes("f64", parameters) + work + 64,
  );
  const [state, a, out] = [1, 2, 3].map(() => arena.block("f64", length));
  const rows = arena.block("f64", length * length);
  const gradient = arena.block("f64", parameters);
  const workBlock = arena.block("u8", work);
  const check = (status: number) => {
    if (status !== 0) throw new Error(`status ${status}`);
  };
  const table = (core.exports as unknown as { table?: WebAssembly.Table }).table;
  const problemField = (at: number) => new DataView(core.memory.buffer).getUint32(bound.address + at, true);
  const context = () => problemField(16);
  return {
    length,
    parameters,
    set,
    table,
    /** f(y) by the core's function table. */
    derivative(y: ArrayLike<number>, time = 0): Float64Array {
      state!.view.set(y);
      table!.get(problemField(0))(context(), time, state!.address, out!.address);
      return out!.view.slice();
    },
    jacobian(y: ArrayLike<number>, time = 0): Float64Array {
      state!.view.set(y);
      rows.view.fill(0);
      table!.get(problemField(4))(context(), time, state!.address, rows.address, 8 * length);
      return rows.view.slice();
    },
    vectorJacobian(y: ArrayLike<number>, adjoint: ArrayLike<number>, time = 0) {
      state!.view.set(y);
      a!.view.set(adjoint);
      gradient.view.fill(0);
      const at = new DataView(core.memory.buffer).getUint32(address + 4, true);
      table!.get(at)(context(), time, state!.address, a!.address, out!.address, gradient.address);
      return { out: out!.view.slice(), gradient: gradient.view.slice() };
    },
    step(method: MethodName, y: ArrayLike<number>, h: number, t = 0): Float64Array {
      state!.view.set(y);
      const { number } = methods[method];
      check(core.call((e) => e.adjointStep(address, number, t, h, state!.address, out!.address, workBlock.address)));
      return out!.view.slice();
    },
    /** The adjoint before the step, and the gradient by the parameters. */
    reverse(method: MethodName, y: ArrayLike<number>, h: number, adjoint: ArrayLike<number>, t = 0) {
      state!.view.set(y);
      a!.view.set(adjoint);
      gradient.view.fill(0);
      const { number } = methods[method];
      const at = [state!.address, a!.address, gradient.address, workBlock.address] as const;
      check(core.call((e) => e.adjointStepReverse(address, number, t, h, ...at)));
      return { adjoint: a!.view.slice(), gradient: gradient.view.slice() };
    },
    release() {
      bound.release?.();
      core.heap.release(arena.region);
      core.heap.release(modelArena.region);
    },
  };
}

function workBytes(core: Core, method: number, length: number): number {
  return core.exports.adjointWorkBytes(method, length) >>> 0;
}
