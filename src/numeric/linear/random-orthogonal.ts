import type { Core } from "../../core/core.js";
import { MicrocircuitError } from "../../core/errors.js";
import type { RandomStream } from "../../random/stream.js";
import { checkDimension } from "./matrix.js";
import { withBlocks } from "./workspace.js";

/**
 * A random orthogonal n by n matrix, Haar-distributed (uniform over the orthogonal group): independent normal numbers, their rows made orthonormal one after the
 * other with fixed signs (F. Mezzadri, Notices of the AMS 54, 2007). Takes n^2 normal draws of `stream`. Errors: InputError, MemoryError.
 */
export function randomOrthogonal(core: Core, n: number, stream: RandomStream): Float64Array {
  checkDimension("n", n);
  const normals = stream.normals(n * n);
  return withBlocks(core, [n * n], (block) => {
    block!.view.set(normals);
    const status = core.call((e) => e.orthonormaliseRows(block!.address, n, n));
    if (status !== 0)
      throw new MicrocircuitError("degenerate", `Row ${status - 1} of the normal numbers depends on those above it.`);
    return block!.view.slice();
  });
}
