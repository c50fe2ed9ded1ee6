import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { CellEnsemble, NetworkRun, NetworkSequence, Weights } from "../../core/generated/layouts.js";
import type { Block } from "../../core/memory.js";
import { type Struct, structAt } from "../../core/struct.js";
import { cellDrive, cellRecord, RECORD_LENGTH } from "../../neurons/cell-record.js";
import type { MorrisLecarParameters } from "../../neurons/morris-lecar-parameters.js";
import { networkSteppers } from "../../neurons/network-run-options.js";
import { synapseFields } from "../../neurons/synapses.js";
import { checkSeed, RandomStream, type Seed } from "../../random/stream.js";
import { childStream } from "../../random/substream.js";
import { type GradientRequest, layTensors, type Tensor } from "../problem.js";
import { BlockMemory } from "./blocks.js";
import { type Action, planCheckpoints } from "./checkpoint-plan.js";
import {
  type BatchShape,
  backwardPlan,
  blockSteps,
  evaluationsOf,
  fixedPlan,
  forwardPlan,
  pairKindsOf,
  SYNAPSE_LENGTH,
} from "./morris-lecar-memory.js";
import {
  type CellTensor,
  describeSequenceModel,
  type MorrisLecarSequenceOptions,
  type SequenceDescription,
} from "./morris-lecar-options.js";
import type { Features, SequenceModel, SequenceRun } from "./sequence-model.js";
import { checkLength, checkRequest, checkSequenceRun } from "./sequence-run.js";

type Precision = "f64" | "f32";

/** Gradients by the state at the start, cells x trials each. */
export interface StateGradients {
  readonly voltage: Float64Array;
  readonly recovery: Float64Array;
  /** By s; 0 in networks of type "current", where T is 0 at the start. */
  readonly output: Float64Array;
}

/** A trainable network of Morris-Lecar cells. Made by {@link morrisLecarSequenceModel}. */
export class MorrisLecarSequenceModel implements SequenceModel {
  readonly cells: number;
  readonly tensors: readonly Tensor[];
  readonly length: number;
  readonly gradientMethods = ["backpropagation", "truncated-backpropagation"] as const;
  readonly #core: Core;
  readonly #description: SequenceDescription;
  readonly #fixed: BlockMemory<ReturnType<typeof fixedPlan>>;
  readonly #forward: BlockMemory<ReturnType<typeof forwardPlan>>;
  readonly #backward: BlockMemory<ReturnType<typeof backwardPlan>>;
  readonly #run: Struct<typeof NetworkRun>;
  readonly #ensemble: Struct<typeof CellEnsemble>;
  readonly #weights: Struct<typeof Weights>;
  readonly #sequence: Struct<typeof NetworkSequence>;
  /** uA/cm2 per unit of z, in the units of a drive. */
  readonly #driveScale: number;
  #shape: BatchShape = { trials: 0, vectors: 0, padded: 0, rows: 0, windows: 0, patterns: 0 };
  #busy = false;
  #disposed = false;

