import { Differentiable } from "../../learning/differentiable";
import { Problem } from "../../solvers/problem";
import { activate, activateWithCurvatures, activateWithSlopes } from "./activation";
import {
  ADJOINT_TANGENTS, ADJOINTS, columnBytes, CURVATURES, layerSize, layerVector, Perceptron, SLOPE_TANGENTS, SLOPES,
  stretchBytes, TANGENTS, VALUES,
} from "./perceptron";
import { addNumbers, addOuter, sumStretches } from "./stretches";

// A perceptron as a Problem with its gradients. Notation as in perceptron.ts; a: adjoints of z, v: a direction in y, a dot: the derivative along v.

/** x_0 = (s y)^p with derivatives. */
function enter(net: Perceptron, state: usize, derivatives: bool): void {
  const p = net.power;
  const values = layerVector(net, VALUES, 0);
  const slopes = layerVector(net, SLOPES, 0);
  const curvatures = layerVector(net, CURVATURES, 0);
  const end = layerSize(net, 0) << 3;
  for (let at: usize = 0; at < end; at += 8) {
    const s = load<f64>(net.inputScale + at);
    const u = s * load<f64>(state + at);
    if (p == 1) {
      store<f64>(values + at, u);
      if (!derivatives) continue;
      store<f64>(slopes + at, s);
      store<f64>(curvatures + at, 0);
      continue;
    }
    let power: f64 = 1; // u^(p - 2)
    for (let i: u32 = 2; i < p; i++) power *= u;
    store<f64>(values + at, power * u * u);
    if (!derivatives) continue;
    store<f64>(slopes + at, <f64>p * power * u * s);
    store<f64>(curvatures + at, <f64>(p * (p - 1)) * power * s * s);
  }
}

/** All x_l and z_L, with the first `order` derivatives of the activations. */
function forward(net: Perceptron, state: usize, order: i32): void {
  enter(net, state, order > 0);
  const layers = <usize>net.layers;
  let columns = net.columns;
  for (let layer: usize = 1; layer <= layers; layer++) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const bytes = stretchBytes(outputs);
    const values = layerVector(net, VALUES, layer);
    const before = layerVector(net, VALUES, layer - 1);
    sumStretches(values, net.biases ? columns : 0, columns + <usize>net.biases * bytes, bytes, before, inputs);
    columns += columnBytes(net, inputs, outputs);
    if (layer == layers) return;
    const slopes = layerVector(net, SLOPES, layer);
    if (order == 0) activate(net.activation, values, bytes);
    else if (order == 1) activateWithSlopes(net.activation, values, slopes, bytes);
    else activateWithCurvatures(net.activation, values, slopes, layerVector(net, CURVATURES, layer), bytes);
  }
}

/** out = x y */
// @ts-ignore: decorator
@inline
function multiply(out: usize, x: usize, y: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.mul(v128.load(x + at), v128.load(y + at)));
}

/** out = x y, `count` numbers without padding. */
// @ts-ignore: decorator
@inline
function multiplyNumbers(out: usize, x: usize, y: usize, count: usize): void {
  for (let at: usize = 0; at < count << 3; at += 8) store<f64>(out + at, load<f64>(x + at) * load<f64>(y + at));
}

/** z dot of layers `layer` ... L, from x dot of the layer before; x dot too, and the derivative of sigma' with `slopes`. */
function pushTangents(net: Perceptron, layer: usize, columns: usize, slopes: bool): void {
  const layers = <usize>net.layers;
  for (; layer <= layers; layer++) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const bytes = stretchBytes(outputs);
    const tangents = layerVector(net, TANGENTS, layer);
    sumStretches(tangents, 0, columns + <usize>net.biases * bytes, bytes, layerVector(net, TANGENTS, layer - 1), inputs);
    columns += columnBytes(net, inputs, outputs);
    if (layer == layers) return;
    if (slopes) multiply(layerVector(net, SLOPE_TANGENTS, layer), layerVector(net, CURVATURES, layer), tangents, bytes);
    multiply(tangents, tangents, layerVector(net, SLOPES, layer), bytes);
  }
}

