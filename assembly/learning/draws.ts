import { addScaled } from "../numeric/linear/dot";
import { fillNormals, fillUniforms } from "../random/fill";

// Draws of a population. Number j of member i in generation g of (seed, stream) is draw i w + j of the stream `stream + g`, w being n
// rounded up to whole groups of the generator: a function of the address alone, so that any thread makes any member's draws again.

const GROUP: u64 = 16;
/** Columns made at a time where draws are summed and forgotten: 4 KB. */
const COLUMNS: i32 = 512;

const columns: usize = memory.data(4096, 16);
const squares: usize = memory.data(4096, 16);

// @ts-ignore: decorator
@inline
function firstDraw(member: i32, n: i32): u64 {
  return <u64>member * ((<u64>n + (GROUP - 1)) & ~(GROUP - 1));
}

/** Normal draws of `count` members from `first` on, one row of `n` each. */
export function memberNormals(out: usize, first: i32, count: i32, n: i32, seed: u64, stream: u64, generation: u64): void {
  for (let i = 0; i < count; i++) {
    fillNormals<f64>(out, n, seed, stream + generation, firstDraw(first + i, n));
    out += <usize>n << 3;
  }
}

/** Uniform draws in (0, 1), laid out as those of `memberNormals`. */
export function memberUniforms(out: usize, first: i32, count: i32, n: i32, seed: u64, stream: u64, generation: u64): void {
  for (let i = 0; i < count; i++) {
    fillUniforms<f64>(out, n, seed, stream + generation, firstDraw(first + i, n));
    out += <usize>n << 3;
  }
}

/**
 * out = sum_i weights[i] z_i, z_i the normal draws of member i = 0 ... count - 1, which are made again and not kept. Each element is one sum
 * in the order of i; members of weight 0 are left out.
 */
export function sumDraws(out: usize, weights: usize, count: i32, n: i32, seed: u64, stream: u64, generation: u64): void {
  memory.fill(out, 0, <usize>n << 3);
  for (let c = 0; c < n; c += COLUMNS) {
    const width = min(COLUMNS, n - c);
    for (let i = 0; i < count; i++) {
      const weight = load<f64>(weights + (<usize>i << 3));
      if (weight == 0) continue;
      fillNormals<f64>(columns, width, seed, stream + generation, firstDraw(i, n) + <u64>c);
      addScaled(out + (<usize>c << 3), weight, columns, width);
    }
  }
}

/** out = sum_i weights[i] (z_i^2 - 1), element by element; otherwise as `sumDraws`. */
export function sumSquaredDraws(out: usize, weights: usize, count: i32, n: i32, seed: u64, stream: u64, generation: u64): void {
  memory.fill(out, 0, <usize>n << 3);
  for (let c = 0; c < n; c += COLUMNS) {
    const width = min(COLUMNS, n - c);
    for (let i = 0; i < count; i++) {
      const weight = load<f64>(weights + (<usize>i << 3));
      if (weight == 0) continue;
      fillNormals<f64>(columns, width, seed, stream + generation, firstDraw(i, n) + <u64>c);
      squaresLessOne(columns, width);
      addScaled(out + (<usize>c << 3), weight, squares, width);
    }
  }
}

/** sums = sum_i weights[i] z_i and squareSums = sum_i weights[i] (z_i^2 - 1) over rows z_i: the bits of `sumDraws` and `sumSquaredDraws`. */
export function sumRowsAndSquares(sums: usize, squareSums: usize, weights: usize, rows: usize, count: i32, n: i32): void {
  memory.fill(sums, 0, <usize>n << 3);
  memory.fill(squareSums, 0, <usize>n << 3);
  for (let i = 0; i < count; i++) {
    const weight = load<f64>(weights + (<usize>i << 3));
    const z = rows + ((<usize>i * n) << 3);
    if (weight == 0) continue;
    addScaled(sums, weight, z, n);
    for (let c = 0; c < n; c += COLUMNS) {
      const width = min(COLUMNS, n - c);
      const at = <usize>c << 3;
      squaresLessOne(z + at, width);
      addScaled(squareSums + at, weight, squares, width);
    }
  }
}

/** squares = z^2 - 1 */
function squaresLessOne(z: usize, width: i32): void {
  const one = f64x2.splat(1);
  const bytes = <usize>width << 3;
  // An odd last element takes its neighbour along; blocks of memory end with room for it.
  for (let at: usize = 0; at < bytes; at += 16) {
    const pair = v128.load(z + at);
    v128.store(squares + at, f64x2.sub(f64x2.mul(pair, pair), one));
  }
}

/** out = centre + step scales * z, element by element; `scales` = 0: all 1. `out` may be `z`. */
export function displace(out: usize, centre: usize, step: f64, scales: usize, z: usize, n: i32): void {
  const end = out + (<usize>n << 3);
  const steps = f64x2.splat(step);
  while (out + 16 <= end) {
    const length = scales ? f64x2.mul(steps, v128.load(scales)) : steps;
    v128.store(out, f64x2.add(v128.load(centre), f64x2.mul(length, v128.load(z))));
    out += 16;
    centre += 16;
    z += 16;
    if (scales) scales += 16;
  }
  if (out < end) store<f64>(out, load<f64>(centre) + (scales ? step * load<f64>(scales) : step) * load<f64>(z));
}

/** Vector k = 0 ... count - 1 of `rows` (n each) becomes matrix (n by n) times z_k. */
export function correlateRows(rows: usize, matrix: usize, z: usize, count: i32, n: i32): void {
  const row = <usize>n << 3;
  for (let k = 0; k < count; k++) {
    memory.fill(rows, 0, row);
    // Columns of the matrix come as rows of its transpose, so that the sum runs along memory.
    for (let j: usize = 0; j < <usize>n; j++) addScaled(rows, load<f64>(z + (j << 3)), matrix + j * row, n);
    rows += row;
    z += row;
  }
}
