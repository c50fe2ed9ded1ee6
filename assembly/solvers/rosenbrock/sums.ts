// Weighted sums of up to 8 vectors that follow each other in memory. `count` is a constant where these are inlined: what is left is straight-line code per lane pair.

/**
 * out = base + sum_(j < count) a_j U_j and target = scale sum_(j < count) c_j U_j (`both`), or the second one alone; U_j from `first` on, `stride` bytes each.
 */
// @ts-ignore: decorator
@inline
export function sums(
  both: bool,
  count: usize,
  out: usize,
  base: usize,
  a: usize,
  target: usize,
  scale: f64,
  c: usize,
  first: usize,
  stride: usize,
): void {
  const factor = f64x2.splat(scale);
  for (let at: usize = 0; at < stride; at += 16) {
    let u = first + at;
    let x = v128.load(u);
    let p = both ? f64x2.add(v128.load(base + at), f64x2.mul(v128.load64_splat(a), x)) : x;
    let q = f64x2.mul(v128.load64_splat(c), x);
    if (count > 1) {
      u += stride;
      x = v128.load(u);
      if (both) p = f64x2.add(p, f64x2.mul(v128.load64_splat(a, 8), x));
      q = f64x2.add(q, f64x2.mul(v128.load64_splat(c, 8), x));
    }
    if (count > 2) {
      u += stride;
      x = v128.load(u);
      if (both) p = f64x2.add(p, f64x2.mul(v128.load64_splat(a, 16), x));
      q = f64x2.add(q, f64x2.mul(v128.load64_splat(c, 16), x));
    }
    if (count > 3) {
      u += stride;
      x = v128.load(u);
      if (both) p = f64x2.add(p, f64x2.mul(v128.load64_splat(a, 24), x));
      q = f64x2.add(q, f64x2.mul(v128.load64_splat(c, 24), x));
    }
    if (count > 4) {
      u += stride;
      x = v128.load(u);
      if (both) p = f64x2.add(p, f64x2.mul(v128.load64_splat(a, 32), x));
      q = f64x2.add(q, f64x2.mul(v128.load64_splat(c, 32), x));
    }
    if (count > 5) {
      u += stride;
      x = v128.load(u);
      if (both) p = f64x2.add(p, f64x2.mul(v128.load64_splat(a, 40), x));
      q = f64x2.add(q, f64x2.mul(v128.load64_splat(c, 40), x));
    }
    if (count > 6) {
      u += stride;
      x = v128.load(u);
      if (both) p = f64x2.add(p, f64x2.mul(v128.load64_splat(a, 48), x));
      q = f64x2.add(q, f64x2.mul(v128.load64_splat(c, 48), x));
    }
    if (both) v128.store(out + at, p);
    v128.store(target + at, f64x2.mul(factor, q));
  }
}

/** out = base + sum_(j < count) w_j U_j; without `base` (0): the sum alone. */
export function weighted(out: usize, base: usize, w: usize, count: usize, first: usize, stride: usize): void {
  const end = w + (count << 3);
  for (let at: usize = 0; at < stride; at += 16) {
    let u = first + at;
    let sum = f64x2.mul(v128.load64_splat(w), v128.load(u));
    for (let j = w + 8; j < end; j += 8) {
      u += stride;
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(j), v128.load(u)));
    }
    v128.store(out + at, base ? f64x2.add(v128.load(base + at), sum) : sum);
  }
}

/** x += y */
// @ts-ignore: decorator
@inline
export function addVector(x: usize, y: usize, stride: usize): void {
  for (let at: usize = 0; at < stride; at += 16) v128.store(x + at, f64x2.add(v128.load(x + at), v128.load(y + at)));
}

/** x += scale y */
// @ts-ignore: decorator
@inline
export function addScaledVector(x: usize, scale: f64, y: usize, stride: usize): void {
  const factor = f64x2.splat(scale);
  for (let at: usize = 0; at < stride; at += 16) {
    v128.store(x + at, f64x2.add(v128.load(x + at), f64x2.mul(factor, v128.load(y + at))));
  }
}