export function perceptronDerivative(context: usize, time: f64, state: usize, out: usize): bool {
  const net = changetype<Perceptron>(context);
  forward(net, state, 0);
  const layers = <usize>net.layers;
  multiplyNumbers(out, layerVector(net, VALUES, layers), net.outputScale, layerSize(net, layers));
  return true;
}

/** (df/dy) v to `out`. */
export function perceptronJacobianVector(context: usize, time: f64, state: usize, v: usize, out: usize): bool {
  const net = changetype<Perceptron>(context);
  forward(net, state, 1);
  const layers = <usize>net.layers;
  multiplyNumbers(layerVector(net, TANGENTS, 0), layerVector(net, SLOPES, 0), v, layerSize(net, 0));
  pushTangents(net, 1, net.columns, false);
  multiplyNumbers(out, layerVector(net, TANGENTS, layers), net.outputScale, layerSize(net, layers));
  return true;
}

/** One direction after the other: that of number j enters layer 1 as its stretch of the weights. */
export function perceptronJacobian(context: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const net = changetype<Perceptron>(context);
  forward(net, state, 1);
  const layers = <usize>net.layers;
  const inputs = layerSize(net, 0);
  const outputs = layerSize(net, layers);
  const first = layerSize(net, 1);
  const bytes = stretchBytes(first);
  const second = net.columns + columnBytes(net, inputs, first);
  const tangents = layerVector(net, TANGENTS, 1);
  const last = layerVector(net, TANGENTS, layers);
  const slopes = layerVector(net, SLOPES, 1);
  let column = net.columns + <usize>net.biases * bytes;
  for (let j: usize = 0; j < inputs << 3; j += 8, column += bytes) {
    const slope = v128.load64_splat(layerVector(net, SLOPES, 0) + j);
    for (let at: usize = 0; at < bytes; at += 16) {
      let tangent = f64x2.mul(slope, v128.load(column + at));
      if (layers > 1) tangent = f64x2.mul(tangent, v128.load(slopes + at));
      v128.store(tangents + at, tangent);
    }
    pushTangents(net, 2, second, false);
    for (let i: usize = 0; i < outputs; i++) {
      store<f64>(out + i * rowBytes + j, load<f64>(net.outputScale + (i << 3)) * load<f64>(last + (i << 3)));
    }
  }
  return true;
}

/**
 *     a_L = s_out a,   dW_l += x_(l-1) a_l^T,   db_l += a_l,   a_(l-1) = sigma'_(l-1) W_l^T a_l,   out = dx_0/dy W_1^T a_1
 */
export function perceptronVectorJacobian(context: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  const net = changetype<Perceptron>(context);
  forward(net, state, 1);
  const layers = <usize>net.layers;
  multiplyNumbers(layerVector(net, ADJOINTS, layers), a, net.outputScale, layerSize(net, layers));
  let rows = net.rows + rowsBytes(net);
  if (gradient) gradient += <usize>net.parameters << 3;
  for (let layer = layers; layer > 0; layer--) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const adjoints = layerVector(net, ADJOINTS, layer);
    const before = layerVector(net, ADJOINTS, layer - 1);
    const bytes = stretchBytes(inputs);
    rows -= outputs * bytes;
    if (gradient) {
      gradient -= ((inputs + <usize>net.biases) * outputs) << 3;
      const end = addOuter(gradient, layerVector(net, VALUES, layer - 1), inputs, adjoints, outputs);
      if (net.biases) addNumbers(end, adjoints, outputs);
    }
    sumStretches(before, 0, rows, bytes, adjoints, outputs);
    if (layer > 1) multiply(before, before, layerVector(net, SLOPES, layer - 1), bytes);
  }
  multiplyNumbers(out, layerVector(net, ADJOINTS, 0), layerVector(net, SLOPES, 0), layerSize(net, 0));
  return true;
}

