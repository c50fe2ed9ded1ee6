import { splat } from "../../numeric/lanes";
import { cumulativeFromDensity, normalDensityLanes } from "../../numeric/normal-distribution";
import { tanhLanes } from "../../numeric/sigmoid";
import { tanhSlope } from "./activation";
import { layerSize, Perceptron, TANH } from "./perceptron";

// A perceptron for a vector of trajectories that share its weights: every number of a state is a vector with a trajectory in each lane. Weights are
// numbers of type T, for each output of a layer its bias and what it gives its inputs; gradients have the same order, a vector for each weight.
//
// An evaluation leaves in its frame what the way back needs: y; x_0; and for each hidden layer its values, with GELU its slopes after them.

/** Bytes of a frame. */
export function frameBytes(net: Perceptron): usize {
  const copies: usize = net.activation == TANH ? 1 : 2;
  let vectors = layerSize(net, 0) << 1;
  for (let layer: usize = 1; layer < <usize>net.layers; layer++) vectors += copies * layerSize(net, layer);
  return vectors << 4;
}

/** The weights in the order above, from theta. */
export function packWeights<T>(net: Perceptron, theta: usize, out: usize): void {
  for (let layer: usize = 1; layer <= <usize>net.layers; layer++) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const biases = theta + ((inputs * outputs) << 3);
    for (let i: usize = 0; i < outputs; i++) {
      if (net.biases) {
        store<T>(out, <T>load<f64>(biases + (i << 3)));
        out += sizeof<T>();
      }
      for (let j: usize = 0; j < inputs; j++, out += sizeof<T>()) store<T>(out, <T>load<f64>(theta + ((j * outputs + i) << 3)));
    }
    theta = net.biases ? biases + (outputs << 3) : biases;
  }
}

/** Adds the first `lanes` lanes of `gradients`, one after the other, to a gradient in the order of theta. */
export function addLanes<T>(net: Perceptron, gradients: usize, lanes: usize, gradient: usize): void {
  for (let layer: usize = 1; layer <= <usize>net.layers; layer++) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const biases = gradient + ((inputs * outputs) << 3);
    for (let i: usize = 0; i < outputs; i++) {
      if (net.biases) {
        addOne<T>(gradients, lanes, biases + (i << 3));
        gradients += 16;
      }
      for (let j: usize = 0; j < inputs; j++, gradients += 16) addOne<T>(gradients, lanes, gradient + ((j * outputs + i) << 3));
    }
    gradient = net.biases ? biases + (outputs << 3) : biases;
  }
}

// @ts-ignore: decorator
@inline
function addOne<T>(vector: usize, lanes: usize, to: usize): void {
  let sum = load<f64>(to);
  for (let lane: usize = 0; lane < lanes; lane++) sum += <f64>load<T>(vector + lane * sizeof<T>());
  store<f64>(to, sum);
}

// @ts-ignore: decorator
@inline
function weight<T>(from: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(from) : v128.load32_splat(from);
}

// @ts-ignore: decorator
@inline
function term<T>(weights: usize, x: usize, j: usize): v128 {
  return v128.mul<T>(weight<T>(weights + j * sizeof<T>()), v128.load(x + (j << 4)));
}

/** b + sum_j w_j x_j. Four partial sums where there are many terms. */
// @ts-ignore: decorator
@inline
function weightedSum<T>(bias: v128, weights: usize, x: usize, inputs: usize): v128 {
  let a = bias;
  let j: usize = 0;
  if (inputs >= 8) {
    let b = splat<T>(0);
    let c = b;
    let d = b;
    for (; j + 4 <= inputs; j += 4) {
      a = v128.add<T>(a, term<T>(weights, x, j));
      b = v128.add<T>(b, term<T>(weights, x, j + 1));
      c = v128.add<T>(c, term<T>(weights, x, j + 2));
      d = v128.add<T>(d, term<T>(weights, x, j + 3));
    }
    a = v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
  }
  for (; j < inputs; j++) a = v128.add<T>(a, term<T>(weights, x, j));
  return a;
}

/** f(y) of all lanes to `out`, leaving the frame. */
export function evaluateLanes<T>(net: Perceptron, weights: usize, y: usize, frame: usize, out: usize): void {
  const size = layerSize(net, 0) << 4;
  let x = frame + size;
  for (let at: usize = 0; at < size; at += 16) {
    const number = v128.load(y + at);
    v128.store(frame + at, number);
    const scaled = v128.mul<T>(splat<T>(load<f64>(net.inputScale + (at >> 1))), number);
    let power = scaled;
    for (let i: u32 = 1; i < net.power; i++) power = v128.mul<T>(power, scaled);
    v128.store(x + at, power);
  }
  const layers = <usize>net.layers;
  let next = x + size;
  for (let layer: usize = 1; layer < layers; layer++) {
    const inputs = layerSize(net, layer - 1);
    const bytes = layerSize(net, layer) << 4;
    const biases = <usize>net.biases;
    for (let at: usize = 0; at < bytes; at += 16) {
      const bias = biases ? weight<T>(weights) : splat<T>(0);
      weights += biases * sizeof<T>();
      const z = weightedSum<T>(bias, weights, x, inputs);
      weights += inputs * sizeof<T>();
      if (net.activation == TANH) v128.store(next + at, tanhLanes<T>(z));
      else {
        const density = normalDensityLanes<T>(z);
        const cumulative = cumulativeFromDensity<T>(z, density);
        v128.store(next + at, v128.mul<T>(z, cumulative));
        v128.store(next + bytes + at, v128.add<T>(cumulative, v128.mul<T>(z, density)));
      }
    }
    x = next;
    next += net.activation == TANH ? bytes : bytes << 1;
  }
  const inputs = layerSize(net, layers - 1);
  for (let i: usize = 0; i < layerSize(net, layers); i++) {
    const bias = net.biases ? weight<T>(weights) : splat<T>(0);
    weights += <usize>net.biases * sizeof<T>();
    const z = weightedSum<T>(bias, weights, x, inputs);
    weights += inputs * sizeof<T>();
    v128.store(out + (i << 4), v128.mul<T>(splat<T>(load<f64>(net.outputScale + (i << 3))), z));
  }
}

