import { batchProduct } from "../../numeric/linear/batch-products";
import { splat } from "../../numeric/lanes";

// out_i = sum_j W_ij x_j for vectors of trials, [cell][vector of trials] innermost lanes. Sums run over j in ascending order in every form, so that bits
// do not depend on how trials are grouped, nor (zeros apart) on whether the weights are dense or sparse.

/** Weights of one trial batch's network, of type T. */
@unmanaged
export class Weights {
  cells: u32;
  trialVectors: u32;
  values: usize; // dense: cells x cells by target; sparse: of the connections, by target
  rows: usize; // u32; 0: dense
  columns: usize; // u32
}

// @ts-ignore: decorator
@inline
function weightAt<T>(address: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(address) : v128.load32_splat(address);
}

// @ts-ignore: decorator
@inline
function sparseProduct<T>(weights: Weights, x: usize, out: usize): void {
  const stride = <usize>weights.trialVectors << 4;
  for (let i: usize = 0; i < <usize>weights.cells; i++) {
    const first = load<u32>(weights.rows + (i << 2));
    const end = load<u32>(weights.rows + (i << 2), 4);
    for (let at: usize = 0; at < stride; at += 16) {
      let sum = splat<T>(0.0);
      for (let c = <usize>first; c < <usize>end; c++) {
        const source = <usize>load<u32>(weights.columns + (c << 2));
        sum = v128.add<T>(sum, v128.mul<T>(v128.load(x + source * stride + at), weightAt<T>(weights.values + c * sizeof<T>())));
      }
      v128.store(out + i * stride + at, sum);
    }
  }
}

export function product<T>(weights: Weights, x: usize, out: usize): void {
  if (weights.rows) sparseProduct<T>(weights, x, out);
  else batchProduct<T>(weights.values, weights.cells, weights.cells, x, 0, out, weights.trialVectors);
}
