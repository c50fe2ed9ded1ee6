import {
  type Core,
  directConvergenceTime,
  directNoiseFloor,
  directOvershootStart,
  directStepLimit,
  gainRates,
  interneuronConvergenceTime,
  interneuronNoiseFloor,
  interneuronOvershootStart,
  interneuronStepLimit,
  KernelError,
  mercedesBenzFrame,
  whitenedCovariance,
  whiteningError,
} from "microcircuit";
import { covarianceOf } from "./contexts.js";
import type { LaneKey } from "./frame.js";
import { effectiveOf, flowOf, type Lane } from "./lanes.js";
import type { Settings } from "./settings.js";

/** What the theory says about a lane's race. */
export interface Prediction {
  /** Samples to the finish; Infinity where it is not reached. */
  readonly samples: number;
  /** Where that comes from. */
  readonly source: "closed form" | "flow";
  /** Its error after the samples of the common grid; shorter where it has long been flat. */
  readonly errors: Float64Array;
  /** C_yy then: three numbers (a, b, d) for each. */
  readonly outputs: Float64Array;
  /** Root mean square of ||C_yy - I||_F that the noise of samples leaves; the operator norm is between that over sqrt 2 and that. NaN: no formula. */
  readonly noise: number;
  /** Learning rate up to which expected steps settle at the white state. */
  readonly stepLimit: number;
  /** Start sigma below which the first samples overshoot, which the flow knows nothing of. NaN: no formula. */
  readonly overshootStart: number;
}

export interface Predictions {
  /** Samples since the switch. */
  readonly grid: Float64Array;
  /** In the order of the lanes. */
  readonly lanes: readonly Prediction[];
}

/** Points of a predicted curve. */
const POINTS = 200;

/** c: standard deviations of the input along its axes. */
export const deviationsOf = ({ smallest, largest }: Settings): Float64Array =>
  Float64Array.of(Math.sqrt(smallest), Math.sqrt(largest));

/** From where the lanes stand, for the input as it is. `sigma`: all of them stand at A = sigma I. */
export function predict(core: Core, lanes: readonly Lane[], settings: Settings, sigma: number | undefined): Predictions {
  const covariance = covarianceOf(core, settings);
  const times = lanes.map((lane) => finishTime(core, lane, covariance, settings, sigma));
  const toSamples = lanes.map(({ key }) => settings.batch / settings[key]);
  const last = times.reduce((most, { time }, l) => (time < Infinity ? Math.max(most, time * toSamples[l]!) : most), 0);
  // Where nobody has far to go, there is something to be seen all the same.
  const end = Math.max(1.3 * last, ...toSamples);
  // Denser towards the start, where the fast ones are done when the slow ones have hardly begun
  const grid = Float64Array.from({ length: POINTS }, (_, i) => end * (i / (POINTS - 1)) ** 3);
  return {
    grid,
    lanes: lanes.map((lane, l) => ({
      samples: times[l]!.time * toSamples[l]!,
      source: times[l]!.source,
      ...curve(core, lane, covariance, grid, toSamples[l]!, 4 * times[l]!.time + 8),
      noise: noiseOf(lane.key, settings),
      stepLimit: stepLimitOf(core, lane.key, covariance, settings),
      overshootStart: overshootStartOf(core, lane.key, settings),
    })),
  };
}

/** Time from sigma I for the largest of starts sigma, in units of 1/eta: the law that the paper is about. */
export function law(
  core: Core,
  starts: ArrayLike<number>,
  settings: Settings,
): { direct: Float64Array; interneurons: Float64Array } {
  const c = deviationsOf(settings);
  const options = { tolerance: settings.finish, metric: "whitening" } as const;
  const each = (time: typeof directConvergenceTime) => Float64Array.from(starts, (start) => time(core, c, start, options));
  return { direct: each(directConvergenceTime), interneurons: each(interneuronConvergenceTime) };
}

function finishTime(
  core: Core,
  { key, weights, effective }: Lane,
  covariance: Float64Array,
  settings: Settings,
  sigma: number | undefined,
): { readonly time: number; readonly source: Prediction["source"] } {
  if (sigma !== undefined && key !== "gains") {
    return { time: law(core, [sigma], settings)[key][0]!, source: "closed form" };
  }
  // Longer than anyone needs: a large weight is unlearnt at the speed 1, and late rates are at least 2/c_max, or, by gains, a small part of it.
  const until = 2 * (effective[0]! + effective[3]!) + 400 * Math.sqrt(settings.largest) + 400;
  const event = { metric: "operator", below: settings.finish } as const;
  try {
    return { time: flowOf(core, key, weights, { covariance, until, event }).eventTime ?? Infinity, source: "flow" };
  } catch (error) {
    if (error instanceof KernelError) return { time: Infinity, source: "flow" };
    throw error;
  }
}

/** Error and outputs along the flow, up to `longest` in units of 1/eta. */
function curve(
  core: Core,
  { key, weights }: Lane,
  covariance: Float64Array,
  grid: Float64Array,
  toSamples: number,
  longest: number,
): Pick<Prediction, "errors" | "outputs"> {
  const times = grid.map((samples) => samples / toSamples).filter((time) => time <= longest);
  const errors = new Float64Array(times.length);
  const outputs = new Float64Array(3 * times.length);
  try {
    const { states } = flowOf(core, key, weights, { covariance, times });
    for (const [i, state] of states.entries()) {
      const effective = effectiveOf(core, key, state);
      errors[i] = whiteningError(core, effective, covariance, 2, "operator");
      const output = whitenedCovariance(core, effective, covariance, 2);
      outputs[3 * i] = output[0]!;
      outputs[3 * i + 1] = output[1]!;
      outputs[3 * i + 2] = output[3]!;
    }
    return { errors, outputs };
  } catch (error) {
    if (error instanceof KernelError) return { errors: new Float64Array(0), outputs: new Float64Array(0) };
    throw error;
  }
}

function noiseOf(key: LaneKey, settings: Settings): number {
  if (key === "gains") return Number.NaN;
  const floor = key === "direct" ? directNoiseFloor : interneuronNoiseFloor;
  return Math.sqrt(floor(deviationsOf(settings), settings[key], { batch: settings.batch }));
}

function stepLimitOf(core: Core, key: LaneKey, covariance: Float64Array, settings: Settings): number {
  if (key === "gains") return gainRates(core, { frame: mercedesBenzFrame(), covariance }).stableLearningRate;
  const c = deviationsOf(settings);
  return key === "direct" ? directStepLimit(c) : interneuronStepLimit(c);
}

/** Of the strongest direction, which overshoots first. */
function overshootStartOf(core: Core, key: LaneKey, settings: Settings): number {
  if (key === "gains") return Number.NaN;
  const c = Math.sqrt(settings.largest);
  return key === "direct" ? directOvershootStart(c, settings.direct) : interneuronOvershootStart(core, c, settings.interneurons);
}
