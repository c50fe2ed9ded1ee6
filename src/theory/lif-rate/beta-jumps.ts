import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { BetaJumps } from "../../core/generated/layouts.js";
import { blockBytes } from "../../core/memory.js";
import { structAt } from "../../core/struct.js";

/** Events of vanishing duration and random size: V -> V + (E - V) beta, beta ~ Beta(1, b). */
export interface BetaEvents {
  /** Reversal potential E, mV. */
  readonly reversal: number;
  /** Total rate, per ms. */
  readonly rate: number;
  /** Mean jump from rest, mV, of the sign of E - E_L: b = (E - E_L)/meanJump - 1. */
  readonly meanJump: number;
}

/** A leaky integrate-and-fire neuron driven by {@link BetaEvents}; tau dV/dt = E_L - V between events. */
export interface BetaJumpNeuron {
  /** tau, ms. */
  readonly membraneTimeConstant: number;
  /** E_L, mV. */
  readonly leakReversal: number;
  /** theta, mV, above E_L. */
  readonly threshold: number;
  /** V_r, mV, other than E_L. */
  readonly reset: number;
  /** tau_ref, ms. */
  readonly refractoryPeriod: number;
  readonly excitation: BetaEvents;
  /** Default none. */
  readonly inhibition?: BetaEvents;
}

const eventFields = ["reversal", "rate", "meanJump"];

/**
 * Exact firing rate, Hz, of a neuron with delta conductances of Beta-distributed amplitude, by threshold integration (Richardson,
 * Phys Rev E 109:024407, 2024). Unlike the diffusion theories it counts the overshoot of finite jumps.
 * Errors: InputError for a field out of range; the rate of all events must exceed 1/tau (below it the density diverges at rest),
 * and the reset must differ from E_L (there it would carry an atom).
 */
export function betaJumpRate(core: Core, neuron: BetaJumpNeuron): number {
  const fields = ["membraneTimeConstant", "leakReversal", "threshold", "reset", "refractoryPeriod", "excitation", "inhibition"];
  checkKeys("neuron", neuron, fields);
  const tau = checkNumber("neuron.membraneTimeConstant", neuron.membraneTimeConstant, { above: 0, unit: "ms" });
  const rest = checkNumber("neuron.leakReversal", neuron.leakReversal, { unit: "mV" });
  const excitation = checkEvents("neuron.excitation", neuron.excitation, rest);
  const inhibition = neuron.inhibition
    ? checkEvents("neuron.inhibition", neuron.inhibition, rest)
    : { reversal: rest, rate: 0, shape: 0 };
  if (!(excitation.reversal > rest)) {
    throw new InputError("neuron.excitation.reversal", excitation.reversal, `> ${rest} (mV), the leak reversal`);
  }
  if (inhibition.rate > 0 && !(inhibition.reversal < rest)) {
    throw new InputError("neuron.inhibition.reversal", inhibition.reversal, `< ${rest} (mV), the leak reversal`);
  }
  const threshold = checkNumber("neuron.threshold", neuron.threshold, { above: rest, below: excitation.reversal, unit: "mV" });
  const lowest = inhibition.rate > 0 ? inhibition.reversal : rest;
  const reset = checkNumber("neuron.reset", neuron.reset, { above: lowest, below: threshold, unit: "mV" });
  if (Math.abs(reset - rest) < 1e-6 * (threshold - rest)) {
    throw new InputError(
      "neuron.reset",
      reset,
      `other than ${rest} (mV), the leak reversal, by 1e-6 of the way to the threshold`,
    );
  }
  const refractoryPeriod = checkNumber("neuron.refractoryPeriod", neuron.refractoryPeriod, { min: 0, unit: "ms" });
  checkNumber("neuron.excitation.rate", excitation.rate, { above: 0, unit: "per ms" });
  checkNumber("the rate of all events", excitation.rate + inhibition.rate, { above: 1 / tau, unit: "per ms" });

  const arena = core.arena(blockBytes("u8", BetaJumps.byteLength), "Threshold integration");
  try {
    const process = structAt(core.memory, BetaJumps, arena.block("u8", BetaJumps.byteLength));
    process.set({
      timeConstant: tau,
      threshold: threshold - rest,
      reset: reset - rest,
      excitatoryReversal: excitation.reversal - rest,
      excitatoryRate: excitation.rate,
      excitatoryShape: excitation.shape,
      inhibitoryReversal: inhibition.reversal - rest,
      inhibitoryRate: inhibition.rate,
      inhibitoryShape: inhibition.shape,
    });
    core.call((e) => e.betaJumpMass(process.address));
    return 1000 / (refractoryPeriod + process.get("mass"));
  } finally {
    core.heap.release(arena.region);
  }
}

/** b = (E - E_L)/meanJump - 1 > 0 from checked fields. */
function checkEvents(field: string, events: BetaEvents, rest: number): { reversal: number; rate: number; shape: number } {
  checkKeys(field, events, eventFields);
  const reversal = checkNumber(`${field}.reversal`, events.reversal, { unit: "mV" });
  const rate = checkNumber(`${field}.rate`, events.rate, { min: 0, unit: "per ms" });
  const meanJump = checkNumber(`${field}.meanJump`, events.meanJump, { unit: "mV" });
  const shape = (reversal - rest) / meanJump - 1;
  if (!(shape > 0 && shape < Infinity)) {
    throw new InputError(
      `${field}.meanJump`,
      meanJump,
      `between 0 and ${reversal - rest} (mV), the distance from leak to reversal`,
    );
  }
  return { reversal, rate, shape };
}
