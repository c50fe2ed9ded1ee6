import { ROW } from "./block";

// Models for members side by side: the equations of assembly/models/problems, two lanes at a time, with the same operations in the same order, so
// that a member has the same bits as alone. Numbers of a state, of its derivative and of the constants are a row apart.

// @ts-ignore: decorator
@inline
function get(rows: usize, i: usize): v128 {
  return v128.load(rows + i * ROW);
}

// @ts-ignore: decorator
@inline
function put(rows: usize, i: usize, x: v128): void {
  v128.store(rows + i * ROW, x);
}

/** Entry (i, j) of an n x n matrix. */
// @ts-ignore: decorator
@inline
function entry(rows: usize, n: usize, i: usize, j: usize, x: v128): void {
  v128.store(rows + (i * n + j) * ROW, x);
}

/** ../../models/problems/flows.ts, Lotka and Volterra */
@final
@unmanaged
export class LotkaVolterraLanes {
  // @ts-ignore: decorator
  @inline
  components(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  constants(): usize {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  derivative(constants: usize, time: v128, state: usize, out: usize): void {
    const x = get(state, 0);
    const y = get(state, 1);
    put(out, 0, f64x2.mul(x, f64x2.sub(get(constants, 0), f64x2.mul(get(constants, 1), y))));
    put(out, 1, f64x2.mul(y, f64x2.sub(f64x2.mul(get(constants, 3), x), get(constants, 2))));
  }

  // @ts-ignore: decorator
  @inline
  jacobian(constants: usize, state: usize, out: usize): void {
    const x = get(state, 0);
    const y = get(state, 1);
    const b = get(constants, 1);
    const d = get(constants, 3);
    entry(out, 2, 0, 0, f64x2.sub(get(constants, 0), f64x2.mul(b, y)));
    entry(out, 2, 0, 1, f64x2.mul(f64x2.neg(b), x));
    entry(out, 2, 1, 0, f64x2.mul(d, y));
    entry(out, 2, 1, 1, f64x2.sub(f64x2.mul(d, x), get(constants, 2)));
  }
}

/** ../../models/problems/van-der-pol.ts, damped */
@final
@unmanaged
export class DampedVanDerPolLanes {
  // @ts-ignore: decorator
  @inline
  components(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  constants(): usize {
    return 1;
  }

  // @ts-ignore: decorator
  @inline
  derivative(constants: usize, time: v128, state: usize, out: usize): void {
    const y1 = get(state, 0);
    const y2 = get(state, 1);
    const free = f64x2.sub(f64x2.splat(1.0), f64x2.mul(y1, y1));
    put(out, 0, y2);
    put(out, 1, f64x2.sub(f64x2.mul(f64x2.mul(get(constants, 0), free), y2), y1));
  }

  // @ts-ignore: decorator
  @inline
  jacobian(constants: usize, state: usize, out: usize): void {
    const y1 = get(state, 0);
    const mu = get(constants, 0);
    const twice = f64x2.mul(f64x2.mul(f64x2.mul(f64x2.splat(-2.0), mu), y1), get(state, 1));
    entry(out, 2, 0, 0, f64x2.splat(0.0));
    entry(out, 2, 0, 1, f64x2.splat(1.0));
    entry(out, 2, 1, 0, f64x2.sub(twice, f64x2.splat(1.0)));
    entry(out, 2, 1, 1, f64x2.mul(mu, f64x2.sub(f64x2.splat(1.0), f64x2.mul(y1, y1))));
  }
}

/** ../../models/problems/van-der-pol.ts, singular */
@final
@unmanaged
export class SingularVanDerPolLanes {
  // @ts-ignore: decorator
  @inline
  components(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  constants(): usize {
    return 1;
  }

  // @ts-ignore: decorator
  @inline
  derivative(constants: usize, time: v128, state: usize, out: usize): void {
    const y1 = get(state, 0);
    const y2 = get(state, 1);
    const free = f64x2.sub(f64x2.splat(1.0), f64x2.mul(y1, y1));
    put(out, 0, y2);
    put(out, 1, f64x2.mul(f64x2.sub(f64x2.mul(free, y2), y1), get(constants, 0)));
  }

  // @ts-ignore: decorator
  @inline
  jacobian(constants: usize, state: usize, out: usize): void {
    const y1 = get(state, 0);
    const rate = get(constants, 0);
    const twice = f64x2.mul(f64x2.mul(f64x2.splat(-2.0), y1), get(state, 1));
    entry(out, 2, 0, 0, f64x2.splat(0.0));
    entry(out, 2, 0, 1, f64x2.splat(1.0));
    entry(out, 2, 1, 0, f64x2.mul(f64x2.sub(twice, f64x2.splat(1.0)), rate));
    entry(out, 2, 1, 1, f64x2.mul(f64x2.sub(f64x2.splat(1.0), f64x2.mul(y1, y1)), rate));
  }
}

/** ../../models/problems/flows.ts, Lorenz */
@final
@unmanaged
export class LorenzLanes {
  // @ts-ignore: decorator
  @inline
  components(): usize {
    return 3;
  }

  // @ts-ignore: decorator
  @inline
  constants(): usize {
    return 3;
  }

  // @ts-ignore: decorator
  @inline
  derivative(constants: usize, time: v128, state: usize, out: usize): void {
    const x = get(state, 0);
    const y = get(state, 1);
    const z = get(state, 2);
    put(out, 0, f64x2.mul(get(constants, 0), f64x2.sub(y, x)));
    put(out, 1, f64x2.sub(f64x2.mul(x, f64x2.sub(get(constants, 1), z)), y));
    put(out, 2, f64x2.sub(f64x2.mul(x, y), f64x2.mul(get(constants, 2), z)));
  }

  // @ts-ignore: decorator
  @inline
  jacobian(constants: usize, state: usize, out: usize): void {
    const x = get(state, 0);
    const s = get(constants, 0);
    entry(out, 3, 0, 0, f64x2.neg(s));
    entry(out, 3, 0, 1, s);
    entry(out, 3, 0, 2, f64x2.splat(0.0));
    entry(out, 3, 1, 0, f64x2.sub(get(constants, 1), get(state, 2)));
    entry(out, 3, 1, 1, f64x2.splat(-1.0));
    entry(out, 3, 1, 2, f64x2.neg(x));
    entry(out, 3, 2, 0, get(state, 1));
    entry(out, 3, 2, 1, x);
    entry(out, 3, 2, 2, f64x2.neg(get(constants, 2)));
  }
}

/** ../../models/problems/rober.ts */
@final
@unmanaged
export class RoberLanes {
  // @ts-ignore: decorator
  @inline
  components(): usize {
    return 3;
  }

  // @ts-ignore: decorator
  @inline
  constants(): usize {
    return 3;
  }

  // @ts-ignore: decorator
  @inline
  derivative(constants: usize, time: v128, state: usize, out: usize): void {
    const y2 = get(state, 1);
    const slow = f64x2.mul(get(constants, 0), get(state, 0));
    const exchange = f64x2.mul(f64x2.mul(get(constants, 2), y2), get(state, 2));
    const fast = f64x2.mul(f64x2.mul(get(constants, 1), y2), y2);
    const gain = f64x2.sub(slow, exchange);
    put(out, 0, f64x2.neg(gain));
    put(out, 1, f64x2.sub(gain, fast));
    put(out, 2, fast);
  }

  // @ts-ignore: decorator
  @inline
  jacobian(constants: usize, state: usize, out: usize): void {
    const y2 = get(state, 1);
    const k1 = get(constants, 0);
    const k3 = get(constants, 2);
    const k3y3 = f64x2.mul(k3, get(state, 2));
    const k3y2 = f64x2.mul(k3, y2);
    const fast = f64x2.mul(f64x2.mul(f64x2.splat(2.0), get(constants, 1)), y2);
    entry(out, 3, 0, 0, f64x2.neg(k1));
    entry(out, 3, 0, 1, k3y3);
    entry(out, 3, 0, 2, k3y2);
    entry(out, 3, 1, 0, k1);
    entry(out, 3, 1, 1, f64x2.sub(f64x2.neg(k3y3), fast));
    entry(out, 3, 1, 2, f64x2.neg(k3y2));
    entry(out, 3, 2, 0, f64x2.splat(0.0));
    entry(out, 3, 2, 1, fast);
    entry(out, 3, 2, 2, f64x2.splat(0.0));
  }
}
