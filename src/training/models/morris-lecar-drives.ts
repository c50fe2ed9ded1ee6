import { cellDrive } from "../../neurons/cell-record.js";
import { type SequenceContext, sumTrials, tensorOf } from "./morris-lecar-context.js";
import type { InputSequence } from "./sequence-model.js";

// What the cells are driven by from outside, s (I + gL EL) / C with I = gain (sum_k u_k Win[k, i] + bias_i) + base, and gradients by it.

/** Fills the drives of the rows of the steps [from, to): those of a few patterns are gathered, those of values come from one product per row. */
export function setDrives(
  context: SequenceContext,
  parameters: Float64Array,
  input: InputSequence,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const { core, description, driveScale, shape } = context;
  const { cells, inputs, precision } = description;
  const { trials, vectors, padded, patterns } = shape;
  const single = precision === "f32";
  const b = context.forward.blocks;
  const first = Math.floor(from / input.stepsPerRow);
  const last = Math.ceil(to / input.stepsPerRow);
  const offsets = constantDrives(context, parameters);
  if (patterns > 0) {
    const table = b.table.view;
    for (let p = 0; p < patterns; p++) {
      for (let i = 0; i < cells; i++) {
        let z = 0;
        for (let k = 0; k < inputs; k++) z += input.patterns![p * inputs + k]! * parameters[k * cells + i]!;
        table[p * cells + i] = offsets[i]! + driveScale * z;
      }
    }
    b.choices.view.set(input.choices!);
    core.call((e) => {
      const gather = single ? e.gatherDrivesF32 : e.gatherDrivesF64;
      const drives = b.drives.address + first * cells * vectors * 16;
      gather(b.table.address, b.choices.address + 2 * first * trials, last - first, cells, trials, drives, vectors);
    });
    return;
  }
  const matrix = b.matrix.view;
  const base = b.offsets.view;
  for (let i = 0; i < cells; i++) {
    base.fill(offsets[i]!, i * padded, (i + 1) * padded);
    for (let k = 0; k < inputs; k++) matrix[i * inputs + k] = driveScale * parameters[k * cells + i]!;
  }
  pad(b.values.view, input.values!, trials, padded);
  core.call((e) => {
    const product = single ? e.batchProductF32 : e.batchProductF64;
    for (let row = first; row < last; row++) {
      const x = b.values.address + row * inputs * vectors * 16;
      const out = b.drives.address + row * cells * vectors * 16;
      product(b.matrix.address, cells, inputs, x, b.offsets.address, out, vectors);
    }
  });
}

/** Of each cell without input. */
function constantDrives(context: SequenceContext, parameters: Float64Array): Float64Array {
  const { description, unit } = context;
  const { cells, cellTensors, gain, base, bias } = description;
  const trained = cellTensors.includes("bias") ? tensorOf(context, "bias").offset : -1;
  return Float64Array.from({ length: cells }, (_, i) => {
    const own = trained < 0 ? bias : parameters[trained + i]!;
    return cellDrive(description.parameters, unit, gain * own + base);
  });
}

/** Copies rows of `trials` numbers to rows of `padded`, the rest of each 0. */
function pad(to: Float64Array | Float32Array, from: Float64Array, trials: number, padded: number): void {
  for (let at = 0, row = 0; at < from.length; at += trials, row += padded) {
    for (let i = 0; i < padded; i++) to[row + i] = i < trials ? from[at + i]! : 0;
  }
}

/** Gradient by Win, from that by the drives of the rows. */
export function inputGradient(context: SequenceContext, input: InputSequence, out: Float64Array): void {
  const { core, description, driveScale, shape } = context;
  const { cells, inputs, precision } = description;
  const { trials, vectors, rows, patterns } = shape;
  const [f, b] = [context.forward.blocks, context.backward.blocks];
  const single = precision === "f32";
  if (patterns > 0) {
    core.call((e) => {
      const scatter = single ? e.scatterGradientsF32 : e.scatterGradientsF64;
      scatter(b.driveGradients.address, f.choices.address, rows, cells, trials, b.sums.address, vectors);
    });
    const sums = b.sums.view;
    for (let k = 0; k < inputs; k++) {
      for (let i = 0; i < cells; i++) {
        let sum = 0;
        for (let p = 0; p < patterns; p++) sum += input.patterns![p * inputs + k]! * sums[p * cells + i]!;
        out[k * cells + i] = driveScale * sum;
      }
    }
    return;
  }
  core.call((e) => {
    const outer = single ? e.batchOuterF32 : e.batchOuterF64;
    const [aStep, xStep] = [cells * vectors * 16, inputs * vectors * 16];
    outer(b.inputGradients.address, cells, inputs, b.driveGradients.address, f.values.address, vectors, rows, aStep, xStep);
  });
  const view = b.inputGradients.view;
  for (let k = 0; k < inputs; k++) {
    for (let i = 0; i < cells; i++) out[k * cells + i] = driveScale * view[i * inputs + k]!;
  }
}

/** Gradient by the constant part of z. */
export function biasGradient(context: SequenceContext, out: Float64Array): void {
  const { padded, rows } = context.shape;
  const view = context.backward.blocks.driveGradients.view;
  for (let row = 0; row < rows; row++) sumTrials(view, row * out.length * padded, context, out);
  for (let i = 0; i < out.length; i++) out[i]! *= context.driveScale;
}
