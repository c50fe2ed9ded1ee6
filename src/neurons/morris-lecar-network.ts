import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { CellEnsemble, NetworkRun, Weights } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { atOnce, finish, finishWithBreaks, type RunOptions, runKeys } from "../core/stretches.js";
import { type Struct, structAt } from "../core/struct.js";
import { cellDrive, cellRecord, RECORD_LENGTH } from "./cell-record.js";
import { describeNetwork, type MorrisLecarNetworkOptions, type NetworkDescription } from "./network-description.js";
import {
  type CurrentSeries,
  type NetworkRecording,
  type NetworkRecordingOptions,
  type NetworkRunOptions,
  type NetworkStepper,
  networkSteppers,
  type PerCellAndTrial,
} from "./network-run-options.js";
import { failureTimes, type SampleMemory, StepRunner, unpadded } from "./step-runner.js";
import { synapseFields } from "./synapses.js";

type Precision = "f64" | "f32";
/** Numbers per lane of a synapse in assembly/models/morris-lecar/run-network.ts. */
const SYNAPSE_LENGTH = 8;
const recordKeys = ["every", "meanOutputs", "currents"];
const stateRange = { min: -1e12, max: 1e12 };

/** A network of Morris-Lecar cells with fixed steps. Made by {@link createMorrisLecarNetwork}. */
export class MorrisLecarNetwork {
  readonly cells: number;
  readonly trials: number;
  readonly dt: number;
  readonly stepper: NetworkStepper;
  readonly precision: Precision;
  readonly #runner: StepRunner;
  readonly #net: NetworkDescription;
  readonly #run: Struct<typeof NetworkRun>;
  readonly #padded: number; // trials
  readonly #voltage: Block<Precision>;
  readonly #recovery: Block<Precision>;
  readonly #output: Block<Precision>;
  readonly #outputSum: Block<Precision>;
  readonly #baseDrive: Block<Precision>;
  readonly #counts: Block<Precision> | undefined;
  readonly #failedAt: Block<"f64">;

