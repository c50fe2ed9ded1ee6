import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { KernelError } from "../../core/errors.js";
import { Integration as IntegrationLayout, Trajectory } from "../../core/generated/layouts.js";
import { type Arena, blockBytes } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";
import type { Model } from "../../solvers/model.js";
import {
  addStatistics,
  type CheckedContinuous,
  type ContinuousGradient,
  type ContinuousOptions,
  checkContinuous,
  lossOf,
  noStatistics,
} from "./continuous-options.js";
import { ContinuousSession, type Integration, integrationOptions } from "./continuous-session.js";
import type { StateLoss } from "./discrete-gradient.js";

export interface InterpolatingOptions extends ContinuousOptions {
  /** Steps of the run forward whose dense output is kept at a time; what is needed comes again from states kept at this distance. Default 256. */
  readonly stepsKept?: number;
}

export interface InterpolatingGradient extends ContinuousGradient {
  /** Stretches of the run forward that were computed again, one at a time. */
  readonly stretches: number;
}

/**
 * A loss of a model's states at `options.times` and its gradient by the interpolating adjoint: the run forward with dense output y(t), then backward in time
 *
 *     a' = -J(y(t))^T a ,   gradient = int (df/dtheta)^T a dt ,
 *
 * a growing by dloss/dy at each of `times`. The adjoint is a linear problem of as many numbers as the state, solved by any method (an implicit one, with
 * the Jacobian -J^T, where the model is stiff); the integral is Gauss' rule over the steps of both runs. Good to the tolerances, and to those of the dense output.
 *
 * Errors: InputError; SolverError, named "The adjoint of ..." in the run backward; what `loss` throws.
 */
export function differentiateInterpolating(
  core: Core,
  model: Model,
  options: InterpolatingOptions,
  loss: StateLoss,
): InterpolatingGradient {
  const checked = checkContinuous(model, options, ["stepsKept"]);
  const stepsKept = checkNumber("stepsKept", options.stepsKept ?? 256, { min: 1, max: 2 ** 24, integer: true });
  const session = new ContinuousSession(core, model, checked);
  let forwardTrack: Track | undefined;
  let backwardTrack: Track | undefined;
  try {
    const { states, stretches, statistics } = runForward(session, checked, stepsKept);
    const given = lossOf(loss, states);
    const n = model.length;
    const p = session.parameters;
    const stateOptions = integrationOptions(checked, checked.method, checked.stateTolerances);
    const again = session.integration(model.name, n, session.problem, { ...stateOptions, dense: true });
    forwardTrack = new Track(session, again);
    session.system.set({ trajectory: forwardTrack.address });
    const problem = session.gradientProblem((address, system) => core.exports.interpolatingProblem(address, system));
    const tolerances = new Float64Array(n).fill(checked.adjointTolerance);
    const adjointOptions = { ...integrationOptions(checked, checked.adjointMethod, tolerances), dense: true };
    const backward = session.integration(`The adjoint of ${model.name}`, n, problem, adjointOptions);
    backwardTrack = new Track(session, backward);
    const arena = session.arena(blockBytes("f64", Math.max(p, 1)) + blockBytes("f64", n + 1));
    const [gradient, room] = [arena.block("f64", Math.max(p, 1)), arena.block("f64", n + 1)];
    let adjoint = new Float64Array(n);
    let counted = noStatistics;
    for (let k = checked.times.length - 1; k >= 0; k--) {
      for (let i = 0; i < n; i++) adjoint[i]! += given.gradient[k * n + i]!;
      for (const stretch of stretches[k]!.toReversed()) {
        forwardTrack.keep(again.run(stretch.state, stretch.start, stretch.end).steps, true);
        const result = backward.run(adjoint, stretch.end, stretch.start);
        backwardTrack.keep(result.steps, false);
        const inside = core.call((e) =>
          e.adjointQuadrature(session.system.address, backwardTrack!.address, gradient.address, room.address),
        );
        if (!inside) throw outsideDomain(model, stretch.start);
        adjoint = Float64Array.from(result.state);
        counted = addStatistics(counted, result.statistics);
      }
    }
    return {
      loss: given.loss,
      states,
      gradient: gradient.view.slice(0, p),
      initialGradient: adjoint,
      forward: statistics,
      backward: counted,
      stretches: stretches.reduce((sum, { length }) => sum + length, 0),
    };
  } finally {
    forwardTrack?.release();
    backwardTrack?.release();
    session.dispose();
  }
}

