// Sums of stretches of memory, each times a number: products of matrices and vectors without sums across lanes.

// @ts-ignore: decorator
@inline
function start(base: usize): v128 {
  return base ? v128.load(base) : f64x2.splat(0);
}

// @ts-ignore: decorator
@inline
function more(sum: v128, x: v128, from: usize): v128 {
  return f64x2.add(sum, f64x2.mul(x, v128.load(from)));
}

/** Two numbers of the sum. Four partial sums: one alone would wait for each addition. */
function sumTwo(out: usize, base: usize, from: usize, bytes: usize, x: usize, count: usize): void {
  let a = start(base);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = x + (count << 3);
  for (const whole = x + ((count & ~3) << 3); x < whole; x += 32, from += bytes << 2) {
    a = more(a, v128.load64_splat(x), from);
    b = more(b, v128.load64_splat(x, 8), from + bytes);
    c = more(c, v128.load64_splat(x, 16), from + (bytes << 1));
    d = more(d, v128.load64_splat(x, 24), from + 3 * bytes);
  }
  for (; x < end; x += 8, from += bytes) a = more(a, v128.load64_splat(x), from);
  v128.store(out, f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
}

function sumFour(out: usize, base: usize, from: usize, bytes: usize, x: usize, count: usize): void {
  let a = start(base);
  let b = start(base ? base + 16 : 0);
  for (const end = x + (count << 3); x < end; x += 8, from += bytes) {
    const number = v128.load64_splat(x);
    a = more(a, number, from);
    b = more(b, number, from + 16);
  }
  v128.store(out, a);
  v128.store(out, b, 16);
}

function sumSix(out: usize, base: usize, from: usize, bytes: usize, x: usize, count: usize): void {
  let a = start(base);
  let b = start(base ? base + 16 : 0);
  let c = start(base ? base + 32 : 0);
  for (const end = x + (count << 3); x < end; x += 8, from += bytes) {
    const number = v128.load64_splat(x);
    a = more(a, number, from);
    b = more(b, number, from + 16);
    c = more(c, number, from + 32);
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
}

function sumEight(out: usize, base: usize, from: usize, bytes: usize, x: usize, count: usize): void {
  let a = start(base);
  let b = start(base ? base + 16 : 0);
  let c = start(base ? base + 32 : 0);
  let d = start(base ? base + 48 : 0);
  for (const end = x + (count << 3); x < end; x += 8, from += bytes) {
    const number = v128.load64_splat(x);
    a = more(a, number, from);
    b = more(b, number, from + 16);
    c = more(c, number, from + 32);
    d = more(d, number, from + 48);
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

/** out = base + sum_j x_j s_j, base 0: nothing; `count` stretches s_j of `bytes` one after the other. */
export function sumStretches(out: usize, base: usize, from: usize, bytes: usize, x: usize, count: usize): void {
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) sumEight(out + at, base ? base + at : 0, from + at, bytes, x, count);
  const left = bytes - at;
  if (base) base += at;
  if (left == 48) sumSix(out + at, base, from + at, bytes, x, count);
  else if (left == 32) sumFour(out + at, base, from + at, bytes, x, count);
  else if (left == 16) sumTwo(out + at, base, from + at, bytes, x, count);
}

/** gradient_ji += x_j a_i, rows of `outputs` numbers without padding. Returns the end of the gradient. */
export function addOuter(gradient: usize, x: usize, inputs: usize, a: usize, outputs: usize): usize {
  const pairs = (outputs & ~1) << 3;
  for (const end = x + (inputs << 3); x < end; x += 8) {
    const number = v128.load64_splat(x);
    for (let at: usize = 0; at < pairs; at += 16, gradient += 16) {
      v128.store(gradient, f64x2.add(v128.load(gradient), f64x2.mul(number, v128.load(a + at))));
    }
    if (outputs & 1) {
      store<f64>(gradient, load<f64>(gradient) + load<f64>(x) * load<f64>(a + pairs));
      gradient += 8;
    }
  }
  return gradient;
}

/** gradient_i += a_i. */
export function addNumbers(gradient: usize, a: usize, count: usize): void {
  for (let at: usize = 0; at < count << 3; at += 8) store<f64>(gradient + at, load<f64>(gradient + at) + load<f64>(a + at));
}
