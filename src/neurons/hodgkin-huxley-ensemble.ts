import { checkKeys, checkNumber, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { HodgkinHuxleyEnsemble as EnsembleLayout, HodgkinHuxleyCell } from "../core/generated/layouts.js";
import { type Block, blockBytes } from "../core/memory.js";
import { atOnce, finish, finishWithBreaks, type RunOptions, runKeys } from "../core/stretches.js";
import { type Struct, structAt } from "../core/struct.js";
import { type HodgkinHuxleyParameters, hodgkinHuxleyParameters, hodgkinHuxleyRest } from "./hodgkin-huxley.js";
import { type PerCell, perCell } from "./network-description.js";
import { failureTimes, type SampleMemory, StepRunner } from "./step-runner.js";

/** Steppers, in the order of the core's numbers; orders 4, 1, 2. */
export const hodgkinHuxleySteppers = ["rk4", "exponential-euler", "strang"] as const;
export type HodgkinHuxleyStepper = (typeof hodgkinHuxleySteppers)[number];

export interface HodgkinHuxleyEnsembleOptions {
  /** Number of cells, 1 or more. */
  readonly cells: number;
  /** Of all cells; default: the squid axon's. */
  readonly parameters?: Partial<HodgkinHuxleyParameters>;
  /** I, uA/cm2. */
  readonly current: PerCell;
  /** V, mV, and gates at time 0; default near rest. */
  readonly initial?: { readonly voltage?: PerCell; readonly m?: PerCell; readonly h?: PerCell; readonly n?: PerCell };
  /** "f64" (default) or "f32". */
  readonly precision?: "f64" | "f32";
  /** Default "rk4". */
  readonly stepper?: HodgkinHuxleyStepper;
  /** Step, ms, > 0. */
  readonly dt: number;
  /** Spikes are upward crossings of this voltage, mV; default 0. */
  readonly threshold?: number;
}

export interface HodgkinHuxleyRunOptions {
  /** Steps from one recorded sample to the next; left out: nothing is recorded. Samples fall on multiples of it since time 0. */
  readonly every?: number;
}

export interface HodgkinHuxleyRun {
  /** ms, of each sample. */
  readonly times: Float64Array;
  /** V, mV, samples x cells. */
  readonly voltages: Float64Array;
}

type Precision = "f64" | "f32";
const parts = ["voltage", "m", "h", "n"] as const;

/** N uncoupled Hodgkin-Huxley cells. Made by {@link createHodgkinHuxleyEnsemble}. */
export class HodgkinHuxleyEnsemble {
  readonly cells: number;
  readonly dt: number;
  readonly precision: Precision;
  readonly stepper: HodgkinHuxleyStepper;
  readonly #runner: StepRunner;
  readonly #struct: Struct<typeof EnsembleLayout>;
  readonly #padded: number;
  readonly #state: Block<Precision>;
  readonly #counts: Block<Precision>;
  readonly #failedAt: Block<"f64">;

  /** @internal */
  constructor(core: Core, checked: Checked) {
    const { cells, precision, stepper, dt, parameters, threshold } = checked;
    this.cells = cells;
    this.dt = dt;
    this.precision = precision;
    this.stepper = stepper;
    const lanes = precision === "f64" ? 2 : 4;
    const vectors = Math.ceil(cells / lanes);
    const padded = vectors * lanes;
    this.#padded = padded;
    const bytes =
      blockBytes("u8", EnsembleLayout.byteLength) +
      blockBytes("u8", HodgkinHuxleyCell.byteLength) +
      blockBytes(precision, 4 * padded) +
      2 * blockBytes(precision, padded) +
      blockBytes("f64", padded);
    const arena = core.arena(bytes, `A Hodgkin-Huxley ensemble of ${cells} cells`);
    this.#struct = structAt(core.memory, EnsembleLayout, arena.block("u8", EnsembleLayout.byteLength));
    const cell = structAt(core.memory, HodgkinHuxleyCell, arena.block("u8", HodgkinHuxleyCell.byteLength));
    cell.set({ ...parameters });
    this.#state = arena.block(precision, 4 * padded);
    const current = arena.block(precision, padded);
    this.#counts = arena.block(precision, padded);
    this.#failedAt = arena.block("f64", padded);
    this.#failedAt.view.fill(-1);
    // padding: copies of the last cell
    const pad = (list: Float64Array) => Float64Array.from({ length: padded }, (_, i) => list[Math.min(i, cells - 1)]!);
    current.view.set(pad(checked.current));
    for (const [i, part] of checked.initial.entries()) this.#state.view.set(pad(part), i * padded);
    this.#struct.set({ vectors, stepper: hodgkinHuxleySteppers.indexOf(stepper), cell: cell.address, dt, threshold });
    this.#struct.set({ state: this.#state.address, current: current.address, counts: this.#counts.address });
    this.#struct.set({ failedAt: this.#failedAt.address });
    const { address } = this.#struct;
    this.#runner = new StepRunner({
      core,
      arena,
      what: "ensemble",
      precision,
      dt,
      size: padded,
      width: cells,
      padded,
      steps: () => this.steps,
      advance: (e, steps) =>
        precision === "f64" ? e.runHodgkinHuxleyF64(address, steps) : e.runHodgkinHuxleyF32(address, steps),
    });
  }

  /** ms since the start. */
  get time(): number {
    return this.steps * this.dt;
  }

  /** Steps since the start. */
  get steps(): number {
    return this.#struct.get("steps");
  }

  /** V, mV, or a gate: one number per cell. */
  read(part: (typeof parts)[number]): Float64Array | Float32Array {
    const first = parts.indexOf(checkOneOf("part", part, parts)) * this.#padded;
    return this.#state.view.slice(first, first + this.cells);
  }

  /** Upward crossings of the threshold since the start, one number per cell. */
  get spikeCounts(): Uint32Array {
    return Uint32Array.from(this.#counts.view.subarray(0, this.cells));
  }

  /** Cells whose V ceased to be finite, and the time (ms) of the first step after which it was not. The others are not affected. */
  get failures(): { cell: number; time: number }[] {
    return failureTimes(this.#failedAt.view, this.cells, this.dt).map(({ index, time }) => ({ cell: index, time }));
  }

  /**
   * Runs on for `duration` ms, a whole number of steps; with `every`, V (samples x cells) is recorded whenever that many steps have passed since the
   * start. The bits do not depend on how a run is cut or the ensemble split. Errors: InputError.
   */
  run(duration: number, options: HodgkinHuxleyRunOptions = {}): HodgkinHuxleyRun {
    checkKeys("options", options, ["every"]);
    return finish(this.#record(duration, options, atOnce));
  }

  /**
   * {@link HodgkinHuxleyEnsemble.run} in stretches of about 30 ms, with a break for the event loop between them; the same bits. Errors: InputError;
   * AbortError between two stretches, with the state kept.
   */
  async runAsync(duration: number, options: HodgkinHuxleyRunOptions & RunOptions = {}): Promise<HodgkinHuxleyRun> {
    checkKeys("options", options, ["every", ...runKeys]);
    return finishWithBreaks(this.#record(duration, options, options));
  }

  /** Gives the ensemble's memory back. */
  dispose(): void {
    this.#runner.dispose();
  }

  *#record(duration: number, { every }: HodgkinHuxleyRunOptions, control: RunOptions): Generator<void, HodgkinHuxleyRun> {
    const sampling = {
      every,
      variables: 1,
      begin: (memory: SampleMemory) => {
        this.#struct.set({ samples: memory.samples[0]!, sampleEvery: memory.every, sampled: 0 });
      },
    };
    const { times, samples } = yield* this.#runner.run(duration, sampling, control);
    return { times, voltages: Float64Array.from(samples[0]!) };
  }
}

interface Checked {
  readonly cells: number;
  readonly parameters: HodgkinHuxleyParameters;
  readonly current: Float64Array;
  /** V, m, h, n. */
  readonly initial: readonly Float64Array[];
  readonly precision: Precision;
  readonly stepper: HodgkinHuxleyStepper;
  readonly dt: number;
  readonly threshold: number;
}

/**
 * An ensemble of uncoupled Hodgkin-Huxley cells with the same parameters, advanced by a fixed step. "exponential-euler" has order 1, "strang" order
 * 2, "rk4" order 4. Errors: InputError, MemoryError.
 */
export function createHodgkinHuxleyEnsemble(core: Core, options: HodgkinHuxleyEnsembleOptions): HodgkinHuxleyEnsemble {
  const keys = ["cells", "parameters", "current", "initial", "precision", "stepper", "dt", "threshold"];
  checkKeys("options", options, keys);
  const cells = checkNumber("cells", options.cells, { min: 1, max: 2 ** 24, integer: true });
  const { initial = {} } = options;
  checkKeys("initial", initial, parts);
  return new HodgkinHuxleyEnsemble(core, {
    cells,
    parameters: hodgkinHuxleyParameters(options.parameters),
    current: perCell("current", options.current, cells),
    initial: parts.map((part, i) => perCell(`initial.${part}`, initial[part] ?? hodgkinHuxleyRest[i]!, cells)),
    precision: checkOneOf("precision", options.precision ?? "f64", ["f64", "f32"]),
    stepper: checkOneOf("stepper", options.stepper ?? "rk4", hodgkinHuxleySteppers),
    dt: checkNumber("dt", options.dt, { above: 0, max: 1e6, unit: "ms" }),
    threshold: checkNumber("threshold", options.threshold ?? 0, { unit: "mV" }),
  });
}