function outsideDomain(model: Model, time: number): KernelError {
  const remedy = "Use tighter tolerances.";
  const where = { time, index: 0, value: time, remedy };
  return new KernelError(
    "outside-domain",
    `The dense output of ${model.name} leaves the states for which it is defined after time ${time}.`,
    where,
  );
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  /** y(start). */
  readonly state: Float64Array;
}

/** The states at the output times, and from each to the next what the run is computed again from. */
function runForward(session: ContinuousSession, checked: CheckedContinuous, stepsKept: number) {
  const { model, problem } = session;
  const n = model.length;
  const options = integrationOptions(checked, checked.method, checked.stateTolerances);
  const integration = session.integration(model.name, n, problem, { ...options, record: "steps" });
  const states = new Float64Array(checked.times.length * n);
  const stretches: Stretch[][] = [];
  let statistics = noStatistics;
  let [state, time] = [checked.initial, checked.start];
  for (const [k, end] of checked.times.entries()) {
    const own: Stretch[] = [];
    if (end !== time) {
      const result = integration.run(state, time, end);
      const last = result.times.length - 1; // a record of the start, then one of each step
      for (let i = 0; i < last; i += stepsKept) {
        own.push({
          start: result.times[i]!,
          end: result.times[Math.min(i + stepsKept, last)]!,
          state: result.states.slice(i * n, (i + 1) * n),
        });
      }
      statistics = addStatistics(statistics, result.statistics);
      [state, time] = [Float64Array.from(result.state), end];
    }
    states.set(state, k * n);
    stretches.push(own);
  }
  return { states, stretches, statistics };
}

/** Kept steps of an integration in the core: a Trajectory. */
class Track {
  readonly address: number;
  readonly #core: Core;
  readonly #trajectory: Struct<typeof Trajectory>;
  readonly #recordBytes: number;
  #arena: Arena | undefined;

  constructor(session: ContinuousSession, { method, vectors }: Integration) {
    this.#core = session.core;
    const { length } = session.model;
    const stride = 16 * Math.ceil(length / 2);
    this.#recordBytes = 32 + (1 + vectors) * stride;
    const arena = session.arena(blockBytes("u8", IntegrationLayout.byteLength) + blockBytes("u8", Trajectory.byteLength));
    const run = new Struct(this.#core.memory, IntegrationLayout, arena.block("u8", IntegrationLayout.byteLength).address);
    run.set({ length, stride });
    this.#trajectory = new Struct(this.#core.memory, Trajectory, arena.block("u8", Trajectory.byteLength).address);
    this.address = this.#trajectory.address;
    this.#trajectory.set({ run: run.address, method, recordBytes: this.#recordBytes });
  }

  /** Replaces the steps. `fromEnd`: they are read from the last one on. */
  keep(steps: readonly Uint8Array[], fromEnd: boolean): void {
    const bytes = blockBytes("u8", steps.length * this.#recordBytes);
    if (!this.#arena || this.#arena.region.bytes < bytes) {
      this.release();
      this.#arena = this.#core.arena(Math.ceil(1.5 * bytes), "Kept steps");
    }
    const { address } = this.#arena.region;
    const view = new Uint8Array(this.#core.memory.buffer, address, bytes);
    for (const [i, step] of steps.entries()) view.set(step, i * this.#recordBytes);
    this.#trajectory.set({ records: address, count: steps.length, cursor: fromEnd ? steps.length - 1 : 0 });
  }

  release(): void {
    if (this.#arena) this.#core.heap.release(this.#arena.region);
    this.#arena = undefined;
  }
}
