import type { Core } from "../../core/core.js";
import { layTensors, type Tensor } from "../problem.js";
import { BlockMemory } from "./blocks.js";
import { type BatchShape, type backwardPlan, fixedPlan, type forwardPlan } from "./morris-lecar-memory.js";
import type { SequenceDescription } from "./morris-lecar-options.js";

/** What the parts of a trainable network share. */
export interface SequenceContext {
  readonly core: Core;
  readonly description: SequenceDescription;
  readonly tensors: readonly Tensor[];
  /** The stepper's unit of time, ms. */
  readonly unit: number;
  /** Of a drive, per unit of z. */
  readonly driveScale: number;
  readonly fixed: BlockMemory<ReturnType<typeof fixedPlan>>;
  readonly forward: BlockMemory<ReturnType<typeof forwardPlan>>;
  readonly backward: BlockMemory<ReturnType<typeof backwardPlan>>;
  /** Of the last run. */
  shape: BatchShape;
}

/** Errors: MemoryError. */
export function sequenceContext(core: Core, description: SequenceDescription): SequenceContext {
  const { cells, inputs, stepper, dt, parameters, gain, cellTensors } = description;
  const shapes: Record<string, number[]> = { Win: [inputs, cells], Wrec: [cells, cells] };
  for (const name of cellTensors) shapes[name] = [cells];
  const unit = stepper === "rk4" ? dt / 2 : dt;
  const fixed = new BlockMemory<ReturnType<typeof fixedPlan>>(core, `A trainable network of ${cells} cells`);
  fixed.lay(fixedPlan(description));
  return {
    core,
    description,
    tensors: layTensors(shapes),
    unit,
    driveScale: (unit / parameters.capacitance) * gain,
    fixed,
    forward: new BlockMemory(core, `The run of a network of ${cells} cells`),
    backward: new BlockMemory(core, `The gradient of a network of ${cells} cells`),
    shape: { trials: 0, vectors: 0, padded: 0, rows: 0, windows: 0, patterns: 0 },
  };
}

/** The tensor of that name. */
export function tensorOf({ tensors }: SequenceContext, name: string): Tensor {
  return tensors.find((tensor) => tensor.name === name)!;
}

/** Sum over the trials of each cell of an array [cell][trial, padded], from number `first` on. */
export function sumTrials(view: Float64Array | Float32Array, first: number, { shape }: SequenceContext, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    for (let trial = 0; trial < shape.trials; trial++) out[i]! += view[first + i * shape.padded + trial]!;
  }
}
