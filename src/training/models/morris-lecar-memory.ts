import { CellEnsemble, NetworkRun, NetworkSequence, Weights } from "../../core/generated/layouts.js";
import { RECORD_LENGTH } from "../../neurons/cell-record.js";
import type { CheckpointPlan } from "./checkpoint-plan.js";
import type { SequenceDescription } from "./morris-lecar-options.js";

// What the blocks of a trainable network are, in the terms of assembly/learning/morris-lecar/sequence.ts.

/** Numbers per lane of a synapse in assembly/models/morris-lecar/run-network.ts. */
export const SYNAPSE_LENGTH = 8;

/** Sizes of a batch's run. */
export interface BatchShape {
  readonly trials: number;
  /** Vectors of trials. */
  readonly vectors: number;
  /** Trials in whole vectors. */
  readonly padded: number;
  readonly rows: number;
  readonly windows: number;
  /** 0: inputs are given as values. */
  readonly patterns: number;
}

/** Sums over sources in a step. */
export function evaluationsOf({ stepper }: SequenceDescription): number {
  return stepper === "rk4" ? 4 : stepper === "strang-midpoint" ? 2 : 1;
}

/** Adjoints that are kept of each sum: of the drive; of conductance and push; the same behind a block by magnesium. */
export function pairKindsOf({ isCurrent, synapses }: SequenceDescription): number {
  return isCurrent ? 1 : synapses.some(({ magnesium }) => magnesium > 0) ? 4 : 2;
}

/** Steps of a block: what its pairs take stays in the second-level cache. A function of the sizes alone, as sums depend on it. */
export function blockSteps(description: SequenceDescription, shape: BatchShape): number {
  const bytes = description.cells * shape.vectors * 16 * evaluationsOf(description) * (1 + pairKindsOf(description));
  return Math.max(4, Math.min(32, Math.floor(2 ** 19 / bytes)));
}

export function fixedPlan({ cells, precision, cellTensors }: SequenceDescription) {
  const lanes = precision === "f64" ? 2 : 4;
  const records = cellTensors.some((name) => name !== "bias") ? cells : 1;
  return {
    run: ["u8", NetworkRun.byteLength],
    ensemble: ["u8", CellEnsemble.byteLength],
    weights: ["u8", Weights.byteLength],
    sequence: ["u8", NetworkSequence.byteLength],
    bySource: ["f64", cells * cells],
    byTarget: [precision, cells * cells],
    record: [precision, records * RECORD_LENGTH * lanes],
    synapse: [precision, cells * SYNAPSE_LENGTH * lanes],
  } as const;
}

export function forwardPlan({ cells, inputs, precision }: SequenceDescription, shape: BatchShape) {
  const { trials, padded, rows, windows, patterns } = shape;
  const size = cells * padded;
  const state = [precision, size] as const;
  const ofValues = patterns === 0 ? 1 : 0;
  return {
    voltage: state,
    recovery: state,
    output: state,
    drive: state,
    stage: state,
    sum: state,
    reversed: state,
    conductance: state,
    push: state,
    blockedOutput: state,
    blockedConductance: state,
    blockedPush: state,
    scratch: [precision, 4 * size],
    failedAt: ["f64", padded],
    draws: ["f64", cells * trials],
    drives: [precision, rows * size],
    windows: ["u32", 2 * windows],
    features: [precision, windows * size],
    table: ["f64", patterns * cells],
    choices: ["u16", patterns > 0 ? rows * trials : 0],
    values: [precision, ofValues * rows * inputs * padded],
    matrix: [precision, ofValues * cells * inputs],
    offsets: [precision, ofValues * size],
  } as const;
}

export function backwardPlan(description: SequenceDescription, shape: BatchShape, plan: CheckpointPlan, block: number) {
  const { cells, inputs, precision } = description;
  const { padded, rows, windows, patterns } = shape;
  const size = cells * padded;
  const kinds = pairKindsOf(description);
  const pairs = block * evaluationsOf(description);
  return {
    loss: [precision, windows * size],
    adjoint: [precision, 3 * size],
    stageAdjoint: [precision, 3 * size],
    slopeAdjoint: [precision, 3 * size],
    totalAdjoint: [precision, 3 * size],
    stages: [precision, 12 * size],
    driveAdjoint: [precision, size],
    conductanceAdjoint: [precision, size],
    product0: [precision, size],
    product1: [precision, size],
    pairAdjoints: [precision, pairs * kinds * size],
    pairOutputs: [precision, pairs * size],
    weightGradients: [precision, kinds * cells * cells],
    driveGradients: [precision, rows * size],
    cellGradients: [precision, 3 * size],
    kept: [precision, plan.records * 3 * size],
    snapshots: [precision, plan.slots * 3 * size],
    sums: ["f64", patterns * cells],
    inputGradients: [precision, patterns === 0 ? cells * inputs : 0],
  } as const;
}
