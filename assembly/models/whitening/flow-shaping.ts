import { OK } from "../../core/status";
import { addToSums, clearSums, constantsOf, LARGEST_SHAPE, refresh, SMALLEST_SHAPE } from "./shaping";
import { shapeConstants } from "./shaping-function";
import { copyNumbers, respond } from "./shaping-response";
import { Shaping } from "./shaping-state";

// The shaping circuit in continuous time, for a given set of samples (arXiv 2405.17745): with means over the set,
//
//   dg_i/dt     = eta_g g_i mean h(theta_i, z_i)
//   dtheta_i/dt = eta_theta mean dh/dtheta(theta_i, z_i)       0 where it points out of [1, 3]
//   dw_i/dt     = eta_W (I - w_i w_i^T) mean r n_i             columns keep their length 1
//
// The true dh/dtheta jumps at the kink of b, theta = 6^(1/2.32). Where it points to the kink from both sides, theta stays there: the
// solution in Filippov's sense.

const KINK: f64 = 2.1647613318482204;
/** Distance at which a shape counts as at the kink: some times what a step at the usual tolerances may overshoot. */
const AT_KINK: f64 = 1e-6;

@unmanaged
export class ShapingFlow {
  circuit: usize; // Shaping: rates, form of the derivative, scratch
  samples: usize; // f64[count][N]
  count: u32;
  jumps: usize; // f64[K]: mean of (|z|^p - m)/p times the jump of b', of shapes at the kink

  /** State g and theta, K numbers each, then W, N x K. */
  derivative(time: f64, state: usize, out: usize): bool {
    const c = changetype<Shaping>(this.circuit);
    const k = <usize>c.interneurons;
    if (!this.enter(c, state)) return false;
    clearSums(c);
    for (let t: usize = 0; t < <usize>this.count; t++) {
      if (respond(c, this.samples + ((t * <usize>c.primary) << 3), c.response) != OK) return false;
      addToSums(c);
      if (c.compatible == 0) this.addJumps(c);
    }
    const share = 1.0 / <f64>this.count;
    for (let i: usize = 0; i < k; i++) {
      const at = i << 3;
      const gain = c.gainRate * load<f64>(c.gains + at) * (share * load<f64>(c.objectives + at));
      store<f64>(out + at, gain);
      store<f64>(out + ((k + i) << 3), c.shapeRate * this.shapeSlope(c, at, share, load<f64>(state + ((k + i) << 3))));
      turn(c, i, share, out + ((2 * k + i) << 3));
    }
    return true;
  }

  /** None is watched. */
  event(index: u32, time: f64, state: usize): f64 {
    return 1.0;
  }

  /** Copies a state into the circuit. False: a gain is negative, or a number not finite. */
  enter(c: Shaping, state: usize): bool {
    const k = c.interneurons;
    copyNumbers(c.gains, state, k);
    for (let i: usize = 0; i < <usize>k; i++) {
      if (!(load<f64>(c.gains + (i << 3)) >= 0.0)) return false;
      const shape = load<f64>(state + ((<usize>k + i) << 3));
      store<f64>(c.shapes + (i << 3), min(max(shape, SMALLEST_SHAPE), LARGEST_SHAPE));
      store<f64>(this.jumps + (i << 3), 0.0);
    }
    const weights = state + (<usize>k << 4);
    for (let a: usize = 0; a < <usize>c.primary; a++) {
      copyNumbers(c.weights + ((a * <usize>c.stride) << 3), weights + ((a * <usize>k) << 3), k);
    }
    refresh(c);
    // Slopes of shapes at the kink are those from below; `addJumps` has the rest.
    for (let i: usize = 0; i < <usize>k; i++) if (this.isAtKink(c, i << 3)) constantsOf(c, i).powerSlope = 0.0;
    return true;
  }

  isAtKink(c: Shaping, at: usize): bool {
    return c.compatible == 0 && abs(load<f64>(c.shapes + at) - KINK) <= AT_KINK;
  }

  addJumps(c: Shaping): void {
    for (let i: usize = 0; i < <usize>c.interneurons; i++) {
      const at = i << 3;
      if (!this.isAtKink(c, at)) continue;
      const centred = load<f64>(c.powers + at) * abs(load<f64>(c.inputs + at)) - constantsOf(c, i).moment;
      store<f64>(this.jumps + at, load<f64>(this.jumps + at) + centred);
    }
  }

  /** Mean dh/dtheta of the interneuron at byte offset `at`, or 0 where the shape stays. */
  shapeSlope(c: Shaping, at: usize, share: f64, shape: f64): f64 {
    let slope = share * load<f64>(c.objectiveSlopes + at);
    if (this.isAtKink(c, at)) {
      const constants = constantsOf(c, at >> 3);
      shapeConstants(KINK, true, constants);
      const above = slope + (constants.powerSlope / (KINK + 1.0)) * (share * load<f64>(this.jumps + at));
      if (slope > 0.0 && above < 0.0) return 0.0;
      if (shape > KINK) slope = above;
    }
    if (shape <= SMALLEST_SHAPE) return max(slope, 0.0);
    return shape >= LARGEST_SHAPE ? min(slope, 0.0) : slope;
  }
}

/** Writes eta_W (I - w w^T / |w|^2) mean r n of column i to the column at `out`, K numbers apart. */
function turn(c: Shaping, i: usize, share: f64, out: usize): void {
  const stride = <usize>c.stride << 3;
  const last = (<usize>c.primary * stride) + (i << 3);
  let along = 0.0;
  let square = 0.0;
  for (let at = i << 3; at < last; at += stride) {
    const weight = load<f64>(c.weights + at);
    along += weight * load<f64>(c.correlations + at);
    square += weight * weight;
  }
  for (let at = i << 3; at < last; at += stride) {
    const rest = load<f64>(c.correlations + at) - (along / square) * load<f64>(c.weights + at);
    store<f64>(out, c.weightRate * (share * rest));
    out += <usize>c.interneurons << 3;
  }
}
