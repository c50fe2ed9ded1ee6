import { exp } from "../../numeric/exp";
import { choleskyFactor, choleskySolveMany } from "../../numeric/linear/cholesky";
import { multiply, multiplyTransposed, transposedMultiplyVector } from "../../numeric/linear/products";
import { addDiagonal } from "./common-vector";
import { measure } from "./flow-event";

// The expected dynamics of the whitening circuits in continuous time (arXiv:2209.10634, in the manner of; gains: arXiv:2301.11955).
// With F = A^-1 the response map of the effective recurrent matrix A and C the covariance of the input:
//
//   direct         A = M                     dM/dt = F C F - I
//   interneurons   A = alpha I + W W^T       dW/dt = (F C F - I) W
//   product        A = alpha I + P           dP/dt = D P + P D,   D = F C F - I      (P = W W^T)
//   gains          A = alpha I + W G W^T     dg_i/dt = w_i^T F C F w_i - 1
//
// The input may drift: C(t) = exp(2 e t) C, standard deviations growing at the rate e.

/** One flow: its circuit, its input, what ends it. Matrices are dense and row-major, n = `neurons`, k = `interneurons`. */
@unmanaged
export class Flow {
  neurons: u32;
  interneurons: u32;
  leak: f64; // alpha
  driftRate: f64; // e
  factor: usize; // n x n, lower triangular: C = L L^T
  frame: usize; // k x n, the vectors w_i; of the flow of gains alone

  // What `event` watches: `metric` (flow-event.ts) against `bound`
  metric: u32;
  target: usize; // n x n: S = C^(1/2)
  bound: f64;

  // Working space
  matrix: usize; // n x n: A, then its Cholesky factor
  responses: usize; // n x n: F L
  deviation: usize; // n x n: F C F - I
  scratch: usize; // n (n + 3)

  fast: usize; // FastGains (flows-fast.ts), of the flows of fast gains alone
  reserved: u32;
}

/** Variance of the input at `time` over that at 0. */
// @ts-ignore: decorator
@inline
export function variance(flow: Flow, time: f64): f64 {
  return flow.driftRate == 0.0 ? 1.0 : exp(2.0 * flow.driftRate * time);
}

/** F L for the A in `matrix`, which becomes its Cholesky factor. False: A is not positive definite. */
export function respond(flow: Flow): bool {
  const n = <i32>flow.neurons;
  if (choleskyFactor(flow.matrix, n) != 0) return false;
  memory.copy(flow.responses, flow.factor, ((<usize>n * n) << 3));
  choleskySolveMany(flow.matrix, n, flow.responses, n);
  return true;
}

/** D = F C F - I = (F L)(F L)^T - I to `out`, symmetric to the last bit, for the A in `matrix`. False: A is not positive definite. */
export function deviate(flow: Flow, time: f64, out: usize): bool {
  if (!respond(flow)) return false;
  const n = flow.neurons;
  multiplyTransposed(out, flow.responses, flow.responses, n, n, n);
  const bytes = (<usize>n * n) << 3;
  if (flow.driftRate != 0.0) {
    const scale = variance(flow, time);
    for (let at: usize = 0; at < bytes; at += 8) store<f64>(out + at, scale * load<f64>(out + at));
  }
  addDiagonal(out, n, -1.0);
  return true;
}

/** Adds alpha I to `matrix`. */
export function addLeak(flow: Flow): void {
  if (flow.leak != 0.0) addDiagonal(flow.matrix, flow.neurons, flow.leak);
}

/** What the event function of a flow M is at `state`. */
// @ts-ignore: decorator
@inline
function eventOf<M extends Flow>(flow: M, time: f64, state: usize): f64 {
  flow.setMatrix(state);
  return measure(flow, time) - flow.bound;
}

// Each model: A of a state, the derivative, and the event for assembly/solvers/integrate.ts.

/** State M, n x n. */
@final
@unmanaged
export class DirectFlow extends Flow {
  setMatrix(state: usize): void {
    memory.copy(this.matrix, state, (<usize>this.neurons * this.neurons) << 3);
  }

  derivative(time: f64, state: usize, out: usize): bool {
    this.setMatrix(state);
    return deviate(this, time, out);
  }

  event(index: u32, time: f64, state: usize): f64 {
    return eventOf<DirectFlow>(this, time, state);
  }
}

/** State W, n x k. */
@final
@unmanaged
export class InterneuronFlow extends Flow {
  setMatrix(state: usize): void {
    multiplyTransposed(this.matrix, state, state, this.neurons, this.interneurons, this.neurons);
    addLeak(this);
  }

  derivative(time: f64, state: usize, out: usize): bool {
    this.setMatrix(state);
    if (!deviate(this, time, this.deviation)) return false;
    multiply(out, this.deviation, state, this.neurons, this.neurons, this.interneurons);
    return true;
  }

  event(index: u32, time: f64, state: usize): f64 {
    return eventOf<InterneuronFlow>(this, time, state);
  }
}

/** State P = W W^T, n x n. */
@final
@unmanaged
export class ProductFlow extends Flow {
  setMatrix(state: usize): void {
    memory.copy(this.matrix, state, (<usize>this.neurons * this.neurons) << 3);
    addLeak(this);
  }

  derivative(time: f64, state: usize, out: usize): bool {
    this.setMatrix(state);
    if (!deviate(this, time, this.deviation)) return false;
    const n = <usize>this.neurons;
    multiply(out, this.deviation, state, this.neurons, this.neurons, this.neurons);
    for (let i: usize = 0; i < n; i++) {
      for (let j: usize = 0; j <= i; j++) {
        const above = out + ((j * n + i) << 3);
        const below = out + ((i * n + j) << 3);
        const sum = load<f64>(below) + load<f64>(above); // (D P)^T = P D
        store<f64>(above, sum);
        store<f64>(below, sum);
      }
    }
    return true;
  }

  event(index: u32, time: f64, state: usize): f64 {
    return eventOf<ProductFlow>(this, time, state);
  }
}

/** State g, k numbers. */
@final
@unmanaged
export class GainFlow extends Flow {
  setMatrix(state: usize): void {
    const n = <usize>this.neurons;
    memory.fill(this.matrix, 0, (n * n) << 3);
    for (let i: usize = 0; i < <usize>this.interneurons; i++) {
      addSquare(this.matrix, n, load<f64>(state + (i << 3)), this.frame + i * (n << 3));
    }
    addLeak(this);
  }

  derivative(time: f64, state: usize, out: usize): bool {
    this.setMatrix(state);
    if (!respond(this)) return false;
    const n = this.neurons;
    const scale = variance(this, time);
    for (let i: usize = 0; i < <usize>this.interneurons; i++) {
      transposedMultiplyVector(this.scratch, this.responses, this.frame + ((i * <usize>n) << 3), n, n);
      let sum = 0.0;
      for (let at: usize = 0; at < <usize>n << 3; at += 8) sum += load<f64>(this.scratch + at) * load<f64>(this.scratch + at);
      store<f64>(out + (i << 3), scale * sum - 1.0);
    }
    return true;
  }

  event(index: u32, time: f64, state: usize): f64 {
    return eventOf<GainFlow>(this, time, state);
  }
}

/** a += g w w^T, symmetric to the last bit. */
function addSquare(a: usize, n: usize, g: f64, w: usize): void {
  for (let i: usize = 0; i < n; i++) {
    for (let j: usize = 0; j < n; j++) {
      const at = a + ((i * n + j) << 3);
      store<f64>(at, load<f64>(at) + g * (load<f64>(w + (i << 3)) * load<f64>(w + (j << 3))));
    }
  }
}
