import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { CellEnsemble } from "../core/generated/layouts.js";
import { type Block, blockBytes } from "../core/memory.js";
import { atOnce, finish, finishWithBreaks, type RunOptions, runKeys } from "../core/stretches.js";
import { type Struct, structAt } from "../core/struct.js";
import { cellDrive, cellRecord, RECORD_LENGTH, tableSpacing } from "./cell-record.js";
import { type MorrisLecarChoice, type MorrisLecarParameters, morrisLecarParameters } from "./morris-lecar-parameters.js";
import type { PerCell } from "./network-description.js";
import { failureTimes, type SampleMemory, StepRunner } from "./step-runner.js";

/**
 * Steppers of a cell (order): in the order of the core's numbers. "staggered-trapezoid" is the scheme of code released by the first author of
 * arXiv:2311.10869, whose coefficients are frozen; "exponential-euler" buys stability, not accuracy.
 */
export const morrisLecarSteppers = [
  "rk4",
  "euler",
  "heun",
  "backward-euler",
  "staggered-trapezoid",
  "exponential-euler",
  "strang-frozen",
  "strang-midpoint",
  "strang-rosenbrock",
] as const;

export type MorrisLecarStepper = (typeof morrisLecarSteppers)[number];

export interface MorrisLecarEnsembleOptions {
  /** Number of cells, 1 or more. */
  readonly cells: number;
  /** Of all cells, or one entry per cell. Default "snlc". */
  readonly parameters?: MorrisLecarChoice | readonly MorrisLecarChoice[];
  /** I, uA/cm2. */
  readonly current: PerCell;
  /** At time 0: V, mV, and w. Default -20 and 0.1. */
  readonly initial?: { readonly voltage?: PerCell; readonly recovery?: PerCell };
  /** "f64" (default) or "f32". */
  readonly precision?: "f64" | "f32";
  /** Default "rk4". */
  readonly stepper?: MorrisLecarStepper;
  /** Step, ms, > 0. */
  readonly dt: number;
  /** Spikes are upward crossings of this voltage, mV. Left out: they are not counted. */
  readonly threshold?: number;
}

export interface MorrisLecarRunOptions {
  /** Steps from one recorded sample to the next; left out: nothing is recorded. Samples fall on multiples of it since time 0. */
  readonly every?: number;
  /** Whether w is recorded beside V. Default false. */
  readonly recovery?: boolean;
}

export interface MorrisLecarRun {
  /** ms, of each sample. */
  readonly times: Float64Array;
  /** V, mV, samples x cells. */
  readonly voltages: Float64Array | Float32Array;
  /** w, samples x cells, if recorded. */
  readonly recoveries?: Float64Array | Float32Array;
}

const recordKeys = ["every", "recovery"];
const optionKeys = ["cells", "parameters", "current", "initial", "precision", "stepper", "dt", "threshold"];
const MAXIMUM_CELLS = 2 ** 24;

/** N uncoupled Morris-Lecar cells. Made by {@link createMorrisLecarEnsemble}. */
export class MorrisLecarEnsemble {
  readonly cells: number;
  readonly precision: "f64" | "f32";
  readonly stepper: MorrisLecarStepper;
  /** ms */
  readonly dt: number;
  readonly #runner: StepRunner;
  readonly #struct: Struct<typeof CellEnsemble>;
  readonly #parameters: readonly MorrisLecarParameters[];
  readonly #voltage: Block<"f64" | "f32">;
  readonly #recovery: Block<"f64" | "f32">;
  readonly #drive: Block<"f64" | "f32">;
  readonly #counts: Block<"f64" | "f32"> | undefined;
  readonly #failedAt: Block<"f64">;

