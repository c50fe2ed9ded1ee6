import { type Core, createMorrisLecarEnsemble, type MorrisLecarEnsemble, type MorrisLecarParameters } from "microcircuit";
import { type MorrisLecarField, morrisLecarField } from "microcircuit/analysis";
import { type Plane, planeAt, type Window } from "./plane.js";

/** ms. The Runge-Kutta method of order 4 errs by 1e-10 mV in 50 ms, the exponential one of order 2 by 1e-4 (docs/neurons.md). */
export const STEP = 0.05;

/** Rate of w times the step up to which the Runge-Kutta method is used; it is stable up to 2.78. */
const LARGEST_RATE = 1;

/** Firing is V rising through this, mV. */
const THRESHOLD = 0;

export interface MotionRequest {
  /** ms of model time. */
  readonly duration: number;
  /** uA/cm2 */
  readonly current: number;
  /** Steps from one state that is shown to the next. */
  readonly every: number;
  /** V (mV) and w from which to go on; left out: where the cell is. */
  readonly state?: readonly [number, number];
  /** Asks for the phase plane as well. */
  readonly window?: Window;
}

export interface MotionReply {
  /** ms since the start. */
  readonly time: number;
  /** V (mV) and w now. */
  readonly voltage: number;
  readonly recovery: number;
  /** States on the way: times (ms), V and w. */
  readonly times: Float64Array;
  readonly voltages: Float64Array;
  readonly recoveries: Float64Array;
  /** ms, of each spike. */
  readonly spikes: Float64Array;
  readonly plane: Plane | undefined;
}

/** One cell in motion, and the plane it moves in. */
export class Motion {
  readonly #core: Core;
  #field!: MorrisLecarField;
  #parameters!: MorrisLecarParameters;
  #cell!: MorrisLecarEnsemble;
  #current = 0;
  #steps = 0;
  /** Of a step, left over from the last request. */
  #rest = 0;

  constructor(core: Core, parameters: MorrisLecarParameters, state: readonly [number, number]) {
    this.#core = core;
    this.#make(parameters, state);
  }

  /** The cell goes on, from where it is, with other parameters. */
  configure(parameters: MorrisLecarParameters): void {
    const state = [this.#cell.voltages[0]!, this.#cell.recoveries[0]!] as const;
    this.#cell.dispose();
    this.#make(parameters, state);
  }

  /** Runs on. Errors: if the cell's state ceases to be finite. */
  step({ duration, current, every, state, window }: MotionRequest): MotionReply {
    if (current !== this.#current) {
      this.#current = current;
      this.#cell.setCurrent(current);
    }
    if (state) this.#cell.setState({ voltage: state[0], recovery: state[1] });
    const asked = duration / STEP + this.#rest;
    const steps = Math.floor(asked);
    this.#rest = asked - steps;
    const before = this.#cell.voltages[0]!;
    const moved = this.#run(steps, every, before);
    const [voltage, recovery] = [this.#cell.voltages[0]!, this.#cell.recoveries[0]!];
    if (!Number.isFinite(voltage) || !Number.isFinite(recovery)) {
      throw new Error(
        `The cell ran away ${(this.#steps * STEP).toFixed(1)} ms after its start: its state is no longer finite. Choose other parameters and start anew.`,
      );
    }
    const plane = window && planeAt(this.#core, this.#field, current, window);
    return { time: this.#steps * STEP, voltage, recovery, ...moved, plane };
  }

  #make(parameters: MorrisLecarParameters, [voltage, recovery]: readonly [number, number]): void {
    this.#parameters = parameters;
    this.#field = morrisLecarField(this.#core, this.#parameters);
    this.#cell = createMorrisLecarEnsemble(this.#core, {
      cells: 1,
      parameters: this.#parameters,
      current: this.#current,
      initial: { voltage, recovery },
      dt: STEP,
      stepper: this.#fastest() * STEP < LARGEST_RATE ? "rk4" : "strang-midpoint",
    });
  }

  /** Largest rate of w between the reversal potentials: phi cosh((V - V3) / (2 V4)), 1/ms. */
  #fastest(): number {
    const { recoveryRate, recoveryHalfVoltage, recoveryWidth } = this.#parameters;
    const at = (V: number) => recoveryRate * this.#core.exports.cosh((V - recoveryHalfVoltage) / (2 * recoveryWidth));
    return Math.max(...this.#field.voltages.map(at));
  }

  #run(steps: number, every: number, before: number) {
    if (steps === 0) {
      const none = () => new Float64Array(0);
      return { times: none(), voltages: none(), recoveries: none(), spikes: none() };
    }
    const run = this.#cell.run(steps * STEP, { every: 1, recovery: true });
    const { voltages: V, recoveries: w } = run;
    const first = every - (this.#steps % every) - 1; // shown are multiples of `every` since the start
    const count = Math.max(0, Math.ceil((steps - first) / every));
    const [times, voltages, recoveries] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
    for (let i = 0; i < count; i++) {
      const at = first + i * every;
      times[i] = (this.#steps + at + 1) * STEP;
      voltages[i] = V[at]!;
      recoveries[i] = w![at]!;
    }
    const spikes: number[] = [];
    for (let i = 0; i < steps; i++) {
      const [last, next] = [i === 0 ? before : V[i - 1]!, V[i]!];
      if (last < THRESHOLD && next >= THRESHOLD) spikes.push((this.#steps + i + (THRESHOLD - last) / (next - last)) * STEP);
    }
    this.#steps += steps;
    return { times, voltages, recoveries, spikes: Float64Array.from(spikes) };
  }
}
