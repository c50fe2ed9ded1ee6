import { splat } from "../../numeric/lanes";
import { addLanes, evaluateLanes, frameBytes, lanesBack, packWeights } from "./lanes";
import { layerSize, Perceptron } from "./perceptron";

/**
 * The fit of a neural ODE to windows of a trajectory: from the trajectory's state at the window's start the classical Runge-Kutta method goes from
 * sample to sample, `steps` steps of `step` each, and the loss is the mean |error| over windows, samples (the start among them) and numbers
 * of the state. Windows are lanes; what is computed for one does not depend on the others, and sums over them are in their order.
 */
@unmanaged
export class WindowFit {
  net: usize;
  weights: usize; // packWindowWeights
  weightCount: u32;
  widest: u32; // numbers of the widest layer
  trajectory: usize; // f64, samples x numbers
  starts: usize; // u32: first sample of each window
  windows: u32;
  samples: u32; // of a window
  steps: u32;
  unused: u32;
  step: f64;
  losses: usize; // f64, out: the sum of |error| of each window
  gradient: usize; // f64, out: of the mean, in the order of theta; 0: not wanted
  work: usize; // 6 states, and with a gradient the states' signs, the gradients' lanes, two widest layers; frames: one, or four for each step
  ends: usize; // f64, out: state of each window at its last sample; 0: not wanted
}

/** Vectors of a state's length in `work`: y, the state of a stage, k1 ... k4; on the way back y's adjoint, those of a stage and of k. */
const STATE_VECTORS: usize = 6;

export function packWindowWeightsF64(net: Perceptron, theta: usize, out: usize): void {
  packWeights<f64>(net, theta, out);
}

export function packWindowWeightsF32(net: Perceptron, theta: usize, out: usize): void {
  packWeights<f32>(net, theta, out);
}

/** out = y + h x */
// @ts-ignore: decorator
@inline
function moved<T>(out: usize, y: usize, h: v128, x: usize, size: usize): void {
  for (let at: usize = 0; at < size; at += 16) {
    v128.store(out + at, v128.add<T>(v128.load(y + at), v128.mul<T>(h, v128.load(x + at))));
  }
}

/** Number `at / 16` of the state at sample `offset` of the windows from `first` on, one in each lane; lanes without a window repeat the last. */
// @ts-ignore: decorator
@inline
function sampleLanes<T>(fit: WindowFit, first: usize, offset: usize, size: usize, at: usize): v128 {
  let vector = splat<T>(0);
  for (let lane = 0; lane < 16 / sizeof<T>(); lane++) {
    const window = min(first + lane, <usize>fit.windows - 1);
    const sample = <usize>load<u32>(fit.starts + (window << 2)) + offset;
    const number = load<f64>(fit.trajectory + ((sample * size + at) >> 1));
    if (sizeof<T>() == 8) vector = lane == 0 ? f64x2.replace_lane(vector, 0, number) : f64x2.replace_lane(vector, 1, number);
    else if (lane == 0) vector = f32x4.replace_lane(vector, 0, <f32>number);
    else if (lane == 1) vector = f32x4.replace_lane(vector, 1, <f32>number);
    else if (lane == 2) vector = f32x4.replace_lane(vector, 2, <f32>number);
    else vector = f32x4.replace_lane(vector, 3, <f32>number);
  }
  return vector;
}

/** One step of the classical Runge-Kutta method from y, in place; its four frames from `frame` on, `bytes` apart. */
// @ts-ignore: decorator
@inline
function advance<T>(net: Perceptron, weights: usize, step: f64, y: usize, size: usize, frame: usize, bytes: usize): void {
  const stage = y + size;
  const k1 = stage + size;
  const k2 = k1 + size;
  const k3 = k2 + size;
  const k4 = k3 + size;
  const half = splat<T>(0.5 * step);
  const whole = splat<T>(step);
  evaluateLanes<T>(net, weights, y, frame, k1);
  moved<T>(stage, y, half, k1, size);
  evaluateLanes<T>(net, weights, stage, frame + bytes, k2);
  moved<T>(stage, y, half, k2, size);
  evaluateLanes<T>(net, weights, stage, frame + (bytes << 1), k3);
  moved<T>(stage, y, whole, k3, size);
  evaluateLanes<T>(net, weights, stage, frame + 3 * bytes, k4);
  // y + h/6 (k1 + 2 (k2 + k3) + k4)
  const sixth = splat<T>(step / 6);
  for (let at: usize = 0; at < size; at += 16) {
    const middle = v128.add<T>(v128.load(k2 + at), v128.load(k3 + at));
    const sum = v128.add<T>(v128.add<T>(v128.load(k1 + at), v128.add<T>(middle, middle)), v128.load(k4 + at));
    v128.store(y + at, v128.add<T>(v128.load(y + at), v128.mul<T>(sixth, sum)));
  }
}

/**
 * The way back through a step, with l the adjoint of its end and a_i = J_i^T (adjoint of k_i):
 *
 *     k4: h/6 l;   k3: h/3 l + h a_4;   k2: h/3 l + h/2 a_3;   k1: h/6 l + h/2 a_2;   y: l + a_1 + a_2 + a_3 + a_4
 */
