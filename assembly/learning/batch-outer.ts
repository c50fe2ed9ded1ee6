import { splat } from "../numeric/lanes";

// G_ij += sum over steps and trials of a_i x_j: the gradient of weights that all trials share, G row-major scalars of type T. Sums over steps, then vectors
// of trials stay in registers, eight at a time (2 x 4); their lanes are added once, at the end, in a fixed order.

// @ts-ignore: decorator
@inline
function add<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
}

/** The sums of the lanes of four f32 vectors: (s_0 + s_2) + (s_1 + s_3) of each. */
// @ts-ignore: decorator
@inline
function laneSumsF32(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** The sums of the lanes of two f64 vectors. */
// @ts-ignore: decorator
@inline
function laneSumsF64(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** Adds the sums of the lanes of four vectors to four neighbours. */
// @ts-ignore: decorator
@inline
function addFour<T>(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(to, f64x2.add(v128.load(to), laneSumsF64(a, b)));
    v128.store(to, f64x2.add(v128.load(to, 16), laneSumsF64(c, d)), 16);
  } else v128.store(to, f32x4.add(v128.load(to), laneSumsF32(a, b, c, d)));
}

// @ts-ignore: decorator
@inline
function addOne<T>(to: usize, a: v128): void {
  if (sizeof<T>() == 8) store<f64>(to, load<f64>(to) + f64x2.extract_lane(laneSumsF64(a, a), 0));
  else store<f32>(to, load<f32>(to) + f32x4.extract_lane(laneSumsF32(a, a, a, a), 0));
}

/** `rows` x `columns` of G: 2 x 4, 2 x 1, 1 x 4 or 1 x 1. */
// @ts-ignore: decorator
@inline
function tile<T>(
  rows: i32, columns: i32, to: usize, rowBytes: usize, a: usize, x: usize, stride: usize, steps: u32, aStep: usize, xStep: usize,
): void {
  let s0 = splat<T>(0.0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  if (rows == 2 && columns == 4 && stride == 32) {
    // Of two vectors, a loop within that over steps takes longer than its sums
    for (let step: u32 = 0; step < steps; step++) {
      let first = v128.load(a);
      let second = v128.load(a + 32);
      let x0 = v128.load(x);
      let x1 = v128.load(x + 32);
      let x2 = v128.load(x + 64);
      let x3 = v128.load(x + 96);
      s0 = add<T>(s0, first, x0);
      t0 = add<T>(t0, second, x0);
      s1 = add<T>(s1, first, x1);
      t1 = add<T>(t1, second, x1);
      s2 = add<T>(s2, first, x2);
      t2 = add<T>(t2, second, x2);
      s3 = add<T>(s3, first, x3);
      t3 = add<T>(t3, second, x3);
      first = v128.load(a, 16);
      second = v128.load(a + 32, 16);
      x0 = v128.load(x, 16);
      x1 = v128.load(x + 32, 16);
      x2 = v128.load(x + 64, 16);
      x3 = v128.load(x + 96, 16);
      s0 = add<T>(s0, first, x0);
      t0 = add<T>(t0, second, x0);
      s1 = add<T>(s1, first, x1);
      t1 = add<T>(t1, second, x1);
      s2 = add<T>(s2, first, x2);
      t2 = add<T>(t2, second, x2);
      s3 = add<T>(s3, first, x3);
      t3 = add<T>(t3, second, x3);
      a += aStep;
      x += xStep;
    }
  } else {
    for (let step: u32 = 0; step < steps; step++) {
      let from = x;
      for (let at = a; at < a + stride; at += 16, from += 16) {
        const first = v128.load(at);
        const second = rows == 2 ? v128.load(at + stride) : first;
        const x0 = v128.load(from);
        s0 = add<T>(s0, first, x0);
        if (rows == 2) t0 = add<T>(t0, second, x0);
        if (columns == 4) {
          const x1 = v128.load(from + stride);
          s1 = add<T>(s1, first, x1);
          if (rows == 2) t1 = add<T>(t1, second, x1);
          const x2 = v128.load(from + 2 * stride);
          s2 = add<T>(s2, first, x2);
          if (rows == 2) t2 = add<T>(t2, second, x2);
          const x3 = v128.load(from + 3 * stride);
          s3 = add<T>(s3, first, x3);
          if (rows == 2) t3 = add<T>(t3, second, x3);
        }
      }
      a += aStep;
      x += xStep;
    }
  }
  if (columns == 4) {
    addFour<T>(to, s0, s1, s2, s3);
    if (rows == 2) addFour<T>(to + rowBytes, t0, t1, t2, t3);
  } else {
    addOne<T>(to, s0);
    if (rows == 2) addOne<T>(to + rowBytes, t0);
  }
}

// @ts-ignore: decorator
@inline
function stripe<T>(
  rows: i32, to: usize, columns: u32, a: usize, x: usize, stride: usize, steps: u32, aStep: usize, xStep: usize,
): void {
  const rowBytes = <usize>columns * sizeof<T>();
  let j: u32 = 0;
  for (; j + 4 <= columns; j += 4, x += 4 * stride, to += 4 * sizeof<T>()) tile<T>(rows, 4, to, rowBytes, a, x, stride, steps, aStep, xStep);
  for (; j < columns; j++, x += stride, to += sizeof<T>()) tile<T>(rows, 1, to, rowBytes, a, x, stride, steps, aStep, xStep);
}

/**
 * G_ij += sum over `steps` blocks and all trials of a_i x_j, G of `rows` x `columns`. Block s of a begins at a + s aStep bytes, that of x at x + s xStep.
 * Fastest where the blocks of a call fit in the second-level cache; 16 steps or more make the sums over lanes cheap.
 */
export function batchOuter<T>(
  gradient: usize, rows: u32, columns: u32, a: usize, x: usize, vectors: u32, steps: u32, aStep: usize, xStep: usize,
): void {
  const stride = <usize>vectors << 4;
  const rowBytes = <usize>columns * sizeof<T>();
  let i: u32 = 0;
  for (; i + 2 <= rows; i += 2, a += 2 * stride, gradient += 2 * rowBytes) stripe<T>(2, gradient, columns, a, x, stride, steps, aStep, xStep);
  if (i < rows) stripe<T>(1, gradient, columns, a, x, stride, steps, aStep, xStep);
}
