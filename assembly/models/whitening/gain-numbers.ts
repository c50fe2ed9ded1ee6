// Rows of numbers. A host's memory.copy and memory.fill cost some 10 ns a call, more than a small circuit's whole step should: short rows are looped over.

const SHORT: usize = 512; // bytes

/** Copies `bytes`, a multiple of 8. */
export function copyNumbers(out: usize, a: usize, bytes: usize): void {
  if (bytes > SHORT) {
    memory.copy(out, a, bytes);
    return;
  }
  const end = a + bytes;
  for (; a + 8 < end; a += 16, out += 16) v128.store(out, v128.load(a));
  if (a < end) store<f64>(out, load<f64>(a));
}

/** Sets `bytes`, a multiple of 8, to zero. */
export function clearNumbers(out: usize, bytes: usize): void {
  if (bytes > SHORT) {
    memory.fill(out, 0, bytes);
    return;
  }
  const zeros = f64x2.splat(0);
  const end = out + bytes;
  for (; out + 8 < end; out += 16) v128.store(out, zeros);
  if (out < end) store<f64>(out, 0);
}

/** Whether all n numbers are finite. */
export function allFinite(a: usize, n: usize): bool {
  let sum: f64 = 0; // x - x is 0, or NaN where x is not finite
  for (const end = a + (n << 3); a < end; a += 8) sum += load<f64>(a) - load<f64>(a);
  return sum == 0;
}