function retreat<T>(fit: WindowFit, frame: usize, bytes: usize, y: usize, size: usize, gradients: usize, work: usize): void {
  const net = changetype<Perceptron>(fit.net);
  const weightBytes = <usize>fit.weightCount * sizeof<T>();
  const k = y + size;
  const a = k + size;
  const sum = a + size;
  const sixth = splat<T>(fit.step / 6);
  const third = splat<T>(fit.step / 3);
  for (let at: usize = 0; at < size; at += 16) {
    v128.store(k + at, v128.mul<T>(sixth, v128.load(y + at)));
    v128.store(sum + at, v128.load(y + at));
  }
  for (let stage = 3; ; stage--) {
    lanesBack<T>(net, fit.weights, weightBytes, frame + <usize>stage * bytes, k, a, gradients, work, <usize>fit.widest);
    for (let at: usize = 0; at < size; at += 16) v128.store(sum + at, v128.add<T>(v128.load(sum + at), v128.load(a + at)));
    if (stage == 0) break;
    const own = stage == 1 ? sixth : third;
    const link = splat<T>(stage == 3 ? fit.step : 0.5 * fit.step);
    for (let at: usize = 0; at < size; at += 16) {
      v128.store(k + at, v128.add<T>(v128.mul<T>(own, v128.load(y + at)), v128.mul<T>(link, v128.load(a + at))));
    }
  }
  for (let at: usize = 0; at < size; at += 16) v128.store(y + at, v128.load(sum + at));
}

/** The windows in the lanes of one vector, from `first` on. */
function fitVector<T>(fit: WindowFit, first: usize): void {
  const net = changetype<Perceptron>(fit.net);
  const numbers = layerSize(net, 0);
  const size = numbers << 4;
  const wanted = fit.gradient != 0;
  const bytes = frameBytes(net);
  const y = fit.work;
  const signs = y + STATE_VECTORS * size;
  const gradients = signs + (wanted ? size * <usize>fit.samples : 0);
  const back = gradients + (wanted ? <usize>fit.weightCount << 4 : 0);
  const frames = back + (wanted ? <usize>fit.widest << 5 : 0);
  const stepBytes = wanted ? bytes << 2 : 0;
  const frameStep = wanted ? bytes : 0;
  const lanes = min(<usize>(16 / sizeof<T>()), <usize>fit.windows - first);
  const zero = splat<T>(0);
  const one = splat<T>(1);
  const minusOne = splat<T>(-1);

  for (let at: usize = 0; at < size; at += 16) v128.store(y + at, sampleLanes<T>(fit, first, 0, size, at));
  let loss = zero;
  let frame = frames;
  for (let sample: usize = 1; sample < <usize>fit.samples; sample++) {
    for (let step: u32 = 0; step < fit.steps; step++, frame += stepBytes) {
      advance<T>(net, fit.weights, fit.step, y, size, frame, frameStep);
    }
    for (let at: usize = 0; at < size; at += 16) {
      const error = v128.sub<T>(v128.load(y + at), sampleLanes<T>(fit, first, sample, size, at));
      loss = v128.add<T>(loss, v128.abs<T>(error));
      if (!wanted) continue;
      const above = v128.bitselect(one, zero, v128.gt<T>(error, zero));
      v128.store(signs + sample * size + at, v128.bitselect(minusOne, above, v128.lt<T>(error, zero)));
    }
  }
  v128.store(y + size, loss);
  for (let lane: usize = 0; lane < lanes; lane++) {
    store<f64>(fit.losses + ((first + lane) << 3), <f64>load<T>(y + size + lane * sizeof<T>()));
    if (!fit.ends) continue;
    for (let j: usize = 0; j < numbers; j++) {
      store<f64>(fit.ends + (((first + lane) * numbers + j) << 3), <f64>load<T>(y + (j << 4) + lane * sizeof<T>()));
    }
  }
  if (!wanted) return;

  for (let at: usize = 0; at < <usize>fit.weightCount << 4; at += 16) v128.store(gradients + at, zero);
  for (let at: usize = 0; at < size; at += 16) v128.store(y + at, zero);
  for (let sample = <usize>fit.samples - 1; sample > 0; sample--) {
    for (let at: usize = 0; at < size; at += 16) {
      v128.store(y + at, v128.add<T>(v128.load(y + at), v128.load(signs + sample * size + at)));
    }
    for (let step: u32 = 0; step < fit.steps; step++) {
      frame -= stepBytes;
      retreat<T>(fit, frame, bytes, y, size, gradients, back);
    }
  }
  addLanes<T>(net, gradients, lanes, fit.gradient);
}

// @ts-ignore: decorator
@inline
function fitWindows<T>(fit: WindowFit): f64 {
  const net = changetype<Perceptron>(fit.net);
  const end = fit.gradient + ((<usize>net.parameters) << 3);
  if (fit.gradient) for (let at = fit.gradient; at < end; at += 8) store<f64>(at, 0);
  for (let first: usize = 0; first < <usize>fit.windows; first += 16 / sizeof<T>()) fitVector<T>(fit, first);
  let sum: f64 = 0;
  for (let window: usize = 0; window < <usize>fit.windows; window++) sum += load<f64>(fit.losses + (window << 3));
  const count = <f64>fit.windows * <f64>fit.samples * <f64>layerSize(net, 0);
  if (fit.gradient) for (let at = fit.gradient; at < end; at += 8) store<f64>(at, load<f64>(at) / count);
  return sum / count;
}

/** The mean |error| with lanes of f64; losses and gradient as in WindowFit. */
export function fitWindowsF64(fit: WindowFit): f64 {
  return fitWindows<f64>(fit);
}

/** The mean |error| with lanes of f32; losses and gradient as in WindowFit. */
export function fitWindowsF32(fit: WindowFit): f64 {
  return fitWindows<f32>(fit);
}
