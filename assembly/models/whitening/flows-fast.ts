import { multiply, multiplyTransposed, multiplyVector, transposedMultiplyVector } from "../../numeric/linear/products";
import { dot } from "../../numeric/linear/dot";
import { factorise, solve } from "../../theory/linear-system";
import { errorOf, FILTER } from "./common-error";
import { addDiagonal, mirror } from "./common-vector";
import { measure, scaleBack } from "./flow-event";
import { addLeak, deviate, Flow, variance } from "./flows";
import { allFinite } from "./gain-numbers";

// The expected dynamics of fast gains and slow synapses in continuous time (arXiv:2308.13633), over contexts c of probability p_c in which
// the input has covariance C(c). Every context has gains g(c) of its own, as gains that follow a context at once would have:
//
//   A(c) = alpha I + W G(c) W^T,   D(c) = A(c)^-1 C(c) A(c)^-1 - I
//   dg_i(c)/dt = eta_g w_i^T D(c) w_i
//   dw_i/dt    = eta_w sum_c p_c g_i(c) D(c) w_i               less its part along w_i where columns keep their length
//
// With separate, non-negative weights in either direction, w_i column i of W_nr (N x K), v_i row i of W_rn (K x N), C_rr = F C F^T,
// F = (alpha I + W_nr G W_rn)^-1, and [x]_+ that which keeps a number at or above 0 (0 where the number is 0 and x < 0):
//
//   dg_i(c)/dt = eta_g [v_i^T C_rr(c) v_i - 1]_+       dm_i/dt = 5 eta_g [v_i . w_i - 1]_+
//   d_i        = sum_c p_c (g_i(c) C_rr(c) v_i - (g_i(c) + m_i) w_i)
//   dv_i/dt    = eta_w [d_i]_+       dw_i/dt = eta_w ([d_i]_+ less its part along w_i)

/** What the flows of fast gains have beside a Flow, whose `factor` and `target` they lead through the contexts. */
@unmanaged
export class FastGains {
  gainRate: f64; // eta_g
  weightRate: f64; // eta_w
  contexts: u32;
  normalised: u32; // whether columns of W keep their length
  probabilities: usize; // f64[contexts], p_c
  factors: usize; // n x n for each context: C(c) = L L^T
  targets: usize; // n x n for each context: C(c)^(1/2)
  scaled: usize; // n x k: W G; of the decoupled flow: the state without negative numbers
  product: usize; // n x k: D W; of the decoupled flow: n
  pivots: usize; // usize[n], of the decoupled flow
}

// @ts-ignore: decorator
@inline
function fastGains(flow: Flow): FastGains {
  return changetype<FastGains>(flow.fast);
}

/** Leads `flow` to context c. */
function enter(flow: Flow, c: usize): void {
  const matrix = (<usize>flow.neurons * flow.neurons) << 3;
  flow.factor = fastGains(flow).factors + c * matrix;
  flow.target = fastGains(flow).targets + c * matrix;
}

/** x less its part along w: elements `stride` bytes apart. */
function removeAlong(x: usize, w: usize, n: usize, stride: usize): void {
  let along = 0.0;
  let square = 0.0;
  for (let at: usize = 0; at < n * stride; at += stride) {
    along += load<f64>(w + at) * load<f64>(x + at);
    square += load<f64>(w + at) * load<f64>(w + at);
  }
  const share = along / square;
  for (let at: usize = 0; at < n * stride; at += stride) store<f64>(x + at, load<f64>(x + at) - share * load<f64>(w + at));
}

/** State g(1), g(2), ..., k numbers each, then W, n x k. */
@final
@unmanaged
export class FastGainFlow extends Flow {
  /** A of the context with gains g. */
  setMatrix(gains: usize, weights: usize): void {
    const n = <usize>this.neurons;
    const row = <usize>this.interneurons << 3;
    const scaled = fastGains(this).scaled;
    for (let at: usize = 0; at < n * row; at += row) {
      for (let i: usize = 0; i < row; i += 8) store<f64>(scaled + at + i, load<f64>(weights + at + i) * load<f64>(gains + i));
    }
    multiplyTransposed(this.matrix, scaled, weights, this.neurons, this.interneurons, this.neurons);
    mirror(this.matrix, this.neurons);
    addLeak(this);
  }

