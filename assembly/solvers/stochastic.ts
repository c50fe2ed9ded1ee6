import { fail, OK, OUTSIDE_DOMAIN, SOLVER_NOT_FINITE } from "../core/status";
import { fillNormals } from "../random/fill";
import { Problem } from "./problem";
import { settle } from "./rows";

// Stochastic differential equations dy_i = f_i(t, y) dt + g_i(t, y) dW_i with independent noise of each number (diagonal noise), for many
// members side by side. In step s of member m the i-th normal is draw s n + i of (seed, stream + m): a run is the same however it is cut
// into calls, and a member the same in every ensemble. P. E. Kloeden, E. Platen, Numerical Solution of Stochastic Differential Equations
// (1992):
//
//   Euler and Maruyama (Ito):    y_1 = y + f h + g dW                                              10.2, strong order 1/2, weak 1
//   Heun (Stratonovich):         Y = y + f h + g dW,  y_1 = y + (f + f(Y)) h / 2 + (g + g(Y)) dW / 2     strong order 1, weak 1

export const EULER_MARUYAMA: u32 = 0;
export const STOCHASTIC_HEUN: u32 = 1;

/** Members of an ensemble on their way; src/solvers/stochastic.ts fills it in. */
@unmanaged
export class StochasticRun {
  method: u32;
  length: u32; // numbers in a state
  stride: u32; // bytes a state takes: a multiple of 16, with zeros after its numbers
  members: u32;
  seed: u64;
  stream: u64; // of the first member
  step: u64; // steps done
  start: f64; // time of step 0
  stepSize: f64;
  steps: u32; // to do now
  noiseSteps: u32; // steps whose noise fits
  states: usize; // `members`
  noise: usize; // noiseSteps length + 1 f64
  work: usize; // five states
  unused: usize;
}

/** Takes `run.steps` steps of all members. */
export function stepStochastic(drift: Problem, diffusion: Problem, run: StochasticRun): i32 {
  for (let member: u32 = 0; member < run.members; member++) {
    const status = stepMember<Problem, Problem>(drift, diffusion, run, member);
    if (status != OK) return status;
  }
  run.step += run.steps;
  return OK;
}

export function stepMember<F, G>(drift: F, diffusion: G, run: StochasticRun, member: u32): i32 {
  const length = <usize>run.length;
  const stride = <usize>run.stride;
  const h = run.stepSize;
  const scale = f64x2.splat(sqrt(abs(h)));
  const y = run.states + <usize>member * stride;
  let done: u32 = 0;
  while (done < run.steps) {
    const count = min(run.noiseSteps, run.steps - done);
    const first = run.step + done;
    fillNormals<f64>(run.noise, <i32>count * <i32>length, run.seed, run.stream + member, first * length);
    for (let s: u32 = 0; s < count; s++) {
      const noise = run.noise + ((<usize>s * length) << 3);
      const time = run.start + <f64>(first + s) * h;
      const inside = run.method == STOCHASTIC_HEUN
        ? heun<F, G>(drift, diffusion, run, time, y, noise, scale)
        : eulerMaruyama<F, G>(drift, diffusion, run, time, y, noise, scale);
      if (!inside) return fail(OUTSIDE_DOMAIN, 0, member, time, h);
      let sum = f64x2.splat(0.0);
      for (let at: usize = 0; at < stride; at += 16) {
        const x = v128.load(y + at);
        sum = f64x2.add(sum, f64x2.sub(x, x)); // NaN for an infinite x
      }
      if (!(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) == 0.0)) return fail(SOLVER_NOT_FINITE, 0, member, time, h);
    }
    done += count;
  }
  return OK;
}

// @ts-ignore: decorator
@inline
function eulerMaruyama<F, G>(
  drift: F, diffusion: G, run: StochasticRun, time: f64, y: usize, noise: usize, scale: v128,
): bool {
  const stride = <usize>run.stride;
  const f = run.work;
  const g = f + stride;
  if (!drift.derivative(time, y, f) || !diffusion.derivative(time, y, g)) return false;
  const h = f64x2.splat(run.stepSize);
  for (let at: usize = 0; at < stride; at += 16) {
    const change = f64x2.mul(settle(g + at), f64x2.mul(scale, v128.load(noise + at)));
    v128.store(y + at, f64x2.add(v128.load(y + at), f64x2.add(f64x2.mul(settle(f + at), h), change)));
  }
  return true;
}

// @ts-ignore: decorator
@inline
function heun<F, G>(drift: F, diffusion: G, run: StochasticRun, time: f64, y: usize, noise: usize, scale: v128): bool {
  const stride = <usize>run.stride;
  const f = run.work;
  const g = f + stride;
  const point = g + stride;
  const f1 = point + stride;
  const g1 = f1 + stride;
  if (!drift.derivative(time, y, f) || !diffusion.derivative(time, y, g)) return false;
  const h = f64x2.splat(run.stepSize);
  for (let at: usize = 0; at < stride; at += 16) {
    const change = f64x2.mul(settle(g + at), f64x2.mul(scale, v128.load(noise + at)));
    v128.store(point + at, f64x2.add(v128.load(y + at), f64x2.add(f64x2.mul(settle(f + at), h), change)));
  }
  const next = time + run.stepSize;
  if (!drift.derivative(next, point, f1) || !diffusion.derivative(next, point, g1)) return false;
  const half = f64x2.splat(0.5);
  for (let at: usize = 0; at < stride; at += 16) {
    const slope = f64x2.mul(f64x2.add(v128.load(f + at), settle(f1 + at)), h);
    const change = f64x2.mul(f64x2.add(v128.load(g + at), settle(g1 + at)), f64x2.mul(scale, v128.load(noise + at)));
    v128.store(y + at, f64x2.add(v128.load(y + at), f64x2.mul(half, f64x2.add(slope, change))));
  }
  return true;
}