/**
 * The way back through a layer: adds x_j a_i to the gradient of each weight and a_i to that of each bias; W^T a to `before`. The sums over outputs are
 * kept in registers where a layer has more outputs than inputs.
 */
// @ts-ignore: decorator
@inline
function layerBack<T>(
  weights: usize, gradients: usize, x: usize, inputs: usize, a: usize, outputs: usize, biases: usize, before: usize,
): void {
  const row = (inputs + biases) * sizeof<T>();
  const gradientRow = (inputs + biases) << 4;
  if (biases) {
    let to = gradients;
    for (let i: usize = 0; i < outputs; i++, to += gradientRow) v128.store(to, v128.add<T>(v128.load(to), v128.load(a + (i << 4))));
    weights += sizeof<T>();
    gradients += 16;
  }
  if (outputs > inputs) {
    for (let j: usize = 0; j < inputs; j++) {
      const number = v128.load(x + (j << 4));
      let from = weights + j * sizeof<T>();
      let to = gradients + (j << 4);
      let even = splat<T>(0);
      let odd = even;
      let i: usize = 0;
      for (; i + 2 <= outputs; i += 2, from += row << 1, to += gradientRow << 1) {
        const a0 = v128.load(a + (i << 4));
        const a1 = v128.load(a + (i << 4), 16);
        v128.store(to, v128.add<T>(v128.load(to), v128.mul<T>(number, a0)));
        v128.store(to + gradientRow, v128.add<T>(v128.load(to + gradientRow), v128.mul<T>(number, a1)));
        even = v128.add<T>(even, v128.mul<T>(weight<T>(from), a0));
        odd = v128.add<T>(odd, v128.mul<T>(weight<T>(from + row), a1));
      }
      if (i < outputs) {
        const a0 = v128.load(a + (i << 4));
        v128.store(to, v128.add<T>(v128.load(to), v128.mul<T>(number, a0)));
        even = v128.add<T>(even, v128.mul<T>(weight<T>(from), a0));
      }
      v128.store(before + (j << 4), v128.add<T>(even, odd));
    }
    return;
  }
  for (let j: usize = 0; j < inputs; j++) v128.store(before + (j << 4), splat<T>(0));
  for (let i: usize = 0; i < outputs; i++, weights += row, gradients += gradientRow) {
    const adjoint = v128.load(a + (i << 4));
    for (let j: usize = 0; j < inputs; j++) {
      const at = j << 4;
      v128.store(gradients + at, v128.add<T>(v128.load(gradients + at), v128.mul<T>(v128.load(x + at), adjoint)));
      const moved = v128.mul<T>(weight<T>(weights + j * sizeof<T>()), adjoint);
      v128.store(before + at, v128.add<T>(v128.load(before + at), moved));
    }
  }
}

/** (df/dy)^T a to `out`; (df/dtheta)^T a is added to `gradients`. `work`: two times the widest layer. `weightBytes`: of all weights. */
export function lanesBack<T>(
  net: Perceptron, weights: usize, weightBytes: usize, frame: usize, a: usize, out: usize, gradients: usize, work: usize, widest: usize,
): void {
  const layers = <usize>net.layers;
  const isTanh = net.activation == TANH;
  let adjoints = work;
  let before = work + (widest << 4);
  for (let i: usize = 0; i < layerSize(net, layers); i++) {
    v128.store(adjoints + (i << 4), v128.mul<T>(splat<T>(load<f64>(net.outputScale + (i << 3))), v128.load(a + (i << 4))));
  }
  let x = frame + frameBytes(net);
  weights += weightBytes;
  gradients += (weightBytes / sizeof<T>()) << 4;
  for (let layer = layers; layer > 0; layer--) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const count = (inputs + <usize>net.biases) * outputs;
    const bytes = inputs << 4;
    weights -= count * sizeof<T>();
    gradients -= count << 4;
    x -= layer > 1 && !isTanh ? bytes << 1 : bytes;
    layerBack<T>(weights, gradients, x, inputs, adjoints, outputs, <usize>net.biases, before);
    if (layer == 1) break;
    for (let at: usize = 0; at < bytes; at += 16) {
      const slope = isTanh ? tanhSlope<T>(v128.load(x + at)) : v128.load(x + bytes + at);
      v128.store(before + at, v128.mul<T>(v128.load(before + at), slope));
    }
    const swap = adjoints;
    adjoints = before;
    before = swap;
  }
  // dx_0/dy = p (s y)^(p - 1) s
  for (let at: usize = 0; at < layerSize(net, 0) << 4; at += 16) {
    const scale = splat<T>(load<f64>(net.inputScale + (at >> 1)));
    const scaled = v128.mul<T>(scale, v128.load(frame + at));
    let slope = v128.mul<T>(splat<T>(<f64>net.power), scale);
    for (let i: u32 = 1; i < net.power; i++) slope = v128.mul<T>(slope, scaled);
    v128.store(out + at, v128.mul<T>(v128.load(before + at), slope));
  }
}
