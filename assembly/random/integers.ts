import { blockIndex, INTEGER, SAMPLE, SHUFFLE } from "./address";
import { fillIntegerWords } from "./fill";
import { philox, philoxHigh, philoxLow } from "./philox";

// D. Lemire, "Fast random integer generation in an interval", ACM Trans. Model. Comput. Simul. 29, 3 (2019): with x uniform
// on 64 bits, floor(n x / 2^64) is uniform on 0..n-1 once the products whose low half is below 2^64 mod n are rejected.

/** Whether the word `x` leads to an unbiased integer below n. The division is needed only where the product is nearly too low. */
// @ts-ignore: decorator
@inline
function accepted(x: u64, n: u64): bool {
  const low = x * n;
  return low >= n || low >= (0 - n) % n;
}

/** Draw `index` of the given kind, uniform on 0, 1, ..., n - 1 without bias; 1 <= n. Two draws share a block. */
function integerOfKind(kind: u64, n: u64, seed: u64, stream: u64, index: u64, attempt: u64 = 0): u64 {
  while (true) {
    philox(seed, stream, blockIndex(kind, index >> 1, attempt++ & 255));
    const x = index & 1 ? philoxHigh() : philoxLow();
    if (accepted(x, n)) return multiplyHigh(x, n);
  }
}

/** High 64 bits of a 128-bit product. */
function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const carry = a0 * b1 + (middle & 0xffffffff);
  return a1 * b1 + (middle >> 32) + (carry >> 32);
}

/** Integer draw `index`, uniform on 0, 1, ..., n - 1; 1 <= n. */
export function integerBelow(n: u64, seed: u64, stream: u64, index: u64): u64 {
  return integerOfKind(INTEGER, n, seed, stream, index);
}

/** Integer draws start .. start + count - 1 as f64; 1 <= n <= 2^53. */
export function fillIntegers(out: usize, count: i32, n: u64, seed: u64, stream: u64, start: u64): void {
  fillIntegerWords(out, count, seed, stream, start);
  for (let j = 0; j < count; j++, out += 8) {
    const x = load<u64>(out);
    const draw = accepted(x, n) ? multiplyHigh(x, n) : integerOfKind(INTEGER, n, seed, stream, start + j, 1);
    store<f64>(out, <f64>draw);
  }
}

/** A uniformly random order of 0, 1, ..., n - 1 as u32 (Fisher and Yates); uses the shuffle draws start .. start + n - 1. */
export function fillPermutation(out: usize, n: i32, seed: u64, stream: u64, start: u64): void {
  for (let i = 0; i < n; i++) {
    // The inside-out form: entry i goes to a random place among the first i + 1, what was there moves to i.
    const place = <usize>integerOfKind(SHUFFLE, i + 1, seed, stream, start + i) << 2;
    const last = out + (<usize>i << 2);
    store<u32>(last, load<u32>(out + place));
    store<u32>(out + place, i);
  }
}

/** Slots of the hash table that `sampleWithoutReplacement` needs for k numbers: a power of two, at most half filled. */
export function sampleTableSlots(k: i32): i32 {
  return k <= 1 ? 2 : 1 << (33 - clz<i32>(k - 1));
}

/**
 * k different numbers out of 0, 1, ..., n - 1 as u32, every subset equally likely (the order within `out` is not uniform);
 * 0 <= k <= n <= 2^31. Uses the sample draws start .. start + k - 1. `table`: 4 sampleTableSlots(k) bytes of scratch.
 *
 * R. Floyd's algorithm (J. Bentley, R. Floyd, Comm. ACM 30, 754, 1987): for m = n - k .. n - 1 take a random number up to m,
 * or m itself where that number has been taken before.
 */
export function sampleWithoutReplacement(
  out: usize,
  k: i32,
  n: i32,
  table: usize,
  seed: u64,
  stream: u64,
  start: u64,
): void {
  const slots = sampleTableSlots(k);
  memory.fill(table, 0, <usize>slots << 2);
  for (let i = 0; i < k; i++) {
    const m = <u32>(n - k + i);
    const candidate = <u32>integerOfKind(SAMPLE, <u64>m + 1, seed, stream, start + i);
    const taken = insert(table, slots, candidate) ? candidate : m;
    if (taken != candidate) insert(table, slots, m);
    store<u32>(out + (<usize>i << 2), taken);
  }
}

/** Puts `value` into the open hash table of value + 1 (0: free); false if it was there. */
function insert(table: usize, slots: i32, value: u32): bool {
  const mask = <u32>slots - 1;
  let slot = (value * 0x9e3779b1) >> (clz<u32>(mask)); // Fibonacci hashing: the product's top bits
  while (true) {
    const entry = table + (<usize>slot << 2);
    const found = load<u32>(entry);
    if (found == value + 1) return false;
    if (found == 0) {
      store<u32>(entry, value + 1);
      return true;
    }
    slot = (slot + 1) & mask;
  }
}
