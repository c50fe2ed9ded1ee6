import { checkKeys, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { blockBytes } from "../../core/memory.js";
import { effectiveOf } from "./effective.js";
import { type ConductanceNeuron, checkNeuron, type InterpretationOption, synapseMoments } from "./neuron.js";
import { type ShiftOptions, shiftedBounds, shiftsOf } from "./shifted.js";
import { passageRate } from "./white-noise.js";
import { type DiffusionFields, diffusionOf, workspaceOf } from "./workspace.js";

export interface DensityOptions extends InterpretationOption, ShiftOptions {
  /** Between shifted bounds (see boundaryShifts) instead of threshold and reset. Default false. */
  readonly shifted?: boolean;
}

/**
 * Stationary density of the firing neuron's voltage outside the refractory period, 1/mV, at each of `voltages` (mV):
 *
 *     P(V) = nu (2 phi(V)/B(V)) int_{max(V, V_r)}^{theta} dy/phi(y),   int P dV + nu tau_ref = 1
 *
 * Errors: those of whiteNoiseRate (and boundaryShifts), and InputError for voltages that are not finite or a neuron without noise.
 */
export function stationaryDensity(
  core: Core,
  neuron: ConductanceNeuron,
  voltages: Float64Array | readonly number[],
  options: DensityOptions = {},
): Float64Array {
  checkKeys("options", options, ["interpretation", "shifted", "withMemory"]);
  const shifted = options.shifted ?? false;
  if (typeof shifted !== "boolean") throw new InputError("options.shifted", shifted, "true or false");
  checkNeuron(neuron);
  const synapses = synapseMoments(neuron);
  const parameters = effectiveOf(neuron, synapses, options);
  refuseWithoutNoise(parameters.diffusionAtE0);
  const bounds = shifted ? shiftedBounds(neuron, shiftsOf(core, neuron, synapses, options.withMemory)) : neuron;
  passageRate(core, parameters, bounds, neuron.refractoryPeriod);
  const { reset, threshold } = bounds;
  return evaluate(core, diffusionOf(parameters, bounds), voltages, (diffusion, passageTime, input, count, output) => {
    const tau = neuron.refractoryPeriod;
    core.call((e) => e.firingDensity(diffusion, reset, threshold, tau, passageTime, input, count, output));
  });
}

/**
 * Density of the voltage without threshold, 1/mV, at each of `voltages` (mV): Pearson type IV (one noisy synapse type: inverse
 * gamma; current noise alone: normal), P(V) proportional to phi(V)/B(V).
 * Errors: InputError for a field out of range, voltages that are not finite, or a neuron without noise.
 */
export function freeDensity(
  core: Core,
  neuron: ConductanceNeuron,
  voltages: Float64Array | readonly number[],
  options: InterpretationOption = {},
): Float64Array {
  checkKeys("options", options, ["interpretation"]);
  checkNeuron(neuron);
  const parameters = effectiveOf(neuron, synapseMoments(neuron), options);
  refuseWithoutNoise(parameters.diffusionAtE0);
  return evaluate(core, diffusionOf(parameters), voltages, (diffusion, _passageTime, input, count, output) => {
    core.call((e) => e.freeDensity(diffusion, input, count, output));
  });
}

function refuseWithoutNoise(noise: number): void {
  if (!(noise > 0))
    throw new InputError("the noise at equilibrium", noise, "a finite number > 0 (mV^2/ms): the density is a point mass");
}

/** Runs a kernel over `voltages` in the core's memory. */
function evaluate(
  core: Core,
  fields: DiffusionFields,
  voltages: Float64Array | readonly number[],
  kernel: (diffusion: number, passageTime: number, input: number, count: number, output: number) => void,
): Float64Array {
  checkNumbers("voltages", voltages, undefined, { unit: "mV" });
  const count = voltages.length;
  const { diffusion, passageTime } = workspaceOf(core, fields);
  const arena = core.arena(2 * blockBytes("f64", count), "A density");
  try {
    const input = arena.block("f64", count);
    const output = arena.block("f64", count);
    input.view.set(voltages);
    kernel(diffusion.address, passageTime.address, input.address, count, output.address);
    return output.view.slice();
  } finally {
    core.heap.release(arena.region);
  }
}
