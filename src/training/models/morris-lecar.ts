import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { CellEnsemble, NetworkRun, NetworkSequence, Weights } from "../../core/generated/layouts.js";
import { type Struct, structAt } from "../../core/struct.js";
import { RECORD_LENGTH } from "../../neurons/cell-record.js";
import { networkSteppers } from "../../neurons/network-run-options.js";
import { synapseFields } from "../../neurons/synapses.js";
import { checkSeed, type Seed } from "../../random/stream.js";
import { childStream } from "../../random/substream.js";
import type { GradientRequest, Tensor } from "../problem.js";
import { type Action, planCheckpoints } from "./checkpoint-plan.js";
import { type SequenceContext, sequenceContext, tensorOf } from "./morris-lecar-context.js";
import { biasGradient, inputGradient, setDrives } from "./morris-lecar-drives.js";
import { backwardPlan, blockSteps, evaluationsOf, forwardPlan, pairKindsOf, SYNAPSE_LENGTH } from "./morris-lecar-memory.js";
import { describeSequenceModel, type MorrisLecarSequenceOptions, type SequenceDescription } from "./morris-lecar-options.js";
import {
  cellGradient,
  fillLanes,
  hasOwnRecords,
  initialTensors,
  setCells,
  setRecords,
  setWeights,
  weightGradient,
} from "./morris-lecar-tensors.js";
import { fillLoss, readFeatures, readStateGradients, type StateGradients } from "./morris-lecar-windows.js";
import type { Features, SequenceModel, SequenceRun } from "./sequence-model.js";
import { checkLength, checkRequest, checkSequenceRun, openWindow, refuseStretch, stepsOfRun } from "./sequence-run.js";
import { type Rows, readState, writeState } from "./sequence-state.js";

/** A trainable network of Morris-Lecar cells. Made by {@link morrisLecarSequenceModel}. */
export class MorrisLecarSequenceModel implements SequenceModel {
  readonly cells: number;
  readonly tensors: readonly Tensor[];
  readonly length: number;
  readonly gradientMethods = ["backpropagation", "truncated-backpropagation"] as const;
  readonly #context: SequenceContext;
  readonly #run: Struct<typeof NetworkRun>;
  readonly #ensemble: Struct<typeof CellEnsemble>;
  readonly #weights: Struct<typeof Weights>;
  readonly #sequence: Struct<typeof NetworkSequence>;
  #busy = false;
  #disposed = false;

