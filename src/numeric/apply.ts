import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { MapKernel } from "../core/exports/numeric.js";
import { blockBytes } from "../core/memory.js";

type KernelName = "Exp" | "Expm1" | "Phi1" | "Log" | "Log1p" | "Tanh" | "Logistic" | "Cosh" | "SinTwoPi" | "CosTwoPi";

const kernels = {
  exp: "Exp",
  expm1: "Expm1",
  phi1: "Phi1",
  log: "Log",
  log1p: "Log1p",
  tanh: "Tanh",
  logistic: "Logistic",
  cosh: "Cosh",
  sinTwoPi: "SinTwoPi",
  cosTwoPi: "CosTwoPi",
} as const satisfies Record<string, KernelName>;

/** Elementwise functions of the core. */
export type FunctionName = keyof typeof kernels;

/** Names of all elementwise functions. */
export const functionNames = Object.keys(kernels) as readonly FunctionName[];

const CHUNK = 65536; // elements copied in at a time: bounds the core's memory, not the result

/**
 * Applies a function to each element with the core's vector kernels and returns a new array of the same type and length.
 * The results have the same bits on every machine: errors are below 2 ulp of the array's own precision (`phi1`: 4 ulp;
 * docs/numeric.md). As with `Math`, infinities and NaN are values: log(-1) is NaN.
 *
 * - `phi1` is (exp(z) - 1) / z, `logistic` 1 / (1 + exp(-x))
 * - `sinTwoPi`, `cosTwoPi` take turns, |x| <= 2^20: sin(2 pi x), cos(2 pi x)
 *
 * Errors: InputError for an unknown name or anything but a Float64Array or Float32Array; MemoryError.
 */
export function applyFunction<A extends Float64Array | Float32Array>(core: Core, name: FunctionName, input: A): A {
  if (!Object.hasOwn(kernels, name)) throw new InputError("name", name, `one of ${functionNames.join(", ")}`);
  const single = input instanceof Float32Array;
  if (!single && !(input instanceof Float64Array)) throw new InputError("input", input, "a Float64Array or a Float32Array");
  const type = single ? "f32" : "f64";
  const kernel = core.exports[`map${kernels[name]}${single ? "F32" : "F64"}`] as MapKernel;
  const chunk = Math.min(input.length, CHUNK);
  const output = (single ? new Float32Array(input.length) : new Float64Array(input.length)) as A;
  const arena = core.arena(blockBytes(type, chunk), "An elementwise function");
  try {
    const block = arena.block(type, chunk);
    for (let start = 0; start < input.length; start += chunk) {
      const count = Math.min(chunk, input.length - start);
      block.view.set(input.subarray(start, start + count));
      core.call(() => kernel(block.address, block.address, count));
      output.set(block.view.subarray(0, count), start);
    }
  } finally {
    core.heap.release(arena.region);
  }
  return output;
}
