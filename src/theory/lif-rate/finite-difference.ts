import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { BackwardMoments } from "../../core/generated/layouts.js";
import { blockBytes } from "../../core/memory.js";
import { structAt } from "../../core/struct.js";
import { effectiveOf } from "./effective.js";
import { type ConductanceNeuron, checkNeuron, type InterpretationOption, synapseMoments } from "./neuron.js";
import { diffusionOf, workspaceOf } from "./workspace.js";

export interface FiniteDifferenceOptions extends InterpretationOption {
  /** Number of nodes, 100 to 1e7. Default 40,000. */
  readonly nodes?: number;
}

/** First two moments of the passage time. */
export interface PassageMoments {
  /** nu = 1/(tau_ref + T), Hz. */
  readonly rate: number;
  /** T, ms. */
  readonly meanPassageTime: number;
  /** T2 = <t^2>, ms^2. */
  readonly secondMoment: number;
  /** sqrt(T2 - T^2)/(T + tau_ref). */
  readonly coefficientOfVariation: number;
}

/**
 * An independent check of whiteNoiseRate: finite differences of A T' + B T''/2 = -1 and A T2' + B T2''/2 = -2T between a reflecting
 * end 12 standard deviations below E0 (and below the reset) and the absorbing threshold. Second order in the step: with the
 * default number of nodes about 1e-8 of T, 3e-7 over the barrier of a rate of 0.1 Hz.
 * Errors: InputError for a field out of range, a neuron without noise or one whose T exceeds the range of this solver.
 */
export function finiteDifferenceRate(
  core: Core,
  neuron: ConductanceNeuron,
  options: FiniteDifferenceOptions = {},
): PassageMoments {
  checkKeys("options", options, ["interpretation", "nodes"]);
  checkNeuron(neuron);
  const nodes = checkNumber("options.nodes", options.nodes ?? 40_000, { min: 100, max: 1e7, integer: true });
  const parameters = effectiveOf(neuron, synapseMoments(neuron), options);
  const { E0, tauEffective, E_S, Delta, diffusionAtE0 } = parameters;
  if (!(diffusionAtE0 > 0)) throw new InputError("the noise at equilibrium", diffusionAtE0, "a finite number > 0 (mV^2/ms)");
  const { reset, threshold } = neuron;
  const deviation = Math.sqrt(0.5 * diffusionAtE0 * tauEffective);
  const left = Math.min(E0 - 12 * deviation, reset - 3 * deviation);
  if (Delta === 0 && E_S >= left && E_S <= threshold) {
    throw new InputError("the potential at which the noise vanishes", E_S, `outside the grid from ${left} to ${threshold} mV`);
  }
  const above = Math.max(1, Math.round((nodes * (threshold - reset)) / (threshold - left)));
  const below = Math.max(1, nodes - above);
  const { diffusion } = workspaceOf(core, diffusionOf(parameters));
  const grid = blockBytes("f64", 4 * (above + below));
  const arena = core.arena(grid + blockBytes("u8", BackwardMoments.byteLength), "The finite-difference grid");
  const moments = structAt(core.memory, BackwardMoments, arena.block("u8", BackwardMoments.byteLength));
  try {
    const work = arena.block("f64", 4 * (above + below)).address;
    core.run((e) => e.finiteDifferencePassage(diffusion.address, reset, threshold, below, above, work, moments.address));
    return momentsOf(neuron, moments.get("mean"), moments.get("secondMoment"));
  } finally {
    core.heap.release(arena.region);
  }
}

function momentsOf(
  { threshold, refractoryPeriod }: ConductanceNeuron,
  meanPassageTime: number,
  secondMoment: number,
): PassageMoments {
  const variance = secondMoment - meanPassageTime * meanPassageTime;
  if (!(meanPassageTime > 0 && variance >= 0 && variance < Infinity)) {
    throw new InputError("neuron.threshold", threshold, "within reach: T exceeds what finite differences resolve");
  }
  const coefficientOfVariation = Math.sqrt(variance) / (meanPassageTime + refractoryPeriod);
  return { rate: 1000 / (refractoryPeriod + meanPassageTime), meanPassageTime, secondMoment, coefficientOfVariation };
}