  /** @internal */
  constructor(core: Core, description: SequenceDescription) {
    const { cells, isCurrent, stepper, synapses } = description;
    const context = sequenceContext(core, description);
    this.#context = context;
    this.cells = cells;
    this.tensors = context.tensors;
    this.length = this.tensors.reduce((sum, { length }) => sum + length, 0);
    const fixed = this.#context.fixed.blocks;
    this.#run = structAt(core.memory, NetworkRun, fixed.run);
    this.#ensemble = structAt(core.memory, CellEnsemble, fixed.ensemble);
    this.#weights = structAt(core.memory, Weights, fixed.weights);
    this.#sequence = structAt(core.memory, NetworkSequence, fixed.sequence);
    this.#weights.set({ cells, values: fixed.byTarget.address });
    this.#run.set({ ensemble: this.#ensemble.address, weights: this.#weights.address, type: isCurrent ? 0 : 1 });
    this.#run.set({ stepper: networkSteppers.indexOf(stepper), record: fixed.record.address });
    this.#run.set({ recordBytes: hasOwnRecords(context) ? RECORD_LENGTH * 16 : 0, synapse: fixed.synapse.address });
    this.#run.set({ blocked: synapses.some(({ magnesium }) => magnesium > 0) ? 1 : 0 });
    this.#run.set({ magnesium: Math.max(...synapses.map((one) => synapseFields(one).magnesium)) });
    this.#sequence.set({ run: this.#run.address, evaluations: evaluationsOf(description), pairKinds: pairKindsOf(description) });
    setRecords(context, [description.parameters]);
    fillLanes(
      fixed.synapse,
      synapses.map((_, i) => this.#synapse(i)),
    );
  }

  /** Parameters drawn from `seed`, as `weights` of the options has it; cells start from their parameters. */
  initial(seed: Seed): Float64Array {
    return initialTensors(this.#context, seed);
  }

  /** Runs a batch of trials up to the end of the last window, or a stretch of that. Errors: InputError, MemoryError. */
  forward(parameters: Float64Array, run: SequenceRun): Features {
    return this.#exclusively(() => {
      const { from, to } = this.#begin(parameters, run);
      this.#sequence.set({ features: this.#context.forward.blocks.features.address, window: 0 });
      this.#take({ do: "run", from, to });
      const features = readFeatures(this.#context, run.windows, from, to);
      if (!run.stretch) return features;
      return { ...features, state: readState(to, this.#stateParts(run, to), this.#context.shape) };
    });
  }

  /**
   * Runs a batch of trials, asks for the gradient of the loss by the features, and goes back: the exact gradient of the computed loss, up to rounding.
   * "truncated-backpropagation" divides the run into stretches of `window` steps from its end (that of the last window) on backwards; adjoints of the
   * state do not pass from one to the one before. Errors: InputError, MemoryError.
   */
  backward(
    parameters: Float64Array,
    run: SequenceRun,
    lossGradient: (features: Features) => Float64Array,
    request: GradientRequest,
  ): Float64Array {
    return this.#exclusively(() => {
      checkRequest(request, this.tensors);
      refuseStretch(run);
      const truncateEvery = request.method === "backpropagation" ? 0 : request.window!;
      const { to: end } = this.#begin(parameters, run);
      const first = truncateEvery && Math.max(0, end - truncateEvery * Math.ceil((end - run.windows[0]!.from) / truncateEvery));
      const block = blockSteps(this.#context.description, this.#context.shape);
      const plan = planCheckpoints(end, first, block, request.checkpoints ?? "all");
      this.#readyBackward(backwardPlan(this.#context.description, this.#context.shape, plan, block), request, {
        end,
        truncateEvery,
      });
      this.#sequence.set({ features: this.#context.forward.blocks.features.address, window: 0 });
      let isForward = true;
      for (const action of plan.actions) {
        if (isForward && action.do === "reverse") {
          isForward = false;
          const gradient = lossGradient(readFeatures(this.#context, run.windows, 0, end));
          checkLength("lossGradient", gradient, run.windows.length * this.cells * this.#context.shape.trials);
          fillLoss(this.#context, gradient, run.windows);
          this.#sequence.set({ features: 0, window: run.windows.length });
        }
        this.#take(action, first);
      }
      return this.#gradient(parameters, run, request);
    });
  }

  /** Of the last `backward` without truncation. */
  get stateGradients(): StateGradients {
    return readStateGradients(this.#context);
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#disposed = true;
    for (const memory of [this.#context.fixed, this.#context.forward, this.#context.backward]) memory.release();
  }

  #exclusively<R>(work: () => R): R {
    if (this.#disposed) throw new InputError("model", "disposed", "one that has not been disposed of");
    if (this.#busy) throw new InputError("model", "running", "idle: a loss gradient cannot run the model again");
    this.#busy = true;
    try {
      return work();
    } finally {
      this.#busy = false;
    }
  }

  /** In the order of assembly/models/morris-lecar/run-network.ts. */
  #synapse(cell: number): number[] {
    const { synapses, dt, isCurrent, parameters } = this.#context.description;
    const { half, width, opening, closing, saturation, reversal, magnesium } = synapseFields(synapses[cell]!);
    const scale = isCurrent ? this.#context.driveScale : this.#context.unit / parameters.capacitance;
    const numbers = [half, 1 / width, opening * dt, closing * dt, saturation, reversal, magnesium > 0 ? 1 : 0, scale];
    return numbers.slice(0, SYNAPSE_LENGTH);
  }

  /** Readies weights, inputs and states; returns the steps to take. */
  #begin(parameters: Float64Array, run: SequenceRun): { from: number; to: number } {
    checkLength("parameters", parameters, this.length);
    const steps = stepsOfRun(run, checkSequenceRun(run, this.#context.description.inputs));
    this.#layForward(run);
    setWeights(this.#context, parameters);
    if (hasOwnRecords(this.#context)) setCells(this.#context, parameters);
    setDrives(this.#context, parameters, run.input, steps);
    if (run.stretch?.state) writeState(run.stretch.state, this.#stateParts(run, steps.from), this.#context.shape);
    else this.#setStart(run);
    return steps;
  }

  /** What a state before step `step` is made of. */
  #stateParts({ windows }: SequenceRun, step: number): Rows[] {
    const { voltage, recovery, output, failedAt, features } = this.#context.forward.blocks;
    const open = openWindow(windows, step);
    const size = this.cells * this.#context.shape.padded;
    const sums = open < 0 ? [] : [features.view.subarray(open * size, (open + 1) * size)];
    return [voltage.view, recovery.view, output.view, failedAt.view, ...sums];
  }

  #layForward({ input, windows }: SequenceRun): void {
    const { precision, isCurrent, inputs } = this.#context.description;
    const { trials, rows } = input;
    const lanes = precision === "f64" ? 2 : 4;
    const vectors = Math.ceil(trials / lanes);
    const patterns = input.values ? 0 : input.patterns!.length / inputs;
    this.#context.shape = { trials, vectors, padded: vectors * lanes, rows, windows: windows.length, patterns };
    const blocks = this.#context.forward;
    if (blocks.lay(forwardPlan(this.#context.description, this.#context.shape))) {
      const b = blocks.blocks;
      this.#weights.set({ trialVectors: vectors });
      this.#ensemble.set({ vectors: this.cells * vectors, voltage: b.voltage.address, recovery: b.recovery.address });
      if (isCurrent) this.#ensemble.set({ drive: b.drive.address });
      this.#run.set({ output: b.output.address, stage: b.stage.address, sum: b.sum.address, reversed: b.reversed.address });
      this.#run.set({ conductance: b.conductance.address, push: b.push.address, blockedOutput: b.blockedOutput.address });
      this.#run.set({ blockedConductance: b.blockedConductance.address, blockedPush: b.blockedPush.address });
      this.#run.set({ scratch: b.scratch.address, failedAt: b.failedAt.address });
      this.#sequence.set({ bytes: this.cells * vectors * 16, inputs: b.drives.address, windows: b.windows.address });
    }
    this.#sequence.set({ inputEvery: input.stepsPerRow, windowCount: windows.length });
    blocks.blocks.windows.view.set(windows.flatMap(({ from, to }) => [from, to]));
    blocks.blocks.features.view.fill(0);
  }

  #setStart({ seed, firstTrial }: SequenceRun): void {
    const { cells, start } = this.#context.description;
    const { trials, padded } = this.#context.shape;
    const b = this.#context.forward.blocks;
    const key = checkSeed("seed", seed);
    const stream = childStream(this.#context.core, key, 0n, "starts of trials");
    this.#context.core.call((e) =>
      e.fillNormalsF64(b.draws.address, cells * trials, key, stream, BigInt(firstTrial) * BigInt(cells)),
    );
    const draws = b.draws.view;
    const voltage = b.voltage.view;
    for (let i = 0; i < cells; i++) {
      for (let trial = 0; trial < padded; trial++) {
        voltage[i * padded + trial] = start.voltage + start.voltageSpread * draws[Math.min(trial, trials - 1) * cells + i]!;
      }
    }
    b.recovery.view.fill(start.recovery);
    b.output.view.fill(0);
    b.failedAt.view.fill(-1);
  }

  #readyBackward(
    plan: ReturnType<typeof backwardPlan>,
    { tensors }: GradientRequest,
    fields: { readonly end: number; readonly truncateEvery: number },
  ): void {
    this.#context.backward.lay(plan);
    const b = this.#context.backward.blocks;
    for (const block of [
      b.adjoint,
      b.stageAdjoint,
      b.weightGradients,
      b.driveGradients,
      b.cellGradients,
      b.sums,
      b.inputGradients,
    ]) {
      block.view.fill(0);
    }
    const asked = (name: string) => tensors.includes(name);
    this.#sequence.set({ ...fields, loss: b.loss.address, adjoint: b.adjoint.address, stageAdjoint: b.stageAdjoint.address });
    this.#sequence.set({ slopeAdjoint: b.slopeAdjoint.address, totalAdjoint: b.totalAdjoint.address, stages: b.stages.address });
    this.#sequence.set({ driveAdjoint: b.driveAdjoint.address, conductanceAdjoint: b.conductanceAdjoint.address });
    this.#sequence.set({ product0: b.product0.address, product1: b.product1.address, pairOutputs: b.pairOutputs.address });
    this.#sequence.set({ pairAdjoints: b.pairAdjoints.address, driveGradients: b.driveGradients.address });
    this.#sequence.set({ weightGradients: asked("Wrec") ? b.weightGradients.address : 0 });
    this.#sequence.set({ cellGradients: ["phi", "gCa", "V3"].some(asked) ? b.cellGradients.address : 0 });
    this.#sequence.set({ kept: b.kept.address });
  }

  /** Takes the actions of a plan; nothing goes back past step `first`. */
  #take(action: Action, first = 0): void {
    const single = this.#context.description.precision === "f32";
    const { address } = this.#sequence;
    const recordBytes = 3 * this.cells * this.#context.shape.vectors * 16;
    this.#context.core.call((e) => {
      switch (action.do) {
        case "run":
        case "keep":
          if (action.do === "keep") this.#sequence.set({ keptFirst: action.from });
          (single ? e.runMorrisLecarSequenceF32 : e.runMorrisLecarSequenceF64)(
            address,
            action.from,
            action.to,
            action.do === "keep",
          );
          break;
        case "reverse":
          (single ? e.reverseMorrisLecarSequenceF32 : e.reverseMorrisLecarSequenceF64)(
            address,
            Math.max(action.from, first),
            action.to,
          );
          break;
        case "save":
          e.saveMorrisLecarState(address, this.#context.backward.blocks.snapshots.address + action.slot * recordBytes);
          break;
        default:
          e.restoreMorrisLecarState(address, this.#context.backward.blocks.snapshots.address + action.slot * recordBytes);
      }
    });
  }

  #gradient(parameters: Float64Array, run: SequenceRun, { tensors }: GradientRequest): Float64Array {
    const gradient = new Float64Array(this.length);
    for (const name of new Set(tensors)) {
      const { offset, length } = tensorOf(this.#context, name);
      const part = gradient.subarray(offset, offset + length);
      if (name === "Win") inputGradient(this.#context, run.input, part);
      else if (name === "Wrec") weightGradient(this.#context, parameters, part);
      else if (name === "bias") biasGradient(this.#context, part);
      else cellGradient(this.#context, name, part);
    }
    return gradient;
  }
}

/**
 * A network of Morris-Lecar cells behind {@link SequenceModel}: tensors "Win" (inputs x cells) and "Wrec" (cells x cells), source first, then the cell
 * tensors that were asked for. Forward steps have the bits of {@link MorrisLecarNetwork}; a trial's bits do not depend on its batch. Errors: InputError, MemoryError.
 */
export function morrisLecarSequenceModel(core: Core, options: MorrisLecarSequenceOptions): MorrisLecarSequenceModel {
  return new MorrisLecarSequenceModel(core, describeSequenceModel(options));
}