  /** @internal */
  constructor(core: Core, description: SequenceDescription) {
    const { cells, inputs, isCurrent, stepper } = description;
    this.#core = core;
    this.#description = description;
    this.cells = cells;
    const shapes: Record<string, number[]> = { Win: [inputs, cells], Wrec: [cells, cells] };
    for (const name of description.cellTensors) shapes[name] = [cells];
    this.tensors = layTensors(shapes);
    this.length = this.tensors.reduce((sum, { length }) => sum + length, 0);
    this.#driveScale = (this.#unit / description.parameters.capacitance) * description.gain;
    this.#fixed = new BlockMemory(core, `A trainable network of ${cells} cells`);
    this.#forward = new BlockMemory(core, `The run of a network of ${cells} cells`);
    this.#backward = new BlockMemory(core, `The gradient of a network of ${cells} cells`);
    this.#fixed.lay(fixedPlan(description));
    const fixed = this.#fixed.blocks;
    this.#run = structAt(core.memory, NetworkRun, fixed.run);
    this.#ensemble = structAt(core.memory, CellEnsemble, fixed.ensemble);
    this.#weights = structAt(core.memory, Weights, fixed.weights);
    this.#sequence = structAt(core.memory, NetworkSequence, fixed.sequence);
    const { synapses } = description;
    this.#weights.set({ cells, values: fixed.byTarget.address });
    this.#run.set({ ensemble: this.#ensemble.address, weights: this.#weights.address, type: isCurrent ? 0 : 1 });
    const trained = description.cellTensors.some((name) => name !== "bias");
    this.#run.set({ stepper: networkSteppers.indexOf(stepper), record: fixed.record.address });
    this.#run.set({ recordBytes: trained ? RECORD_LENGTH * 16 : 0, synapse: fixed.synapse.address });
    this.#run.set({ blocked: synapses.some(({ magnesium }) => magnesium > 0) ? 1 : 0 });
    this.#run.set({ magnesium: Math.max(...synapses.map((one) => synapseFields(one).magnesium)) });
    this.#sequence.set({ run: this.#run.address, evaluations: evaluationsOf(description), pairKinds: pairKindsOf(description) });
    fill(fixed.record, [this.#record(description.parameters)]);
    fill(
      fixed.synapse,
      synapses.map((_, i) => this.#synapse(i)),
    );
  }

  /** Parameters drawn from `seed`, as `weights` of the options has it; cells start from their parameters. */
  initial(seed: Seed): Float64Array {
    const { cells, inputs, weights, signs, bias, cellTensors, parameters } = this.#description;
    const draws = new RandomStream(this.#core, { seed }).substream("morris-lecar network");
    const values = new Float64Array(this.length);
    const { spread } = weights;
    const around = (mean: number, n: number, name: string) =>
      draws
        .substream(name)
        .uniforms(n)
        .map((u) => mean + (2 * u - 1) * spread);
    values.set(around(weights.inputMean, inputs * cells, "Win"), 0);
    const recurrent = around(weights.recurrentMean, cells * cells, "Wrec");
    const reset = Math.round(weights.resetShare * cells * cells);
    for (const at of draws.substream("reset").sample(reset, cells * cells)) recurrent[at] = weights.resetTo;
    // softplus^-1(w) = log(exp(w) - 1)
    const { exports } = this.#core;
    const inverse = (weight: number) => exports.log(exports.expm1(Math.max(Math.abs(weight), 1e-6)));
    values.set(signs ? recurrent.map(inverse) : recurrent, inputs * cells);
    const starts: Record<CellTensor, number> = {
      phi: exports.log(parameters.recoveryRate),
      gCa: exports.log(Math.max(parameters.calciumConductance, 1e-9)),
      V3: parameters.recoveryHalfVoltage,
      bias,
    };
    for (const name of cellTensors) values.fill(starts[name], this.#tensor(name).offset, this.#tensor(name).offset + cells);
    return values;
  }

  /** Runs a batch of trials up to the end of the last window. Errors: InputError, MemoryError. */
  forward(parameters: Float64Array, run: SequenceRun): Features {
    return this.#exclusively(() => {
      const end = this.#begin(parameters, run);
      this.#sequence.set({ features: this.#forward.blocks.features.address, window: 0 });
      this.#take({ do: "run", from: 0, to: end });
      return this.#features(run);
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
      const truncateEvery = checkRequest(request, this.tensors);
      const end = this.#begin(parameters, run);
      const first = truncateEvery && Math.max(0, end - truncateEvery * Math.ceil((end - run.windows[0]!.from) / truncateEvery));
      const block = blockSteps(this.#description, this.#shape);
      const plan = planCheckpoints(end, first, block, request.checkpoints ?? "all");
      this.#readyBackward(backwardPlan(this.#description, this.#shape, plan, block), request, { end, truncateEvery });
      this.#sequence.set({ features: this.#forward.blocks.features.address, window: 0 });
      let isForward = true;
      for (const action of plan.actions) {
        if (isForward && action.do === "reverse") {
          isForward = false;
          const gradient = lossGradient(this.#features(run));
          checkLength("lossGradient", gradient, run.windows.length * this.cells * this.#shape.trials);
          this.#fillLoss(gradient, run);
          this.#sequence.set({ features: 0, window: run.windows.length });
        }
        this.#take(action, first);
      }
      return this.#gradient(parameters, run, request);
    });
  }

  /** Of the last `backward` without truncation. */
  get stateGradients(): StateGradients {
    const { view } = this.#backward.blocks.adjoint;
    const size = view.length / 3;
    const read = (at: number) => this.#unpadded(view, at * size, size);
    const voltage = read(0);
    return { voltage, recovery: read(1), output: this.#description.isCurrent ? new Float64Array(voltage.length) : read(2) };
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#disposed = true;
    for (const memory of [this.#fixed, this.#forward, this.#backward]) memory.release();
  }

  /** The stepper's unit of time, ms. */
  get #unit(): number {
    const { stepper, dt } = this.#description;
    return stepper === "rk4" ? dt / 2 : dt;
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

  #tensor(name: string): Tensor {
    return this.tensors.find((tensor) => tensor.name === name)!;
  }

  #record(parameters: MorrisLecarParameters): number[] {
    return cellRecord(parameters, this.#unit, this.#description.precision === "f32");
  }

  /** In the order of assembly/models/morris-lecar/run-network.ts. */
  #synapse(cell: number): number[] {
    const { synapses, dt, isCurrent, parameters } = this.#description;
    const { half, width, opening, closing, saturation, reversal, magnesium } = synapseFields(synapses[cell]!);
    const scale = isCurrent ? this.#driveScale : this.#unit / parameters.capacitance;
    const numbers = [half, 1 / width, opening * dt, closing * dt, saturation, reversal, magnesium > 0 ? 1 : 0, scale];
    return numbers.slice(0, SYNAPSE_LENGTH);
  }

  /** Readies weights, inputs and states; returns the run's steps. */
  #begin(parameters: Float64Array, run: SequenceRun): number {
    checkLength("parameters", parameters, this.length);
    const end = checkSequenceRun(run, this.#description.inputs);
    this.#layForward(run);
    this.#setWeights(parameters);
    this.#setCells(parameters);
    this.#setInputs(parameters, run);
    this.#setStart(run);
    return end;
  }

  #layForward({ input, windows }: SequenceRun): void {
    const { precision, isCurrent, inputs } = this.#description;
    const { trials, rows } = input;
    const lanes = precision === "f64" ? 2 : 4;
    const vectors = Math.ceil(trials / lanes);
    const patterns = input.values ? 0 : input.patterns!.length / inputs;
    this.#shape = { trials, vectors, padded: vectors * lanes, rows, windows: windows.length, patterns };
    const blocks = this.#forward;
    if (blocks.lay(forwardPlan(this.#description, this.#shape))) {
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

  #setWeights(parameters: Float64Array): void {
    const { cells, signs, connections, precision } = this.#description;
    const { bySource, byTarget } = this.#fixed.blocks;
    const view = bySource.view;
    view.set(parameters.subarray(this.#tensor("Wrec").offset, this.#tensor("Wrec").offset + cells * cells));
    if (signs) {
      // softplus(x) = max(x, 0) + log(1 + exp(-|x|))
      const { exp, log1p } = this.#core.exports;
      for (let at = 0; at < view.length; at++) {
        const x = view[at]!;
        view[at] = signs[Math.floor(at / cells)]! * (Math.max(x, 0) + log1p(exp(-Math.abs(x))));
      }
    }
    if (connections) for (let at = 0; at < view.length; at++) if (!connections[at]) view[at] = 0;
    this.#core.call((e) =>
      (precision === "f64" ? e.transposeToF64 : e.transposeToF32)(bySource.address, cells, byTarget.address),
    );
  }

  /** Parameters of cell `i`. */
  #cell(parameters: Float64Array, i: number): MorrisLecarParameters {
    const { parameters: common, cellTensors } = this.#description;
    const value = (name: CellTensor) => parameters[this.#tensor(name).offset + i]!;
    const { exp } = this.#core.exports;
    return {
      ...common,
      ...(cellTensors.includes("phi") ? { recoveryRate: exp(value("phi")) } : {}),
      ...(cellTensors.includes("gCa") ? { calciumConductance: exp(value("gCa")) } : {}),
      ...(cellTensors.includes("V3") ? { recoveryHalfVoltage: value("V3") } : {}),
    };
  }

  #setCells(parameters: Float64Array): void {
    if (this.#run.get("recordBytes") === 0) return;
    const records = Array.from({ length: this.cells }, (_, i) => this.#record(this.#cell(parameters, i)));
    fill(this.#fixed.blocks.record, records);
  }

  #setInputs(parameters: Float64Array, { input }: SequenceRun): void {
    const { cells, inputs, cellTensors, precision, gain, base } = this.#description;
    const { trials, vectors, padded, rows, patterns } = this.#shape;
    const b = this.#forward.blocks;
    const biases = cellTensors.includes("bias") ? parameters.subarray(this.#tensor("bias").offset) : undefined;
    const offset = (i: number) =>
      cellDrive(this.#description.parameters, this.#unit, gain * (biases ? biases[i]! : this.#description.bias) + base);
    if (patterns > 0) {
      const table = b.table.view;
      for (let p = 0; p < patterns; p++) {
        for (let i = 0; i < cells; i++) {
          let z = 0;
          for (let k = 0; k < inputs; k++) z += input.patterns![p * inputs + k]! * parameters[k * cells + i]!;
          table[p * cells + i] = offset(i) + this.#driveScale * z;
        }
      }
      b.choices.view.set(input.choices!);
      const { table: from, choices, drives } = b;
      this.#core.call((e) => {
        const gather = precision === "f64" ? e.gatherDrivesF64 : e.gatherDrivesF32;
        gather(from.address, choices.address, rows, cells, trials, drives.address, vectors);
      });
      return;
    }
    const matrix = b.matrix.view;
    const offsets = b.offsets.view;
    for (let i = 0; i < cells; i++) {
      offsets.fill(offset(i), i * padded, (i + 1) * padded);
      for (let k = 0; k < inputs; k++) matrix[i * inputs + k] = this.#driveScale * parameters[k * cells + i]!;
    }
    pad(b.values.view, input.values!, trials, padded);
    this.#core.call((e) => {
      const product = precision === "f64" ? e.batchProductF64 : e.batchProductF32;
      const [xBytes, outBytes] = [inputs * vectors * 16, cells * vectors * 16];
      for (let row = 0; row < rows; row++) {
        const [x, out] = [b.values.address + row * xBytes, b.drives.address + row * outBytes];
        product(b.matrix.address, cells, inputs, x, b.offsets.address, out, vectors);
      }
    });
  }

  #setStart({ seed, firstTrial }: SequenceRun): void {
    const { cells, start } = this.#description;
    const { trials, padded } = this.#shape;
    const b = this.#forward.blocks;
    const key = checkSeed("seed", seed);
    const stream = childStream(this.#core, key, 0n, "starts of trials");
    this.#core.call((e) => e.fillNormalsF64(b.draws.address, cells * trials, key, stream, BigInt(firstTrial) * BigInt(cells)));
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
    this.#backward.lay(plan);
    const b = this.#backward.blocks;
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
    const single = this.#description.precision === "f32";
    const { address } = this.#sequence;
    const recordBytes = 3 * this.cells * this.#shape.vectors * 16;
    this.#core.call((e) => {
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
          e.saveMorrisLecarState(address, this.#backward.blocks.snapshots.address + action.slot * recordBytes);
          break;
        default:
          e.restoreMorrisLecarState(address, this.#backward.blocks.snapshots.address + action.slot * recordBytes);
      }
    });
  }

  #features({ windows }: SequenceRun): Features {
    const { trials, padded } = this.#shape;
    const { features, failedAt } = this.#forward.blocks;
    const sums = features.view;
    const failures = failedAt.view;
    const values = new Float64Array(windows.length * this.cells * trials);
    for (let trial = 0; trial < trials; trial++) {
      const failed = failures[trial]! >= 0;
      for (const [window, { from, to }] of windows.entries()) {
        for (let row = window * this.cells; row < (window + 1) * this.cells; row++) {
          values[row * trials + trial] = failed ? Number.NaN : sums[row * padded + trial]! / (to - from);
        }
      }
    }
    let failed = 0;
    for (let trial = 0; trial < trials; trial++) if (failures[trial]! >= 0) failed++;
    return { values, failed };
  }

  /** The loss by the output after each step of a window: a share of that by the window's mean. */
  #fillLoss(gradient: Float64Array, { windows }: SequenceRun): void {
    const { trials, padded } = this.#shape;
    const view = this.#backward.blocks.loss.view;
    for (const [window, { from, to }] of windows.entries()) {
      for (let row = window * this.cells; row < (window + 1) * this.cells; row++) {
        for (let trial = 0; trial < padded; trial++) {
          view[row * padded + trial] = trial < trials ? gradient[row * trials + trial]! / (to - from) : 0;
        }
      }
    }
  }

  #gradient(parameters: Float64Array, run: SequenceRun, { tensors }: GradientRequest): Float64Array {
    const gradient = new Float64Array(this.length);
    for (const name of new Set(tensors)) {
      const { offset, length } = this.#tensor(name);
      const part = gradient.subarray(offset, offset + length);
      if (name === "Win") this.#inputGradient(run, part);
      else if (name === "Wrec") this.#weightGradient(parameters.subarray(offset, offset + length), part);
      else if (name === "bias") this.#biasGradient(part);
      else this.#cellGradient(["phi", "gCa", "V3"].indexOf(name), part);
    }
    return gradient;
  }

  #inputGradient({ input }: SequenceRun, out: Float64Array): void {
    const { cells, inputs, precision } = this.#description;
    const { trials, vectors, rows, patterns } = this.#shape;
    const [f, b] = [this.#forward.blocks, this.#backward.blocks];
    const single = precision === "f32";
    if (patterns > 0) {
      this.#core.call((e) => {
        const scatter = single ? e.scatterGradientsF32 : e.scatterGradientsF64;
        scatter(b.driveGradients.address, f.choices.address, rows, cells, trials, b.sums.address, vectors);
      });
      const sums = b.sums.view;
      for (let k = 0; k < inputs; k++) {
        for (let i = 0; i < cells; i++) {
          let sum = 0;
          for (let p = 0; p < patterns; p++) sum += input.patterns![p * inputs + k]! * sums[p * cells + i]!;
          out[k * cells + i] = this.#driveScale * sum;
        }
      }
      return;
    }
    this.#core.call((e) => {
      const outer = single ? e.batchOuterF32 : e.batchOuterF64;
      const [aStep, xStep] = [cells * vectors * 16, inputs * vectors * 16];
      outer(b.inputGradients.address, cells, inputs, b.driveGradients.address, f.values.address, vectors, rows, aStep, xStep);
    });
    const view = b.inputGradients.view;
    for (let k = 0; k < inputs; k++) {
      for (let i = 0; i < cells; i++) out[k * cells + i] = this.#driveScale * view[i * inputs + k]!;
    }
  }

  #weightGradient(parameters: Float64Array, out: Float64Array): void {
    const { cells, signs, connections, isCurrent, synapses } = this.#description;
    const view = this.#backward.blocks.weightGradients.view;
    const { exp } = this.#core.exports;
    const n = cells * cells;
    for (let j = 0; j < cells; j++) {
      const { reversal, magnesium } = synapses[j]!;
      const first = magnesium > 0 ? 2 * n : 0;
      for (let i = 0; i < cells; i++) {
        const at = j * cells + i;
        if (connections && !connections[at]) continue;
        const from = first + i * cells + j;
        const byWeight = isCurrent ? view[from]! : view[from]! + reversal * view[from + n]!;
        // d softplus(x) / dx = 1 / (1 + exp(-x))
        out[at] = signs ? (byWeight * signs[j]!) / (1 + exp(-parameters[at]!)) : byWeight;
      }
    }
  }

