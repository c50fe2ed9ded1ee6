import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { Differentiable, Perceptron, Problem } from "../../core/generated/layouts.js";
import { blockBytes, type ElementType } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import type { BoundModel, Model } from "../../solvers/model.js";
import { layTensors, type Tensor } from "../problem.js";

export const activations = ["tanh", "gelu"] as const;
export type Activation = (typeof activations)[number];

/**
 * A multi-layer perceptron as a right-hand side,
 *
 *     y' = s_out (W_L sigma( ... sigma(W_1 (s_in y)^p + b_1) ... ) + b_L)
 *
 * with products and the power number by number.
 */
export interface PerceptronOptions {
  /** Numbers of the input, of each hidden layer and of the output; first and last are the length of the state. */
  readonly layers: readonly number[];
  /** Of the hidden layers: "tanh" (default), or "gelu", z Phi(z) with the distribution function of the normal distribution (no approximation). */
  readonly activation?: Activation;
  /** Default true. */
  readonly biases?: boolean;
  /** s_in; default 1. */
  readonly inputScale?: readonly number[];
  /** p, 1 (default) to 9. */
  readonly inputPower?: number;
  /** s_out; default 1. */
  readonly outputScale?: readonly number[];
}

const optionKeys = ["layers", "activation", "biases", "inputScale", "inputPower", "outputScale"] as const;

/** A perceptron's options, all of them, with its tensors. */
export interface PerceptronShape extends Required<PerceptronOptions> {
  /** W1, b1, W2, ...; W of a layer has a row for each input: shape [inputs, outputs]. */
  readonly tensors: readonly Tensor[];
  /** Numbers in all tensors. */
  readonly parameters: number;
}

/** Errors: InputError. */
export function perceptronShape(options: PerceptronOptions): PerceptronShape {
  checkKeys("perceptron", options, optionKeys);
  const layers = Array.from(
    checkNumbers("perceptron.layers", options.layers, undefined, { min: 1, max: 2 ** 20, integer: true }),
  );
  if (layers.length < 2) throw new InputError("perceptron.layers", options.layers, "at least two numbers");
  const length = layers[0]!;
  if (layers.at(-1) !== length) {
    throw new InputError(
      "perceptron.layers",
      options.layers,
      "the same number first and last: a derivative is as long as its state",
    );
  }
  const activation = checkOneOf("perceptron.activation", options.activation ?? "tanh", activations);
  const biases = options.biases ?? true;
  if (typeof biases !== "boolean") throw new InputError("perceptron.biases", biases, "true or false");
  const inputPower = checkNumber("perceptron.inputPower", options.inputPower ?? 1, { min: 1, max: 9, integer: true });
  const scale = (name: "inputScale" | "outputScale") =>
    Array.from(checkNumbers(`perceptron.${name}`, options[name] ?? new Array<number>(length).fill(1), length));
  const shapes: Record<string, number[]> = {};
  for (let layer = 1; layer < layers.length; layer++) {
    shapes[`W${layer}`] = [layers[layer - 1]!, layers[layer]!];
    if (biases) shapes[`b${layer}`] = [layers[layer]!];
  }
  const tensors = layTensors(shapes);
  const parameters = tensors.reduce((sum, tensor) => sum + tensor.length, 0);
  const scales = { inputScale: scale("inputScale"), outputScale: scale("outputScale") };
  return { layers, activation, biases, inputPower, ...scales, tensors, parameters };
}

/** A perceptron as a model, with gradients by its state and its parameters. */
export interface PerceptronModel extends Model {
  readonly tensors: readonly Tensor[];
  /** Numbers in all tensors, in whose order the parameters are. */
  readonly parameters: number;
}

/**
 * A {@link PerceptronOptions | perceptron} as a model for `solve` and for gradients: `bind(...).gradient` sets its parameters, which are 0 before, or
 * `values`. f64; first and second derivatives are exact. Errors: InputError.
 */
export function perceptronModel(options: PerceptronOptions, values?: ArrayLike<number>): PerceptronModel {
  const shape = perceptronShape(options);
  const { layers, tensors, parameters } = shape;
  if (values !== undefined) checkNumbers("values", values, parameters);
  return {
    name: `A perceptron ${layers.join("-")}`,
    length: layers[0]!,
    tensors,
    parameters,
    bytes: () => planPerceptron(shape).reduce((sum, [type, count]) => sum + blockBytes(type, count), 0),
    bind: (core, take) => bindPerceptron(core, shape, take, values),
  };
}

const WORK_VECTORS = 7; // assembly/models/perceptron/perceptron.ts

function even(count: number): number {
  return count + (count % 2);
}