/** The derivative of the above along v: each product gives two terms. */
export function perceptronVectorJacobianSlope(
  context: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize,
): bool {
  const net = changetype<Perceptron>(context);
  forward(net, state, 2);
  const layers = <usize>net.layers;
  multiplyNumbers(layerVector(net, TANGENTS, 0), layerVector(net, SLOPES, 0), v, layerSize(net, 0));
  pushTangents(net, 1, net.columns, true);
  multiplyNumbers(layerVector(net, ADJOINTS, layers), a, net.outputScale, layerSize(net, layers));
  const none = layerVector(net, ADJOINT_TANGENTS, layers);
  for (let at: usize = 0; at < stretchBytes(layerSize(net, layers)); at += 8) store<f64>(none + at, 0);
  let rows = net.rows + rowsBytes(net);
  if (gradient) gradient += <usize>net.parameters << 3;
  for (let layer = layers; layer > 0; layer--) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const adjoints = layerVector(net, ADJOINTS, layer);
    const adjointTangents = layerVector(net, ADJOINT_TANGENTS, layer);
    const before = layerVector(net, ADJOINTS, layer - 1);
    const beforeTangents = layerVector(net, ADJOINT_TANGENTS, layer - 1);
    const bytes = stretchBytes(inputs);
    rows -= outputs * bytes;
    if (gradient) {
      gradient -= ((inputs + <usize>net.biases) * outputs) << 3;
      addOuter(gradient, layerVector(net, TANGENTS, layer - 1), inputs, adjoints, outputs);
      const end = addOuter(gradient, layerVector(net, VALUES, layer - 1), inputs, adjointTangents, outputs);
      if (net.biases) addNumbers(end, adjointTangents, outputs);
    }
    sumStretches(before, 0, rows, bytes, adjoints, outputs);
    sumStretches(beforeTangents, 0, rows, bytes, adjointTangents, outputs);
    if (layer == 1) break;
    const slopes = layerVector(net, SLOPES, layer - 1);
    const slopeTangents = layerVector(net, SLOPE_TANGENTS, layer - 1);
    for (let at: usize = 0; at < bytes; at += 16) {
      const slope = v128.load(slopes + at);
      const adjoint = v128.load(before + at);
      const moved = f64x2.mul(v128.load(slopeTangents + at), adjoint);
      v128.store(beforeTangents + at, f64x2.add(f64x2.mul(v128.load(beforeTangents + at), slope), moved));
      v128.store(before + at, f64x2.mul(adjoint, slope));
    }
  }
  const slopes = layerVector(net, SLOPES, 0);
  const curvatures = layerVector(net, CURVATURES, 0);
  const adjoints = layerVector(net, ADJOINTS, 0);
  const adjointTangents = layerVector(net, ADJOINT_TANGENTS, 0);
  for (let at: usize = 0; at < layerSize(net, 0) << 3; at += 8) {
    const bent = load<f64>(curvatures + at) * load<f64>(v + at) * load<f64>(adjoints + at);
    store<f64>(out + at, load<f64>(slopes + at) * load<f64>(adjointTangents + at) + bent);
  }
  return true;
}

/** Bytes of all rows. */
function rowsBytes(net: Perceptron): usize {
  let bytes: usize = 0;
  for (let layer: usize = 1; layer <= <usize>net.layers; layer++) {
    bytes += layerSize(net, layer) * stretchBytes(layerSize(net, layer - 1));
  }
  return bytes;
}

/** Fills in the functions of a problem and of its gradients. */
export function bindPerceptron(net: Perceptron, problem: Problem, differentiable: Differentiable): void {
  problem.derivativeFunction = perceptronDerivative.index;
  problem.jacobianFunction = perceptronJacobian.index;
  problem.timeDerivativeFunction = 0;
  problem.eventFunction = 0;
  problem.context = changetype<usize>(net);
  problem.length = load<u32>(net.sizes);
  problem.timeDependent = 0;
  problem.jacobianBlocksFunction = 0;
  differentiable.problem = changetype<usize>(problem);
  differentiable.vectorJacobianFunction = perceptronVectorJacobian.index;
  differentiable.vectorJacobianSlopeFunction = perceptronVectorJacobianSlope.index;
  differentiable.parameters = net.parameters;
}