  #biasGradient(out: Float64Array): void {
    const { padded, trials, rows } = this.#shape;
    const view = this.#backward.blocks.driveGradients.view;
    for (let i = 0; i < this.cells; i++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const at = (row * this.cells + i) * padded;
        for (let trial = 0; trial < trials; trial++) sum += view[at + trial]!;
      }
      out[i] = this.#driveScale * sum;
    }
  }

  #cellGradient(kind: number, out: Float64Array): void {
    const { padded, trials } = this.#shape;
    const view = this.#backward.blocks.cellGradients.view;
    for (let i = 0; i < this.cells; i++) {
      const at = (kind * this.cells + i) * padded;
      let sum = 0;
      for (let trial = 0; trial < trials; trial++) sum += view[at + trial]!;
      out[i] = sum;
    }
  }

  #unpadded(view: Float64Array | Float32Array, first: number, size: number): Float64Array {
    const { trials, padded } = this.#shape;
    const rows = size / padded;
    return Float64Array.from(
      { length: rows * trials },
      (_, at) => view[first + Math.floor(at / trials) * padded + (at % trials)]!,
    );
  }
}

/** Writes records, each number in all lanes. */
function fill(block: Block<Precision>, records: readonly (readonly number[])[]): void {
  const view = block.view;
  const lanes = block.type === "f64" ? 2 : 4;
  for (const [at, value] of records.flat().entries()) view.fill(value, at * lanes, (at + 1) * lanes);
}

/** Copies rows of `trials` numbers to rows of `padded`, the rest of each 0. */
function pad(to: Float64Array | Float32Array, from: Float64Array, trials: number, padded: number): void {
  if (trials === padded) to.set(from);
  else
    for (let at = 0, row = 0; at < from.length; at += trials, row += padded) {
      for (let i = 0; i < padded; i++) to[row + i] = i < trials ? from[at + i]! : 0;
    }
}

/**
 * A network of Morris-Lecar cells behind {@link SequenceModel}: tensors "Win" (inputs x cells) and "Wrec" (cells x cells), source first, then the cell
 * tensors that were asked for. Forward steps have the bits of {@link MorrisLecarNetwork}; a trial's bits do not depend on its batch. Errors: InputError, MemoryError.
 */
export function morrisLecarSequenceModel(core: Core, options: MorrisLecarSequenceOptions): MorrisLecarSequenceModel {
  return new MorrisLecarSequenceModel(core, describeSequenceModel(options));
}
