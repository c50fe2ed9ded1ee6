import type { Block } from "../../core/memory.js";
import { cellRecord } from "../../neurons/cell-record.js";
import type { MorrisLecarParameters } from "../../neurons/morris-lecar-parameters.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import { type SequenceContext, sumTrials, tensorOf } from "./morris-lecar-context.js";
import type { CellTensor } from "./morris-lecar-options.js";

// From tensors to the numbers of the core, and from its gradients to theirs: recurrent weights, cell parameters.

/** Parameters to start from. */
export function initialTensors(context: SequenceContext, seed: Seed): Float64Array {
  const { core, description, tensors } = context;
  const { cells, inputs, weights, signs, bias, cellTensors, parameters } = description;
  const draws = new RandomStream(core, { seed }).substream("morris-lecar network");
  const values = new Float64Array(tensors.reduce((sum, { length }) => sum + length, 0));
  const around = (mean: number, n: number, name: string) =>
    draws
      .substream(name)
      .uniforms(n)
      .map((u) => mean + (2 * u - 1) * weights.spread);
  values.set(around(weights.inputMean, inputs * cells, "Win"), 0);
  const recurrent = around(weights.recurrentMean, cells * cells, "Wrec");
  const reset = Math.round(weights.resetShare * cells * cells);
  for (const at of draws.substream("reset").sample(reset, cells * cells)) recurrent[at] = weights.resetTo;
  // The inverse of log(1 + exp(x)): log(exp(w) - 1)
  const { log, expm1 } = core.exports;
  const inverse = (weight: number) => log(expm1(Math.max(Math.abs(weight), 1e-6)));
  values.set(signs ? recurrent.map(inverse) : recurrent, inputs * cells);
  const starts: Record<CellTensor, number> = {
    phi: log(parameters.recoveryRate),
    gCa: log(Math.max(parameters.calciumConductance, 1e-9)),
    V3: parameters.recoveryHalfVoltage,
    bias,
  };
  for (const name of cellTensors) {
    const { offset } = tensorOf(context, name);
    values.fill(starts[name], offset, offset + cells);
  }
  return values;
}

/** Sets the weights by target. */
export function setWeights(context: SequenceContext, parameters: Float64Array): void {
  const { core, description } = context;
  const { cells, signs, connections, precision } = description;
  const { bySource, byTarget } = context.fixed.blocks;
  const { offset, length } = tensorOf(context, "Wrec");
  const view = bySource.view;
  view.set(parameters.subarray(offset, offset + length));
  if (signs) {
    // log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|))
    const { exp, log1p } = core.exports;
    for (let at = 0; at < length; at++) {
      const x = view[at]!;
      view[at] = signs[Math.floor(at / cells)]! * (Math.max(x, 0) + log1p(exp(-Math.abs(x))));
    }
  }
  if (connections) for (let at = 0; at < length; at++) if (!connections[at]) view[at] = 0;
  core.call((e) => (precision === "f64" ? e.transposeToF64 : e.transposeToF32)(bySource.address, cells, byTarget.address));
}

/** Gradient by Wrec, from those by conductances and pushes, by target. */
export function weightGradient(context: SequenceContext, parameters: Float64Array, out: Float64Array): void {
  const { core, description } = context;
  const { cells, signs, connections, isCurrent, synapses } = description;
  const view = context.backward.blocks.weightGradients.view;
  const { offset } = tensorOf(context, "Wrec");
  const { exp } = core.exports;
  const n = cells * cells;
  for (let j = 0; j < cells; j++) {
    const { reversal, magnesium } = synapses[j]!;
    const first = magnesium > 0 ? 2 * n : 0;
    for (let i = 0; i < cells; i++) {
      const at = j * cells + i;
      if (connections && !connections[at]) continue;
      const from = first + i * cells + j;
      const byWeight = isCurrent ? view[from]! : view[from]! + reversal * view[from + n]!;
      // d log(1 + exp(x)) / dx = 1 / (1 + exp(-x))
      out[at] = signs ? (byWeight * signs[j]!) / (1 + exp(-parameters[offset + at]!)) : byWeight;
    }
  }
}

/** Whether each cell has a record of its own. */
export function hasOwnRecords({ description }: SequenceContext): boolean {
  return description.cellTensors.some((name) => name !== "bias");
}

/** Sets the records of cells whose parameters are tensors. */
export function setCells(context: SequenceContext, parameters: Float64Array): void {
  const { core, description } = context;
  const { parameters: common, cells, cellTensors } = description;
  const { exp } = core.exports;
  const value = (name: CellTensor, i: number) => parameters[tensorOf(context, name).offset + i]!;
  const own = Array.from({ length: cells }, (_, i) => ({
    ...common,
    ...(cellTensors.includes("phi") ? { recoveryRate: exp(value("phi", i)) } : {}),
    ...(cellTensors.includes("gCa") ? { calciumConductance: exp(value("gCa", i)) } : {}),
    ...(cellTensors.includes("V3") ? { recoveryHalfVoltage: value("V3", i) } : {}),
  }));
  setRecords(context, own);
}

export function setRecords({ description, unit, fixed }: SequenceContext, cells: readonly MorrisLecarParameters[]): void {
  fillLanes(
    fixed.blocks.record,
    cells.map((one) => cellRecord(one, unit, description.precision === "f32")),
  );
}

/** Gradient by a cell tensor, from those by log phi, log gCa and V3. */
export function cellGradient(context: SequenceContext, name: string, out: Float64Array): void {
  const kind = ["phi", "gCa", "V3"].indexOf(name);
  sumTrials(context.backward.blocks.cellGradients.view, kind * out.length * context.shape.padded, context, out);
}

/** Writes records, each number in all lanes. */
export function fillLanes(block: Block<"f64" | "f32">, records: readonly (readonly number[])[]): void {
  const view = block.view;
  const lanes = block.type === "f64" ? 2 : 4;
  for (const [at, value] of records.flat().entries()) view.fill(value, at * lanes, (at + 1) * lanes);
}