  /** @internal */
  constructor(core: Core, options: CheckedOptions) {
    const { cells, precision, stepper, dt, parameters, threshold } = options;
    this.cells = cells;
    this.precision = precision;
    this.stepper = stepper;
    this.dt = dt;
    this.#parameters = parameters;
    const lanes = precision === "f64" ? 2 : 4;
    const vectors = Math.ceil(cells / lanes);
    const shared = parameters.length === 1;
    const tabulated = shared && precision === "f64" && stepper === "rk4";
    const records = shared ? 1 : vectors;
    const scratchBytes = core.call((e) => e.cellEnsembleScratchBytes());
    const tableBytes = tabulated ? core.call((e) => e.exponentialTableBytes()) : 0;
    const bytes =
      blockBytes("u8", CellEnsemble.byteLength) +
      blockBytes(precision, vectors * lanes) * (threshold === undefined ? 3 : 4) +
      blockBytes("f64", vectors * lanes) +
      blockBytes(precision, records * RECORD_LENGTH * lanes) +
      blockBytes("u8", scratchBytes) +
      blockBytes("u8", tableBytes);
    const arena = core.arena(bytes, `A Morris-Lecar ensemble of ${cells} cells`);
    this.#struct = structAt(core.memory, CellEnsemble, arena.block("u8", CellEnsemble.byteLength));
    const block = () => arena.block(precision, vectors * lanes);
    this.#voltage = block();
    this.#recovery = block();
    this.#drive = block();
    this.#counts = threshold === undefined ? undefined : block();
    this.#failedAt = arena.block("f64", vectors * lanes);
    this.#failedAt.view.fill(-1);
    const record = arena.block(precision, records * RECORD_LENGTH * lanes);
    this.#fillRecords(record, lanes);
    const scratch = arena.block("u8", scratchBytes);
    let table = 0;
    if (tabulated) {
      const { calciumHalfVoltage, calciumWidth, recoveryHalfVoltage, recoveryWidth } = parameters[0]!;
      table = arena.block("u8", tableBytes).address;
      const spacing = tableSpacing(parameters[0]!);
      core.call((e) =>
        e.fillExponentialTable(table, spacing, calciumHalfVoltage, calciumWidth, recoveryHalfVoltage, recoveryWidth),
      );
    }
    this.#struct.set({
      vectors,
      stepper: morrisLecarSteppers.indexOf(stepper),
      voltage: this.#voltage.address,
      recovery: this.#recovery.address,
      drive: this.#drive.address,
      record: record.address,
      recordBytes: shared ? 0 : RECORD_LENGTH * 16,
      table,
      scratch: scratch.address,
      counts: this.#counts?.address ?? 0,
      threshold: threshold ?? 0,
      failedAt: this.#failedAt.address,
    });
    const { address } = this.#struct;
    this.#runner = new StepRunner({
      core,
      arena,
      what: "ensemble",
      precision,
      dt,
      size: vectors * lanes,
      width: cells,
      padded: vectors * lanes,
      steps: () => this.steps,
      advance: (e, steps) => (precision === "f64" ? e.runMorrisLecarF64(address, steps) : e.runMorrisLecarF32(address, steps)),
    });
    this.setState({ voltage: options.voltage, recovery: options.recovery });
    this.setCurrent(options.current);
  }

  /** ms since the start. */
  get time(): number {
    return this.steps * this.dt;
  }

  /** Steps since the start. */
  get steps(): number {
    return this.#struct.get("steps");
  }

  /** V, mV, one per cell. */
  get voltages(): Float64Array | Float32Array {
    return this.#read(this.#voltage);
  }

  /** w, one per cell. */
  get recoveries(): Float64Array | Float32Array {
    return this.#read(this.#recovery);
  }

  /** Upward crossings of the threshold since the start, one per cell. Errors: InputError without a threshold. */
  get spikeCounts(): Uint32Array {
    if (!this.#counts) throw new InputError("threshold", undefined, "given when the ensemble is made, for spikes to be counted");
    return Uint32Array.from(this.#read(this.#counts));
  }

  /** Cells that ceased to be finite, and the time (ms) of the first step after which they were not. The others are not affected. */
  get failures(): { cell: number; time: number }[] {
    return failureTimes(this.#failedAt.view, this.cells, this.dt).map(({ index, time }) => ({ cell: index, time }));
  }

  /** Sets I (uA/cm2) from now on: one number or one per cell. Errors: InputError. */
  setCurrent(current: PerCell): void {
    this.#runner.refuseIfUnusable();
    const { at } = checkPerCell("current", current, this.cells, { min: -1e9, max: 1e9, unit: "uA/cm2" });
    this.#fill(this.#drive, (cell) =>
      cellDrive(this.#parameters[this.#parameters.length === 1 ? 0 : cell]!, this.#unit, at(cell)),
    );
  }

  /** Sets V (mV) or w or both, as {@link MorrisLecarEnsembleOptions.initial}. Errors: InputError. */
  setState(state: { readonly voltage?: PerCell; readonly recovery?: PerCell }): void {
    this.#runner.refuseIfUnusable();
    checkKeys("state", state, ["voltage", "recovery"]);
    const { voltage, recovery } = state;
    const checkedVoltage = voltage === undefined ? undefined : checkPerCell("voltage", voltage, this.cells, { unit: "mV" });
    const checkedRecovery = recovery === undefined ? undefined : checkPerCell("recovery", recovery, this.cells, {});
    if (checkedVoltage) this.#fill(this.#voltage, checkedVoltage.at);
    if (checkedRecovery) this.#fill(this.#recovery, checkedRecovery.at);
  }

  /**
   * Runs on for `duration` ms, a whole number of steps. The bits do not depend on how a run is cut, or an ensemble split. Errors: InputError.
   * A cell that is no longer finite raises no error: see {@link failures}.
   */
  run(duration: number, options: MorrisLecarRunOptions = {}): MorrisLecarRun {
    checkKeys("options", options, recordKeys);
    return finish(this.#record(duration, options, atOnce));
  }

  /**
   * {@link MorrisLecarEnsemble.run} in stretches of about 30 ms, with a break for the event loop between them; the same bits. Errors: InputError;
   * AbortError between two stretches, with the state kept.
   */
  async runAsync(duration: number, options: MorrisLecarRunOptions & RunOptions = {}): Promise<MorrisLecarRun> {
    checkKeys("options", options, [...recordKeys, ...runKeys]);
    return finishWithBreaks(this.#record(duration, options, options));
  }

  /** Gives the ensemble's memory back. */
  dispose(): void {
    this.#runner.dispose();
  }

  *#record(
    duration: number,
    { every, recovery = false }: MorrisLecarRunOptions,
    control: RunOptions,
  ): Generator<void, MorrisLecarRun> {
    const sampling = {
      every,
      variables: recovery ? 2 : 1,
      begin: (memory: SampleMemory) => {
        const [voltageSamples, recoverySamples = 0] = memory.samples;
        this.#struct.set({ sampleEvery: memory.every, samples: 0, voltageSamples: voltageSamples!, recoverySamples });
      },
    };
    const { times, samples } = yield* this.#runner.run(duration, sampling, control);
    const [voltages, recoveries] = samples;
    return { times, voltages: voltages!, ...(recoveries && { recoveries }) };
  }

  /** The stepper's unit of time, ms. */
  get #unit(): number {
    return this.stepper === "rk4" ? this.dt / 2 : this.dt;
  }

  #fillRecords(record: Block<"f64" | "f32">, lanes: number): void {
    const view = record.view;
    const single = this.precision === "f32";
    const records = view.length / (RECORD_LENGTH * lanes);
    for (let i = 0; i < records; i++) {
      for (let lane = 0; lane < lanes; lane++) {
        const cell = Math.min(i * lanes + lane, this.#parameters.length - 1);
        const values = cellRecord(this.#parameters[cell]!, this.#unit, single);
        for (let j = 0; j < RECORD_LENGTH; j++) view[(i * RECORD_LENGTH + j) * lanes + lane] = values[j]!;
      }
    }
  }

  /** Fills a block, its padding with copies of the last cell. */
  #fill(block: Block<"f64" | "f32">, at: (cell: number) => number): void {
    const view = block.view;
    for (let i = 0; i < view.length; i++) view[i] = at(Math.min(i, this.cells - 1));
  }

  #read(block: Block<"f64" | "f32">): Float64Array | Float32Array {
    return block.view.slice(0, this.cells);
  }
}

interface CheckedOptions {
  readonly cells: number;
  /** One entry: of all cells. */
  readonly parameters: readonly MorrisLecarParameters[];
  readonly current: PerCell;
  readonly voltage: PerCell;
  readonly recovery: PerCell;
  readonly precision: "f64" | "f32";
  readonly stepper: MorrisLecarStepper;
  readonly dt: number;
  readonly threshold: number | undefined;
}

/**
 * An ensemble of uncoupled Morris-Lecar cells, advanced by a fixed step in f64 or f32. Parameters given once are shared, and the Runge-Kutta method
 * of order 4 then takes its exponentials from a table (f64); parameters given per cell as an array are not, and bits differ between the two
 * forms. Errors: InputError, MemoryError.
 */
export function createMorrisLecarEnsemble(core: Core, options: MorrisLecarEnsembleOptions): MorrisLecarEnsemble {
  checkKeys("options", options, optionKeys);
  const cells = checkNumber("cells", options.cells, { min: 1, max: MAXIMUM_CELLS, integer: true });
  const precision = checkOneOf("precision", options.precision ?? "f64", ["f64", "f32"]);
  const stepper = checkOneOf("stepper", options.stepper ?? "rk4", morrisLecarSteppers);
  const dt = checkNumber("dt", options.dt, { above: 0, max: 1e6, unit: "ms" });
  const initial = options.initial ?? {};
  checkKeys("initial", initial, ["voltage", "recovery"]);
  const voltage = initial.voltage ?? -20;
  const recovery = initial.recovery ?? 0.1;
  checkPerCell("initial.voltage", voltage, cells, { unit: "mV" });
  checkPerCell("initial.recovery", recovery, cells, {});
  checkPerCell("current", options.current, cells, { min: -1e9, max: 1e9, unit: "uA/cm2" });
  const threshold = options.threshold === undefined ? undefined : checkNumber("threshold", options.threshold, { unit: "mV" });
  const parameters = checkParameters(options.parameters ?? "snlc", cells);
  return new MorrisLecarEnsemble(core, {
    cells,
    parameters,
    current: options.current,
    voltage,
    recovery,
    precision,
    stepper,
    dt,
    threshold,
  });
}

function checkParameters(parameters: MorrisLecarChoice | readonly MorrisLecarChoice[], cells: number): MorrisLecarParameters[] {
  if (!Array.isArray(parameters)) return [morrisLecarParameters(parameters as MorrisLecarChoice)];
  if (parameters.length !== cells) throw new InputError("parameters", parameters, `one entry, or ${cells} in an array`);
  const own = parameters.map((choice, cell) => morrisLecarParameters(choice as MorrisLecarChoice, `parameters[${cell}]`));
  return own.length === 1 ? [own[0]!, own[0]!] : own; // an array stays one: parameters per cell
}

function checkPerCell(field: string, value: unknown, cells: number, range: Parameters<typeof checkNumber>[2]) {
  if (typeof value === "number") {
    const number = checkNumber(field, value, range);
    return { at: () => number };
  }
  const list = checkNumbers(field, value, cells, range);
  return { at: (cell: number) => list[cell]! };
}
