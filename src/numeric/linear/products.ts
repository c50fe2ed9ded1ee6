import type { Core } from "../../core/core.js";
import { checkDimension, checkMatrix } from "./matrix.js";
import { withBlocks } from "./workspace.js";

/**
 * A B for A (n by m) and B (m by k), all row by row; each element is summed in the order of its index. Errors: InputError for wrong sizes and
 * numbers that are not finite, MemoryError.
 */
export function multiply(core: Core, a: ArrayLike<number>, b: ArrayLike<number>, n: number, m: number, k: number): Float64Array {
  checkDimension("n", n);
  checkDimension("m", m);
  checkDimension("k", k);
  checkMatrix("a", a, n, m);
  checkMatrix("b", b, m, k);
  return withBlocks(core, [n * k, n * m, m * k], (out, left, right) => {
    left!.view.set(a);
    right!.view.set(b);
    core.call((e) => e.multiply(out!.address, left!.address, right!.address, n, m, k));
    return out!.view.slice();
  });
}
