import type { Core } from "../../core/core.js";
import { KernelError } from "../../core/errors.js";
import type { Workspace } from "./workspace.js";

/** Prediction of a stationary firing rate. */
export interface FiringRate {
  /** nu = 1/(tau_ref + T), Hz. */
  readonly rate: number;
  /** Mean first passage time T from reset to threshold, ms. Infinite beyond 1.8e308: see `logMeanPassageTime`. */
  readonly meanPassageTime: number;
  /** ln(T/ms): finite for any barrier. */
  readonly logMeanPassageTime: number;
  /** Standard deviation over mean of the interspike interval. */
  readonly coefficientOfVariation: number;
}

/** The rate that belongs to the passage time in the workspace. */
export function firingRate(workspace: Workspace, refractoryPeriod: number, relativeDeviation: number): FiringRate {
  const meanPassageTime = workspace.passageTime.get("mean");
  const logMeanPassageTime = workspace.passageTime.get("logarithm");
  if (Number.isNaN(logMeanPassageTime) || Number.isNaN(relativeDeviation)) {
    throw new KernelError("not-finite", "The mean passage time is not a number.", {
      time: 0,
      index: 0,
      value: Number.NaN,
      remedy: "Noise and drift of this neuron are too many orders of magnitude apart.",
    });
  }
  const share = meanPassageTime === Infinity ? 1 : meanPassageTime / (refractoryPeriod + meanPassageTime);
  return {
    rate: 1000 / (refractoryPeriod + meanPassageTime),
    meanPassageTime,
    logMeanPassageTime,
    coefficientOfVariation: relativeDeviation * share,
  };
}

/** Standard deviation of the passage time over its mean, for the diffusion in the workspace. */
export function relativeDeviation(core: Core, workspace: Workspace, reset: number, threshold: number): number {
  const { diffusion, passageTime } = workspace;
  core.run(
    (e) => e.passageMoments(diffusion.address, reset, threshold, passageTime.address),
    () => "The collocation of the passage time",
  );
  return passageTime.get("relativeDeviation");
}
