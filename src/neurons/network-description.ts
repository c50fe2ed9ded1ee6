import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import { InputError } from "../core/errors.js";
import { type MorrisLecarChoice, type MorrisLecarParameters, morrisLecarParameters } from "./morris-lecar-parameters.js";
import { type SynapseChoice, type SynapseParameters, synapseParameters } from "./synapses.js";

/** One number for all cells or one per cell. */
export type PerCell = number | ArrayLike<number>;

/** Connections in any order: the k-th goes from `sources[k]` to `targets[k]` with `weights[k]`. No pair twice. */
export interface SparseWeights {
  readonly sources: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

interface CommonOptions {
  /** Number of cells, 1 to 4096. */
  readonly cells: number;
  /** Of all cells, or one entry per cell. */
  readonly parameters?: MorrisLecarChoice | readonly MorrisLecarChoice[];
  /** At time 0: V, mV, and w. */
  readonly initial?: { readonly voltage?: PerCell; readonly recovery?: PerCell };
}

/**
 * Network without reversal potentials or synaptic states (in the manner of code released by the first author of arXiv:2311.10869):
 *
 *     T_j = 1 / (1 + exp(-(V_j + 3) / 8)) ,  z_i = sum_j T_j W_ji + bias + input_i ,  I_i = 36.75 z_i + 39.9 uA/cm2
 *
 * Default parameters "authors", w = 0.014173 and V = -20 mV (where trials are drawn: N(-20, 5^2)).
 */
export interface CurrentNetworkOptions extends CommonOptions {
  readonly type: "current";
  /** W: cells x cells, [source, target] row by row, any sign; or sparse. */
  readonly weights: ArrayLike<number> | SparseWeights;
  /** Default 0.1. */
  readonly bias?: PerCell;
  /** Constant input in units of z; default 0. */
  readonly input?: PerCell;
}

/**
 * Network with synaptic conductances: C V_i' = ... + I_i - sum_j g_ij B_j(V_i) s_j (V_i - E_j), s_j by {@link SynapseParameters}. Default
 * parameters "snlc", start (-20, 0.1), s = 0.
 */
export interface ConductanceNetworkOptions extends CommonOptions {
  readonly type: "conductance";
  /** g, mS/cm2, >= 0: cells x cells, [target, source] (post, pre) row by row; or sparse. */
  readonly weights: ArrayLike<number> | SparseWeights;
  /** The synapse each cell makes: of all cells, or one entry per cell. */
  readonly synapses: SynapseChoice | readonly SynapseChoice[];
  /** I, uA/cm2. */
  readonly current: PerCell;
  /** s at time 0; default 0. */
  readonly opening?: PerCell;
}

export type MorrisLecarNetworkOptions = CurrentNetworkOptions | ConductanceNetworkOptions;

/** A network, checked; all that follows is per cell. */
export interface NetworkDescription {
  readonly type: "current" | "conductance";
  readonly cells: number;
  readonly parameters: readonly MorrisLecarParameters[];
  readonly synapses: readonly SynapseParameters[];
  /** Constant current, uA/cm2. */
  readonly current: Float64Array;
  /** uA/cm2 per unit of W T. */
  readonly gain: number;
  readonly voltage: Float64Array;
  readonly recovery: Float64Array;
  readonly opening: Float64Array;
  /** By target: dense, cells for each target; sparse, of the connections in `rows` and `columns`. */
  readonly weights: Float64Array;
  readonly rows?: Uint32Array;
  readonly columns?: Uint32Array;
}

/** Scale and offset (uA/cm2) of the released code: Morris-Lecar and Hodgkin-Huxley cells take the same inputs. */
export const CURRENT_GAIN = 36.75;
const CURRENT_OFFSET = 39.9;
const output = { type: "kinetic", opening: 0, closing: 0, halfVoltage: -3, width: 8, reversal: 0, magnesium: 0 } as const;
const common = ["type", "cells", "parameters", "initial", "weights"];

/** Errors: InputError. */
export function describeNetwork(options: MorrisLecarNetworkOptions, more: readonly string[] = []): NetworkDescription {
  const type = checkOneOf("type", options?.type, ["current", "conductance"]);
  const isCurrent = type === "current";
  checkKeys("options", options, [...common, ...(isCurrent ? ["bias", "input"] : ["synapses", "current", "opening"]), ...more]);
  const cells = checkNumber("cells", options.cells, { min: 1, max: 4096, integer: true });
  const { initial = {} } = options;
  checkKeys("initial", initial, ["voltage", "recovery"]);
  const each = <T, C>(field: string, choice: C | readonly C[], resolve: (choice: C, field: string) => T): T[] => {
    if (!Array.isArray(choice)) return new Array<T>(cells).fill(resolve(choice as C, field));
    if (choice.length !== cells) throw new InputError(field, choice, `one entry, or ${cells} in an array`);
    return choice.map((one, i) => resolve(one as C, `${field}[${i}]`));
  };
  const base = {
    type,
    cells,
    parameters: each("parameters", options.parameters ?? (isCurrent ? "authors" : "snlc"), morrisLecarParameters),
    voltage: perCell("initial.voltage", initial.voltage ?? -20, cells),
    recovery: perCell("initial.recovery", initial.recovery ?? (isCurrent ? 0.014173 : 0.1), cells),
    ...checkWeights(options.weights, cells, isCurrent),
  };
  if (options.type === "current") {
    const bias = perCell("bias", options.bias ?? 0.1, cells);
    const input = perCell("input", options.input ?? 0, cells);
    const current = bias.map((b, i) => CURRENT_GAIN * (b + input[i]!) + CURRENT_OFFSET);
    const synapses = new Array<SynapseParameters>(cells).fill(output);
    return { ...base, synapses, current, gain: CURRENT_GAIN, opening: new Float64Array(cells) };
  }
  const synapses = each("synapses", options.synapses, synapseParameters);
  const current = perCell("current", options.current, cells);
  return { ...base, synapses, current, gain: 0, opening: perCell("opening", options.opening ?? 0, cells) };
}

/** Errors: InputError. */
export function perCell(field: string, value: unknown, cells: number): Float64Array {
  const range = { min: -1e9, max: 1e9 };
  if (typeof value === "number") return new Float64Array(cells).fill(checkNumber(field, value, range));
  return Float64Array.from(checkNumbers(field, value, cells, range));
}

/** Weights by target. */
function checkWeights(weights: unknown, n: number, isCurrent: boolean): Pick<NetworkDescription, "weights" | "rows" | "columns"> {
  const range = isCurrent ? { min: -1e9, max: 1e9 } : { min: 0, max: 1e9, unit: "mS/cm2" };
  if (Array.isArray(weights) || ArrayBuffer.isView(weights)) {
    const list = checkNumbers("weights", weights, n * n, range);
    const byTarget = (at: number) => (isCurrent ? list[(at % n) * n + Math.floor(at / n)]! : list[at]!);
    return { weights: Float64Array.from({ length: n * n }, (_, at) => byTarget(at)) };
  }
  checkKeys("weights", weights, ["sources", "targets", "weights"]);
  const sparse = weights as SparseWeights;
  const values = checkNumbers("weights.weights", sparse.weights, undefined, range);
  const index = { min: 0, max: n - 1, integer: true };
  const sources = checkNumbers("weights.sources", sparse.sources, values.length, index);
  const targets = checkNumbers("weights.targets", sparse.targets, values.length, index);
  const order = Array.from({ length: values.length }, (_, k) => k);
  order.sort((a, b) => targets[a]! - targets[b]! || sources[a]! - sources[b]!);
  const rows = new Uint32Array(n + 1);
  for (const [place, k] of order.entries()) {
    const before = order[place - 1];
    if (before !== undefined && targets[before] === targets[k] && sources[before] === sources[k]) {
      throw new InputError(
        `weights.targets[${k}]`,
        targets[k],
        `of a pair that occurs once: ${sources[k]} to ${targets[k]} occurs twice`,
      );
    }
    rows[targets[k]! + 1]!++;
  }
  for (let i = 0; i < n; i++) rows[i + 1]! += rows[i]!;
  return {
    weights: Float64Array.from(order, (k) => values[k]!),
    rows,
    columns: Uint32Array.from(order, (k) => sources[k]!),
  };
}