  derivative(time: f64, state: usize, out: usize): bool {
    const fast = fastGains(this);
    const n = <usize>this.neurons;
    const row = <usize>this.interneurons << 3;
    const weights = state + <usize>fast.contexts * row;
    const slopes = out + <usize>fast.contexts * row;
    memory.fill(slopes, 0, n * row);
    for (let c: usize = 0; c < <usize>fast.contexts; c++) {
      const gains = state + c * row;
      const gainSlopes = out + c * row;
      enter(this, c);
      this.setMatrix(gains, weights);
      if (!deviate(this, time, this.deviation)) return false;
      multiply(fast.product, this.deviation, weights, this.neurons, this.neurons, this.interneurons);
      const share = fast.weightRate * load<f64>(fast.probabilities + (c << 3));
      memory.fill(gainSlopes, 0, row);
      for (let at: usize = 0; at < n * row; at += row) {
        for (let i: usize = 0; i < row; i += 8) {
          const product = load<f64>(fast.product + at + i);
          store<f64>(gainSlopes + i, load<f64>(gainSlopes + i) + fast.gainRate * (load<f64>(weights + at + i) * product));
          store<f64>(slopes + at + i, load<f64>(slopes + at + i) + share * (load<f64>(gains + i) * product));
        }
      }
    }
    if (fast.normalised != 0) for (let i: usize = 0; i < row; i += 8) removeAlong(slopes + i, weights + i, n, row);
    return true;
  }

  /** Of the context that is furthest from its goal. */
  event(index: u32, time: f64, state: usize): f64 {
    const fast = fastGains(this);
    const row = <usize>this.interneurons << 3;
    let largest = -Infinity;
    for (let c: usize = 0; c < <usize>fast.contexts; c++) {
      enter(this, c);
      this.setMatrix(state + c * row, state + <usize>fast.contexts * row);
      largest = max(largest, measure(this, time));
    }
    return largest - this.bound;
  }
}

/**
 * State g(1), g(2), ... and m, k numbers each, then w_1, w_2, ... and v_1, v_2, ..., n numbers each. Numbers at or a little below 0, where a
 * step may lead, count as 0.
 */
@final
@unmanaged
export class DecoupledFastGainFlow extends Flow {
  /** The state without negative numbers. */
  clip(state: usize): usize {
    const clipped = fastGains(this).scaled;
    const bytes = this.stateBytes();
    for (let at: usize = 0; at < bytes; at += 8) store<f64>(clipped + at, max(load<f64>(state + at), 0.0));
    return clipped;
  }

  stateBytes(): usize {
    return ((<usize>fastGains(this).contexts + 1 + 2 * <usize>this.neurons) * <usize>this.interneurons) << 3;
  }

  /** Rows F L e_j of (F L)^T in `responses`. False: A is singular. */
  respondIn(c: usize, clipped: usize): bool {
    const fast = fastGains(this);
    const n = <usize>this.neurons;
    const k = <usize>this.interneurons;
    enter(this, c);
    this.setMatrix(clipped + ((c * k) << 3), clipped + (((<usize>fast.contexts + 1) * k) << 3));
    factorise(this.matrix, n, fast.pivots);
    for (let j: usize = 0; j < n; j++) {
      const row = this.responses + ((j * n) << 3);
      for (let i: usize = 0; i < n; i++) store<f64>(row + (i << 3), load<f64>(this.factor + ((i * n + j) << 3)));
      solve(this.matrix, n, fast.pivots, row);
    }
    return allFinite(this.responses, n * n);
  }

  /** A of gains g. */
  setMatrix(gains: usize, outward: usize): void {
    const n = <usize>this.neurons;
    const k = <usize>this.interneurons;
    memory.fill(this.matrix, 0, (n * n) << 3);
    for (let i: usize = 0; i < k; i++) {
      const gain = load<f64>(gains + (i << 3));
      const w = outward + ((i * n) << 3);
      const v = w + ((k * n) << 3);
      for (let a: usize = 0; a < n; a++) {
        const factor = gain * load<f64>(w + (a << 3));
        const row = this.matrix + ((a * n) << 3);
        for (let b: usize = 0; b < n << 3; b += 8) store<f64>(row + b, load<f64>(row + b) + factor * load<f64>(v + b));
      }
    }
    addLeak(this);
  }

