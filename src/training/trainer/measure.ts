import { checkNumber } from "../../core/check.js";
import type { Batch, GradientRequest, TrainingProblem } from "../problem.js";

/**
 * How many forward runs one gradient takes on this machine: the median of `rounds` (default 5) ratios of their times, taken in turns. For the
 * `cost` of a trainer's group.
 */
export function measureGradientCost(
  problem: TrainingProblem,
  parameters: Float64Array,
  batch: Batch,
  request: GradientRequest | "readout-gradient",
  rounds = 5,
): number {
  checkNumber("rounds", rounds, { min: 1, integer: true });
  const seconds = (work: () => unknown) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const gradient = () =>
    request === "readout-gradient" ? problem.readout!.gradient(parameters, batch) : problem.gradient(parameters, batch, request);
  gradient();
  const ratios = Array.from({ length: rounds }, () => {
    const forward = seconds(() => problem.evaluate(parameters, batch));
    return seconds(gradient) / forward;
  }).sort((a, b) => a - b);
  const middle = (rounds - 1) / 2;
  return (ratios[Math.floor(middle)]! + ratios[Math.ceil(middle)]!) / 2;
}