  /** @internal */
  constructor(core: Core, net: NetworkDescription, options: CheckedOptions) {
    const { trials, dt, stepper, precision, threshold } = options;
    const { cells } = net;
    this.cells = cells;
    this.trials = trials;
    this.dt = dt;
    this.stepper = stepper;
    this.precision = precision;
    this.#net = net;
    const lanes = precision === "f64" ? 2 : 4;
    const trialVectors = Math.ceil(trials / lanes);
    this.#padded = trialVectors * lanes;
    const size = cells * this.#padded;
    const shared = net.parameters.every((parameters) => parameters === net.parameters[0]);
    const records = shared ? 1 : cells;
    const plan = [
      ...[NetworkRun, CellEnsemble, Weights].map(({ byteLength }) => ["u8", byteLength] as const),
      ...new Array(18).fill([precision, size] as const),
      [precision, records * RECORD_LENGTH * lanes],
      [precision, cells * SYNAPSE_LENGTH * lanes],
      [precision, net.weights.length],
      ["u32", net.rows?.length ?? 0],
      ["u32", net.columns?.length ?? 0],
      ["u8", cells * trialVectors * 64],
      ["f64", this.#padded],
    ] as const;
    const bytes = plan.reduce((sum, [type, length]) => sum + blockBytes(type, length), 0);
    const arena = core.arena(bytes, `A network of ${cells} cells`);
    this.#run = structAt(core.memory, NetworkRun, arena.block("u8", NetworkRun.byteLength));
    const ensemble = structAt(core.memory, CellEnsemble, arena.block("u8", CellEnsemble.byteLength));
    const weights = structAt(core.memory, Weights, arena.block("u8", Weights.byteLength));
    const block = () => arena.block(precision, size);
    this.#voltage = block();
    this.#recovery = block();
    this.#output = block();
    this.#outputSum = block();
    this.#baseDrive = block();
    this.#counts = threshold === undefined ? undefined : block();
    if (this.#counts) this.#run.set({ counts: this.#counts.address, before: block().address, threshold: threshold! });
    this.#failedAt = arena.block("f64", this.#padded);
    this.#failedAt.view.fill(-1);
    ensemble.set({ vectors: cells * trialVectors, voltage: this.#voltage.address, recovery: this.#recovery.address });
    // Conductances leave the drive as it is; currents of the network are added to it in every step.
    ensemble.set({ drive: (net.type === "current" ? block() : this.#baseDrive).address });

    const values = arena.block(precision, net.weights.length);
    values.view.set(net.weights);
    weights.set({ cells, trialVectors, values: values.address });
    if (net.rows && net.columns) {
      const [rows, columns] = [arena.block("u32", net.rows.length), arena.block("u32", net.columns.length)];
      rows.view.set(net.rows);
      columns.view.set(net.columns);
      weights.set({ rows: rows.address, columns: columns.address });
    }
    const record = this.#lanes(arena, records, lanes, RECORD_LENGTH, (i) =>
      cellRecord(net.parameters[i]!, this.#unit, precision === "f32"),
    );
    const synapse = this.#lanes(arena, cells, lanes, SYNAPSE_LENGTH, (i) => this.#synapseOf(i));
    const blocked = net.synapses.some(({ magnesium }) => magnesium > 0);
    const magnesium = Math.max(...net.synapses.map((one) => synapseFields(one).magnesium));
    this.#run.set({ ensemble: ensemble.address, weights: weights.address, type: net.type === "current" ? 0 : 1 });
    this.#run.set({ stepper: networkSteppers.indexOf(stepper), record, recordBytes: shared ? 0 : RECORD_LENGTH * 16, synapse });
    this.#run.set({ blocked: blocked ? 1 : 0, magnesium, baseDrive: this.#baseDrive.address, output: this.#output.address });
    this.#run.set({ stage: block().address, sum: block().address, reversed: block().address, conductance: block().address });
    this.#run.set({ push: block().address, blockedOutput: block().address, blockedConductance: block().address });
    this.#run.set({ blockedPush: block().address, failedAt: this.#failedAt.address });
    this.#run.set({ scratch: arena.block("u8", cells * trialVectors * 64).address });
    const { address } = this.#run;
    this.#runner = new StepRunner({
      core,
      arena,
      what: "network",
      precision,
      dt,
      size,
      width: trials,
      padded: this.#padded,
      steps: () => this.steps,
      advance: (e, steps) =>
        precision === "f64" ? e.runMorrisLecarNetworkF64(address, steps) : e.runMorrisLecarNetworkF32(address, steps),
    });
    const spread = (list: Float64Array) =>
      Float64Array.from({ length: cells * trials }, (_, at) => list[Math.floor(at / trials)]!);
    this.setState({ voltage: spread(net.voltage), recovery: spread(net.recovery), output: spread(net.opening) });
    this.setCurrent(spread(net.current));
  }

  /** ms since the start. */
  get time(): number {
    return this.steps * this.dt;
  }

  /** Steps since the start. */
  get steps(): number {
    return this.#run.get("steps");
  }

  /** V, mV: cells x trials. */
  get voltages(): Float64Array {
    return this.#read(this.#voltage);
  }

  /** w: cells x trials. */
  get recoveries(): Float64Array {
    return this.#read(this.#recovery);
  }

  /** T after the last step, 0 at the start (type "current"), or s: cells x trials. */
  get outputs(): Float64Array {
    return this.#read(this.#output);
  }

  /** Upward crossings of the threshold since the start: cells x trials. Errors: InputError without a threshold. */
  get spikeCounts(): Uint32Array {
    if (!this.#counts) throw new InputError("threshold", undefined, "given when the network is made, for spikes to be counted");
    return Uint32Array.from(this.#read(this.#counts));
  }

  /** Trials in which a voltage ceased to be finite, and the time (ms) of the first step after which it was not. The others are not affected. */
  get failures(): { trial: number; time: number }[] {
    return failureTimes(this.#failedAt.view, this.trials, this.dt).map(({ index, time }) => ({ trial: index, time }));
  }

  /** Sets V (mV), w, or the outputs T or s. Errors: InputError. */
  setState(state: {
    readonly voltage?: PerCellAndTrial;
    readonly recovery?: PerCellAndTrial;
    readonly output?: PerCellAndTrial;
  }): void {
    this.#runner.refuseIfUnusable();
    checkKeys("state", state, ["voltage", "recovery", "output"]);
    const blocks = { voltage: this.#voltage, recovery: this.#recovery, output: this.#output };
    const checked = (Object.keys(state) as (keyof typeof blocks)[])
      .filter((field) => state[field] !== undefined)
      .map((field) => [blocks[field], this.#check(field, state[field])] as const);
    for (const [block, at] of checked) this.#fill(block, at);
  }

  /** Sets all of I but what the network adds, uA/cm2, from now on. Errors: InputError. */
  setCurrent(current: PerCellAndTrial): void {
    this.#runner.refuseIfUnusable();
    const at = this.#check("current", current);
    const { parameters } = this.#net;
    this.#fill(this.#baseDrive, (cell, trial) => cellDrive(parameters[cell]!, this.#unit, at(cell, trial)));
  }

  /** Runs on for `duration` ms, a whole number of steps. The bits do not depend on how a run is cut, or trials are grouped. Errors: InputError. */
  run(duration: number, options: NetworkRecordingOptions = {}): NetworkRecording {
    checkKeys("options", options, recordKeys);
    return finish(this.#record(duration, options, atOnce));
  }

  /**
   * {@link MorrisLecarNetwork.run} in stretches of about 30 ms, with a break for the event loop between them; the same bits. Errors: InputError;
   * AbortError between two stretches, with the state kept.
   */
  async runAsync(duration: number, options: NetworkRecordingOptions & RunOptions = {}): Promise<NetworkRecording> {
    checkKeys("options", options, [...recordKeys, ...runKeys]);
    return finishWithBreaks(this.#record(duration, options, options));
  }

  /** Gives the network's memory back. */
  dispose(): void {
    this.#runner.dispose();
  }

  *#record(duration: number, options: NetworkRecordingOptions, control: RunOptions): Generator<void, NetworkRecording> {
    const { every, meanOutputs = false, currents } = options;
    if (currents) checkKeys("currents", currents, ["every", "values"]);
    const range = { min: 1, max: 2 ** 31, integer: true };
    const inputEvery = currents ? checkNumber("currents.every", currents.every, range) : 0;
    const sampling = {
      every,
      variables: 1,
      more: (steps: number) => (currents ? this.#checkSeries(currents, Math.ceil(steps / inputEvery)) : 0),
      begin: (memory: SampleMemory) => {
        if (currents) this.#fillSeries(memory.more, currents.values);
        this.#outputSum.view.fill(0);
        this.#run.set({ samples: memory.samples[0]!, sampleEvery: memory.every, sampled: 0 });
        this.#run.set({ inputs: memory.more.address, inputEvery, inputSteps: 0 });
        this.#run.set({ outputSum: meanOutputs ? this.#outputSum.address : 0 });
      },
    };
    const { steps, times, samples } = yield* this.#runner.run(duration, sampling, control);
    const recording = { times, voltages: Float64Array.from(samples[0]!) };
    if (!meanOutputs) return recording;
    if (steps === 0) throw new InputError("meanOutputs", true, "false in a run of no steps");
    return { ...recording, meanOutputs: this.#read(this.#outputSum).map((sum) => sum / steps) };
  }

  /** Length of a series of currents in the core. Errors: InputError. */
  #checkSeries({ values }: CurrentSeries, rows: number): number {
    const { cells, trials } = this;
    checkNumbers("currents.values", values, undefined, stateRange);
    if (values.length !== rows * cells && values.length !== rows * cells * trials) {
      throw new InputError("currents.values", values, `${rows} rows of ${cells} numbers, or of ${cells} x ${trials}`);
    }
    return rows * cells * this.#padded;
  }

  #fillSeries(block: Block<Precision>, values: ArrayLike<number>): void {
    const { cells, trials } = this;
    const padded = this.#padded;
    const view = block.view;
    const perTrial = values.length * padded === view.length * trials;
    for (let row = 0; row < view.length / padded; row++) {
      const parameters = this.#net.parameters[row % cells]!;
      for (let i = 0; i < padded; i++) {
        const current = perTrial ? values[row * trials + Math.min(i, trials - 1)]! : values[row]!;
        view[row * padded + i] = cellDrive(parameters, this.#unit, current);
      }
    }
  }

  /** The stepper's unit of time, ms. */
  get #unit(): number {
    return this.stepper === "rk4" ? this.dt / 2 : this.dt;
  }

  /** A cell's synapse, in the order of assembly/models/morris-lecar/run-network.ts. */
  #synapseOf(cell: number): number[] {
    const { half, width, opening, closing, saturation, reversal, magnesium } = synapseFields(this.#net.synapses[cell]!);
    const scale = (this.#unit / this.#net.parameters[cell]!.capacitance) * (this.#net.type === "current" ? this.#net.gain : 1);
    return [half, 1 / width, opening * this.dt, closing * this.dt, saturation, reversal, magnesium > 0 ? 1 : 0, scale];
  }

  /** A block of `count` records of `length` numbers, each in all lanes; returns its address. */
  #lanes(arena: Arena, count: number, lanes: number, length: number, of: (i: number) => readonly number[]): number {
    const block = arena.block(this.precision, count * length * lanes);
    const view = block.view;
    for (let i = 0; i < count; i++) {
      const numbers = of(i);
      for (let j = 0; j < length; j++) view.fill(numbers[j]!, (i * length + j) * lanes, (i * length + j + 1) * lanes);
    }
    return block.address;
  }

  #check(field: string, value: unknown): (cell: number, trial: number) => number {
    if (typeof value === "number") {
      const number = checkNumber(field, value, stateRange);
      return () => number;
    }
    const list = checkNumbers(field, value, this.cells * this.trials, stateRange);
    return (cell, trial) => list[cell * this.trials + trial]!;
  }

  /** Fills a block, its padding with copies of the last trial. */
  #fill(block: Block<Precision>, at: (cell: number, trial: number) => number): void {
    const view = block.view;
    for (let i = 0; i < view.length; i++) {
      view[i] = at(Math.floor(i / this.#padded), Math.min(i % this.#padded, this.trials - 1));
    }
  }

  #read(block: Block<Precision>): Float64Array {
    return Float64Array.from(unpadded(block.view, this.trials, this.#padded));
  }
}

interface CheckedOptions extends Omit<Required<NetworkRunOptions>, "threshold"> {
  readonly threshold: number | undefined;
}

/**
 * A network of Morris-Lecar cells with fixed steps, for any number of trials at once. Of the steppers "exponential-euler" has order 1 with exact relaxation of
 * synapses, "strang-midpoint" order 2, "staggered-trapezoid" is the scheme of released code (synapses: before V, as w), "rk4" has order 4. In networks of type "current" the first
 * two of order 1 use T of the step before, 0 at the start. All NMDA synapses share one [Mg]. Errors: InputError, MemoryError.
 */
export function createMorrisLecarNetwork(core: Core, options: MorrisLecarNetworkOptions & NetworkRunOptions): MorrisLecarNetwork {
  const net = describeNetwork(options, ["trials", "dt", "stepper", "precision", "threshold"]);
  const magnesium = new Set(net.synapses.map((synapse) => synapse.magnesium).filter((level) => level > 0));
  if (magnesium.size > 1) throw new InputError("synapses", options, "synapses with the same [Mg], or none");
  return new MorrisLecarNetwork(core, net, {
    trials: checkNumber("trials", options.trials ?? 1, { min: 1, max: 2 ** 20, integer: true }),
    dt: checkNumber("dt", options.dt, { above: 0, max: 1e6, unit: "ms" }),
    stepper: checkOneOf("stepper", options.stepper ?? "exponential-euler", networkSteppers),
    precision: checkOneOf("precision", options.precision ?? "f64", ["f64", "f32"]),
    threshold: options.threshold === undefined ? undefined : checkNumber("threshold", options.threshold, { unit: "mV" }),
  });
}