  derivative(time: f64, state: usize, out: usize): bool {
    const fast = fastGains(this);
    const n = <usize>this.neurons;
    const k = <usize>this.interneurons;
    const clipped = this.clip(state);
    const multipliers = (<usize>fast.contexts * k) << 3; // offsets in the state
    const outward = multipliers + (k << 3);
    const inward = outward + ((k * n) << 3);
    const scale = variance(this, time);
    memory.fill(out + outward, 0, (k * n) << 3);
    for (let c: usize = 0; c < <usize>fast.contexts; c++) {
      if (!this.respondIn(c, clipped)) return false;
      const share = fast.weightRate * load<f64>(fast.probabilities + (c << 3));
      for (let i: usize = 0; i < k; i++) {
        const own = (c * k + i) << 3;
        const gain = load<f64>(clipped + own);
        const w = clipped + outward + ((i * n) << 3);
        const v = clipped + inward + ((i * n) << 3);
        multiplyVector(fast.product, this.responses, v, <i32>n, <i32>n); // (F L)^T v
        store<f64>(out + own, fast.gainRate * (scale * dot(fast.product, fast.product, <i32>n) - 1.0));
        transposedMultiplyVector(this.scratch, this.responses, fast.product, <i32>n, <i32>n); // C_rr v
        const decay = gain + load<f64>(clipped + multipliers + (i << 3));
        const slope = out + outward + ((i * n) << 3);
        for (let a: usize = 0; a < n << 3; a += 8) {
          const change = gain * (scale * load<f64>(this.scratch + a)) - decay * load<f64>(w + a);
          store<f64>(slope + a, load<f64>(slope + a) + share * change);
        }
      }
    }
    for (let i: usize = 0; i < k; i++) {
      const w = clipped + outward + ((i * n) << 3);
      const v = clipped + inward + ((i * n) << 3);
      store<f64>(out + multipliers + (i << 3), 5.0 * fast.gainRate * (dot(v, w, <i32>n) - 1.0));
    }
    memory.copy(out + inward, out + outward, (k * n) << 3);
    const bytes = this.stateBytes();
    for (let at: usize = 0; at < bytes; at += 8) if (load<f64>(state + at) <= 0.0) store<f64>(out + at, max(load<f64>(out + at), 0.0));
    for (let i: usize = 0; i < k; i++) {
      const at = outward + ((i * n) << 3);
      removeAlong(out + at, clipped + at, n, 8);
    }
    return true;
  }

  /** Of the context that is furthest from its goal; infinite where A is singular. */
  event(index: u32, time: f64, state: usize): f64 {
    const fast = fastGains(this);
    const k = <usize>this.interneurons;
    const clipped = this.clip(state);
    let largest = -Infinity;
    for (let c: usize = 0; c < <usize>fast.contexts; c++) {
      if (this.metric == FILTER) {
        enter(this, c);
        this.setMatrix(clipped + ((c * k) << 3), clipped + (((<usize>fast.contexts + 1) * k) << 3));
        scaleBack(this, time);
      } else {
        if (!this.respondIn(c, clipped)) return Infinity;
        this.setDeviation(variance(this, time));
      }
      largest = max(largest, errorOf(this.metric, this.deviation, this.matrix, this.target, this.neurons, this.scratch));
    }
    return largest - this.bound;
  }

  /** D = F C F^T - I from the rows of (F L)^T. */
  setDeviation(scale: f64): void {
    const n = <usize>this.neurons;
    for (let i: usize = 0; i < n; i++) {
      for (let j: usize = 0; j <= i; j++) {
        let sum = 0.0;
        for (let row = this.responses; row < this.responses + ((n * n) << 3); row += n << 3) {
          sum += load<f64>(row + (i << 3)) * load<f64>(row + (j << 3));
        }
        store<f64>(this.deviation + ((i * n + j) << 3), scale * sum);
      }
    }
    mirror(this.deviation, <u32>n);
    addDiagonal(this.deviation, <u32>n, -1.0);
  }
}
