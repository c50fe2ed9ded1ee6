import type { Core } from "../../core/core.js";
import { multiply } from "../../numeric/linear/products.js";
import { type Frame, transposed } from "../../whitening/gain-checks.js";

/** A = leak I + W diag(g) W^T (N x N), exactly symmetric. */
export function effectiveMatrix(frame: Frame, gains: ArrayLike<number>, leak: number): Float64Array {
  const { primary: n, interneurons: k, weights } = frame;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? leak : 0;
      for (let v = 0; v < k; v++) sum += gains[v]! * weights[i * k + v]! * weights[j * k + v]!;
      a[i * n + j] = sum;
      a[j * n + i] = sum;
    }
  }
  return a;
}

/** W^T X W (K x K) for a symmetric X (N x N; left out: I), exactly symmetric. */
export function quadraticForms(core: Core, frame: Frame, x?: Float64Array): Float64Array {
  const { primary: n, interneurons: k, weights } = frame;
  const right = x ? multiply(core, x, weights, n, n, k) : weights;
  const forms = multiply(core, transposed(weights, n, k), right, k, n, k);
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) forms[j * k + i] = forms[i * k + j]!;
  return forms;
}

/** (W^T W)^{o2} (K x K): inner products of the matrices w_i w_i^T. */
export function squaredGram(core: Core, frame: Frame): Float64Array {
  return quadraticForms(core, frame).map((value) => value * value);
}
