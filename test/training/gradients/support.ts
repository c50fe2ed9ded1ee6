import type { Core } from "../../../src/core/core.js";
import { blockBytes } from "../../../src/core/memory.js";
import { functionModel } from "../../../src/solvers/function-model.js";
import { type MethodName, methods } from "../../../src/solvers/methods.js";
import type { Model } from "../../../src/solvers/model.js";
import { add, type Complex, multiply, scale } from "../../neurons/complex-step.js";

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
  const arena = core.arena(3 * blockBytes("f64", length) + blockBytes("f64", parameters) + work + 64);
  const [state, a, out] = [1, 2, 3].map(() => arena.block("f64", length));
  const gradient = arena.block("f64", parameters);
  const workBlock = arena.block("u8", work);
  const check = (status: number) => {
    if (status !== 0) throw new Error(`status ${status}`);
  };
  return {
    length,
    parameters,
    set,
    /** (df/dy)^T a and (df/dtheta)^T a, which is what Euler's adjoint adds with h = 1. */
    vectorJacobian(y: ArrayLike<number>, adjoint: ArrayLike<number>, time = 0) {
      const { adjoint: sum, gradient } = this.reverse("euler", y, 1, adjoint, time);
      return { out: sum.map((x, i) => x - adjoint[i]!), gradient };
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

/** Lotka-Volterra with a third number that the time drives: x' = p x - q x y, y' = r x y - y, z' = sin t x - z^2. */
export function lotkaVolterra(): Model {
  return functionModel(
    (t, [x, y, z], out, [p, q, r]) => {
      out[0] = p! * x! - q! * x! * y!;
      out[1] = r! * x! * y! - y!;
      out[2] = Math.sin(t) * x! - z! * z!;
      return true;
    },
    {
      length: 3,
      parameters: { p: 1.1, q: 0.4, r: 0.3 },
      vectorJacobian: (t, [x, y, z], [a, b, c], out, gradientAdd, [p, q, r]) => {
        out[0] = (p! - q! * y!) * a! + r! * y! * b! + Math.sin(t) * c!;
        out[1] = -q! * x! * a! + (r! * x! - 1) * b!;
        out[2] = -2 * z! * c!;
        gradientAdd[0]! += x! * a!;
        gradientAdd[1]! -= x! * y! * a!;
        gradientAdd[2]! += x! * y! * b!;
      },
    },
  );
}

export function lotkaVolterraComplex(theta: readonly Complex[]): (time: number, y: readonly Complex[]) => Complex[] {
  const [p, q, r] = theta as [Complex, Complex, Complex];
  return (t, y) => {
    const [x, y1, z] = y as [Complex, Complex, Complex];
    const both = multiply(x, y1);
    return [
      add(multiply(p, x), scale(-1, multiply(q, both))),
      add(multiply(r, both), scale(-1, y1)),
      add(scale(Math.sin(t), x), scale(-1, multiply(z, z))),
    ];
  };
}
