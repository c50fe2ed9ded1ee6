import type { Core } from "../../core/core.js";
import { RateRun } from "../../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";

/** Sizes of a run. */
export interface RateSizes {
  readonly trials: number;
  readonly rows: number;
  readonly steps: number;
  readonly windows: number;
  /** Of patterns; 0: values. */
  readonly patterns: number;
  /** Steps whose outputs are kept at a time for the way back; 0: none. */
  readonly kept: number;
  /** Places for checkpoints. */
  readonly places: number;
  /** Steps of a block. */
  readonly block: number;
}

/** Blocks of numbers of a run, in numbers of the network's type. */
const numberBlocks = [
  "recurrent", // the tensors
  "inputWeights",
  "bias",
  "patternDrives",
  "values",
  "features",
  "cotangents",
  "state",
  "drive",
  "sum",
  "adjoint",
  "rowAdjoints",
  "patternGradient",
  "recurrentGradient",
  "inputGradient",
  "biasGradient",
  "outputs",
  "states",
  "adjoints",
  "checkpoints",
] as const;
type NumberBlock = (typeof numberBlocks)[number];

/** A run's memory: taken for the sizes of a batch, and kept as long as they stay the same. */
export class RateMemory {
  readonly numbers: Readonly<Record<NumberBlock, Block<"f64" | "f32">>>;
  readonly choices: Block<"u16">;
  readonly windowOf: Block<"u32">;
  readonly run: Struct<typeof RateRun>;
  /** Trials with padding. */
  readonly padded: number;
  /** Of a number for each cell and trial, with padding. */
  readonly stateBytes: number;
  readonly #core: Core;
  readonly #arena: Arena;

  constructor(core: Core, type: "f64" | "f32", cells: number, inputs: number, needsStates: boolean, sizes: RateSizes) {
    this.#core = core;
    const lanes = type === "f64" ? 2 : 4;
    const padded = Math.ceil(sizes.trials / lanes) * lanes;
    this.padded = padded;
    const batch = cells * padded;
    this.stateBytes = (batch * 16) / lanes;
    const isDense = sizes.patterns === 0;
    const back = sizes.kept > 0;
    const lengths: Record<NumberBlock, number> = {
      recurrent: 2 * cells * cells, // and transposed
      inputWeights: isDense ? inputs * cells : 0,
      bias: isDense ? batch : 0,
      patternDrives: sizes.patterns * cells,
      values: isDense ? sizes.rows * inputs * padded : 0,
      features: sizes.windows * batch,
      cotangents: back ? sizes.windows * batch : 0,
      state: batch,
      drive: batch,
      sum: batch,
      adjoint: back ? batch : 0,
      rowAdjoints: back ? Math.min(sizes.rows, sizes.block + 1) * batch : 0,
      patternGradient: back ? sizes.patterns * cells : 0,
      recurrentGradient: back ? cells * cells : 0,
      inputGradient: back && isDense ? inputs * cells : 0,
      biasGradient: back && isDense ? cells : 0,
      outputs: (sizes.kept + 1) * batch,
      states: needsStates ? sizes.kept * batch : 0,
      adjoints: back ? sizes.block * batch : 0,
      checkpoints: sizes.places * batch,
    };
    const choices = isDense ? 0 : sizes.rows * padded;
    const bytes = numberBlocks.reduce((sum, name) => sum + blockBytes(type, lengths[name]), 0);
    const others = blockBytes("u16", choices) + blockBytes("u32", sizes.steps) + blockBytes("u8", RateRun.byteLength);
    this.#arena = core.arena(bytes + others, "A rate network");
    const taken = numberBlocks.map((name) => [name, this.#arena.block(type, lengths[name])]);
    this.numbers = Object.fromEntries(taken) as RateMemory["numbers"];
    this.choices = this.#arena.block("u16", choices);
    this.windowOf = this.#arena.block("u32", sizes.steps);
    this.run = new Struct(core.memory, RateRun, this.#arena.block("u8", RateRun.byteLength).address);
    const { numbers } = this;
    this.run.set({
      cells,
      inputs,
      vectors: padded / lanes,
      trials: sizes.trials,
      steps: sizes.steps,
      recurrent: numbers.recurrent.address,
      inputWeights: numbers.inputWeights.address,
      bias: numbers.bias.address,
      patternDrives: isDense ? 0 : numbers.patternDrives.address,
      choices: this.choices.address,
      values: numbers.values.address,
      windowOf: this.windowOf.address,
      features: numbers.features.address,
      cotangents: numbers.cotangents.address,
      state: numbers.state.address,
      drive: numbers.drive.address,
      sum: numbers.sum.address,
      adjoint: numbers.adjoint.address,
      rowAdjoints: numbers.rowAdjoints.address,
    });
  }

  dispose(): void {
    this.#core.heap.release(this.#arena.region);
  }
}
