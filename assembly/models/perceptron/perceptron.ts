/**
 * A multi-layer perceptron f(y) as a right-hand side:
 *
 *     x_0 = (s_in y)^p,   z_l = W_l x_(l-1) + b_l,   x_l = sigma(z_l) for l < L,   f = s_out z_L
 *
 * with products and powers number by number. theta is W_1, b_1, W_2, ... with W_l as rows for its inputs (inputs x outputs), so that what an input
 * weighs is a stretch of memory. Two padded copies of the weights make each product a sum of stretches: `columns` has the bias and then the stretches of
 * the inputs, `rows` those of the outputs, for the way back. Padding holds 0, which both activations keep.
 */
@unmanaged
export class Perceptron {
  layers: u32; // L
  activation: u32;
  power: u32; // p
  biases: u32;
  sizes: usize; // u32: numbers of x_0 ... x_(L-1) and of f
  columns: usize; // per layer: bias, then one stretch for each input
  rows: usize; // per layer: one stretch for each output
  inputScale: usize;
  outputScale: usize;
  work: usize; // WORK_VECTORS (L + 1) vectors of `width` bytes
  width: u32;
  parameters: u32;
}

export const TANH: u32 = 0;
export const GELU: u32 = 1;

// Vectors of each layer in `work`
export const VALUES: usize = 0; // x
export const SLOPES: usize = 1; // sigma'(z); of layer 0 dx_0/dy
export const CURVATURES: usize = 2; // sigma''(z); of layer 0 the second derivative
export const TANGENTS: usize = 3; // dx/de
export const SLOPE_TANGENTS: usize = 4; // d sigma'(z)/de
export const ADJOINTS: usize = 5;
export const ADJOINT_TANGENTS: usize = 6;
export const WORK_VECTORS: usize = 7;

/** Bytes of a stretch of `count` numbers. */
// @ts-ignore: decorator
@inline
export function stretchBytes(count: usize): usize {
  return ((count + 1) & ~1) << 3;
}

/** Numbers of layer `layer`. */
// @ts-ignore: decorator
@inline
export function layerSize(net: Perceptron, layer: usize): usize {
  return <usize>load<u32>(net.sizes + (layer << 2));
}

/** Vector `kind` of layer `layer`. */
// @ts-ignore: decorator
@inline
export function layerVector(net: Perceptron, kind: usize, layer: usize): usize {
  return net.work + (kind * (<usize>net.layers + 1) + layer) * <usize>net.width;
}

/** Bytes of the columns of the layer with `inputs` and `outputs`. */
// @ts-ignore: decorator
@inline
export function columnBytes(net: Perceptron, inputs: usize, outputs: usize): usize {
  return (inputs + <usize>net.biases) * stretchBytes(outputs);
}

/** Makes the copies of theta that the functions read. Their padding is 0 already. */
export function preparePerceptron(net: Perceptron, theta: usize): void {
  let columns = net.columns;
  let rows = net.rows;
  for (let layer: usize = 1; layer <= <usize>net.layers; layer++) {
    const inputs = layerSize(net, layer - 1);
    const outputs = layerSize(net, layer);
    const columnStretch = stretchBytes(outputs);
    const rowStretch = stretchBytes(inputs);
    const weights = columns + <usize>net.biases * columnStretch;
    for (let j: usize = 0; j < inputs; j++) {
      for (let i: usize = 0; i < outputs; i++, theta += 8) {
        const weight = load<f64>(theta);
        store<f64>(weights + j * columnStretch + (i << 3), weight);
        store<f64>(rows + i * rowStretch + (j << 3), weight);
      }
    }
    if (net.biases) for (let i: usize = 0; i < outputs; i++, theta += 8) store<f64>(columns + (i << 3), load<f64>(theta));
    columns += columnBytes(net, inputs, outputs);
    rows += outputs * rowStretch;
  }
}
