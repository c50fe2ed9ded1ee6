/** Vectors of cells that advance together: enough independent work to hide the latency of one, few enough to stay in the nearest cache. */
export const BLOCK: u32 = 16;

/** Bytes of scratch memory per vector of a block: stage and sums, the state before a stretch, V before a step, the counts before a stretch. */
export const SCRATCH_BYTES: usize = 128;

/** N uncoupled cells of lane type T, lane-innermost; src/neurons/ensemble.ts fills it in. */
@unmanaged
export class CellEnsemble {
  vectors: u32; // of cells, the last one padded with copies of the last cell
  stepper: u32; // steppers.ts
  voltage: usize; // mV
  recovery: usize; // w
  drive: usize; // s (I + gL EL) / C
  record: usize; // cell-record.ts
  recordBytes: u32; // from one vector's record to the next; 0 where all share one
  table: usize; // exponential-table.ts; 0: none
  scratch: usize; // BLOCK times SCRATCH_BYTES
  counts: usize; // upward crossings of the threshold, as numbers of type T; 0: not counted
  threshold: f64; // mV
  failedAt: usize; // f64 per cell: the step after which it was not finite; -1: it always was
  voltageSamples: usize; // padded cells per sample; 0: none
  recoverySamples: usize; // 0: none
  sampleEvery: u32; // steps from one sample to the next
  samples: u32; // taken
  steps: f64; // taken
  toSynapticConductance: usize; // of a network: from a voltage to s (synaptic conductance) / C of its cell
  toSynapticPush: usize; // to s (sum of conductance times reversal potential) / C
}
