import { select, splat } from "../../numeric/lanes";
import { RateRun } from "./run";
import { tanhOf } from "./tanh";

// phi, and phi' as a function of x and r = phi(x). A kernel is compiled once for each.

@final
@unmanaged
export class TanhUnit {
  // @ts-ignore: decorator
  @inline
  output<T>(run: RateRun, x: v128): v128 {
    return tanhOf<T>(x);
  }

  /** 1 - r^2 */
  // @ts-ignore: decorator
  @inline
  slope<T>(run: RateRun, x: v128, r: v128): v128 {
    return v128.sub<T>(splat<T>(1.0), v128.mul<T>(r, r));
  }

  // @ts-ignore: decorator
  @inline
  needsState(): bool {
    return false;
  }
}

@final
@unmanaged
export class RectifiedUnit {
  /** max(x, 0), NaN where x is. */
  // @ts-ignore: decorator
  @inline
  output<T>(run: RateRun, x: v128): v128 {
    return v128.pmax<T>(x, splat<T>(0.0));
  }

  // @ts-ignore: decorator
  @inline
  slope<T>(run: RateRun, x: v128, r: v128): v128 {
    return v128.and(v128.gt<T>(r, splat<T>(0.0)), splat<T>(1.0));
  }

  // @ts-ignore: decorator
  @inline
  needsState(): bool {
    return false;
  }
}

/** A hard threshold theta, r = 1 for x >= theta, with the slope of a fast sigmoid in its place on the way back (Zenke and Ganguli 2018). */
@final
@unmanaged
export class ThresholdUnit {
  // @ts-ignore: decorator
  @inline
  output<T>(run: RateRun, x: v128): v128 {
    return select(v128.ge<T>(x, splat<T>(run.threshold)), splat<T>(1.0), splat<T>(0.0));
  }

  /** 1 / (1 + k |x - theta|)^2 */
  // @ts-ignore: decorator
  @inline
  slope<T>(run: RateRun, x: v128, r: v128): v128 {
    const one = splat<T>(1.0);
    const distance = v128.abs<T>(v128.sub<T>(x, splat<T>(run.threshold)));
    const root = v128.add<T>(one, v128.mul<T>(splat<T>(run.surrogateSlope), distance));
    return v128.div<T>(one, v128.mul<T>(root, root));
  }

  // @ts-ignore: decorator
  @inline
  needsState(): bool {
    return true;
  }
}