/** The blocks of a bound perceptron. */
function planPerceptron({ layers, parameters }: PerceptronShape): [ElementType, number][] {
  const pairs = layers.slice(1).map((outputs, i) => [layers[i]!, outputs] as const);
  return [
    ["u8", Problem.byteLength],
    ["u8", Differentiable.byteLength],
    ["u8", Perceptron.byteLength],
    ["u32", layers.length],
    ["f64", pairs.reduce((sum, [inputs, outputs]) => sum + (inputs + 1) * even(outputs), 0)],
    ["f64", pairs.reduce((sum, [inputs, outputs]) => sum + even(inputs) * outputs, 0)],
    ["f64", even(layers[0]!)],
    ["f64", even(layers[0]!)],
    ["f64", WORK_VECTORS * layers.length * even(Math.max(...layers))],
    ["f64", parameters],
  ];
}

/** A perceptron in a core. */
export interface BoundPerceptron extends BoundModel {
  readonly gradient: NonNullable<BoundModel["gradient"]>;
  /** Address of a Perceptron (assembly/models/perceptron/perceptron.ts). */
  readonly net: number;
}

function bindPerceptron(
  core: Core,
  shape: PerceptronShape,
  take: (bytes: number) => number,
  values: ArrayLike<number> | undefined,
): BoundPerceptron {
  const { layers, activation, biases, inputPower, inputScale, outputScale, parameters } = shape;
  const places = planPerceptron(shape).map(([type, count]) => {
    const bytes = blockBytes(type, count);
    const address = take(bytes);
    new Uint8Array(core.memory.buffer, address, bytes).fill(0);
    return address;
  });
  const [address, differentiable, net, sizes, columns, rows, input, output, work, theta] = places as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  new Uint32Array(core.memory.buffer, sizes, layers.length).set(layers);
  new Float64Array(core.memory.buffer, input, layers[0]).set(inputScale);
  new Float64Array(core.memory.buffer, output, layers[0]).set(outputScale);
  const fields = { layers: layers.length - 1, activation: activations.indexOf(activation), biases: Number(biases), parameters };
  const width = 8 * even(Math.max(...layers));
  const addresses = { sizes, columns, rows, inputScale: input, outputScale: output, work };
  new Struct(core.memory, Perceptron, net).set({ ...fields, power: inputPower, width, ...addresses });
  core.call((e) => e.bindPerceptron(net, address, differentiable));
  const set = (given: ArrayLike<number>): void => {
    new Float64Array(core.memory.buffer, theta, parameters).set(given);
    core.call((e) => e.preparePerceptron(net, theta));
  };
  set(values ?? new Float64Array(parameters));
  return { address, net, gradient: { address: differentiable, parameters, set } };
}

/**
 * Weights to start from: uniform in +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010), normal with variance 2 / inputs (He et al. 2015), or uniform in
 * +-1 / sqrt(inputs). `gain` multiplies the weights; biases are 0, with "uniform" drawn as the weights of their layer.
 */
export interface PerceptronStart {
  readonly scheme?: "glorot" | "he" | "uniform";
  /** Default 1. */
  readonly gain?: number;
  /** Multiplies weights and biases of the last layer beside that; default 1. */
  readonly lastGain?: number;
}

/** Errors: InputError. */
export function perceptronStart(core: Core, shape: PerceptronShape, seed: Seed, start: PerceptronStart = {}): Float64Array {
  checkKeys("start", start, ["scheme", "gain", "lastGain"]);
  const scheme = checkOneOf("start.scheme", start.scheme ?? "glorot", ["glorot", "he", "uniform"]);
  const gain = checkNumber("start.gain", start.gain ?? 1, { min: 0 });
  const lastGain = checkNumber("start.lastGain", start.lastGain ?? 1, { min: 0 });
  const stream = new RandomStream(core, { seed }).substream("perceptron");
  const values = new Float64Array(shape.parameters);
  let inputs = 0;
  let outputs = 0;
  for (const [i, tensor] of shape.tensors.entries()) {
    const isBias = tensor.shape.length === 1;
    if (!isBias) [inputs, outputs] = tensor.shape as [number, number];
    if (isBias && scheme !== "uniform") continue;
    const last = i >= shape.tensors.length - (shape.biases ? 2 : 1);
    const factor = gain * (last ? lastGain : 1);
    const random = stream.substream(tensor.name);
    if (scheme === "he") {
      const deviation = factor * Math.sqrt(2 / inputs);
      values.set(
        random.normals(tensor.length).map((z) => deviation * z),
        tensor.offset,
      );
    } else {
      const limit = factor * (scheme === "glorot" ? Math.sqrt(6 / (inputs + outputs)) : 1 / Math.sqrt(inputs));
      values.set(
        random.uniforms(tensor.length).map((u) => limit * (2 * u - 1)),
        tensor.offset,
      );
    }
  }
  return values;
}
