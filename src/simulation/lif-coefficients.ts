import type { LifDescription, SynapseOptions } from "./lif-options.js";
import { mapParameters, type NeuronParameter } from "./parameters.js";

// Coefficients of one step of length h (ms). assembly/models/lif/lif.ts defines slope and push, assembly/models/lif/synapses.ts
// has the equations of the synapses.

type Method = LifDescription["method"];

/** exp and expm1 of the core: the same bits everywhere. */
export interface CoreFunctions {
  exp(x: number): number;
  expm1(x: number): number;
}

/** Slope and push of a neuron with its Ornstein-Uhlenbeck conductances at their means and all others closed. */
export function membraneCoefficients(d: LifDescription, h: number): { slope: NeuronParameter; push: NeuronParameter } {
  const means = [...d.synapses.values()].flatMap((s) => (s.type === "ornstein-uhlenbeck" ? [s.mean, s.reversal] : []));
  const sum = (values: number[], term: (mean: number, reversal: number) => number) => {
    let total = 0;
    for (let i = 0; i < values.length; i += 2) total += term(values[i] as number, values[i + 1] as number);
    return total;
  };
  return {
    slope: mapParameters(
      (tauL, ...values) => (-h / (tauL as number)) * (1 + sum(values, (mean) => mean)),
      d.membraneTimeConstant,
      ...means,
    ),
    push: mapParameters(
      (tauL, leak, current, ...values) =>
        (h / (tauL as number)) * ((leak as number) + (current as number) + sum(values, (mean, reversal) => mean * reversal)),
      d.membraneTimeConstant,
      d.leakReversal,
      d.current,
      ...means,
    ),
  };
}

/** Fields of a LifSynapse struct by name. */
export function synapseCoefficients(
  core: CoreFunctions,
  synapse: SynapseOptions,
  membraneTimeConstant: NeuronParameter,
  h: number,
  method: Method,
): Record<string, NeuronParameter> {
  const each = (transform: (tau: number) => number) => mapParameters((tau) => transform(tau as number), synapse.timeConstant);
  /** Slope and push for a unit of conductance whose mean over the step is `mean(tau)`. */
  const slope = (mean: (tau: number) => number) =>
    mapParameters((tau, tauL) => (-h / (tauL as number)) * mean(tau as number), synapse.timeConstant, membraneTimeConstant);
  const push = (mean: (tau: number) => number) =>
    mapParameters(
      (tau, tauL, reversal) => (h / (tauL as number)) * mean(tau as number) * (reversal as number),
      synapse.timeConstant,
      membraneTimeConstant,
      synapse.reversal,
    );
  const { decay, mean, riseGain, riseMean } = means(core, synapse.type, h, method);
  const common = { decay: each(decay), slopeGain: slope(mean), pushGain: push(mean) };
  if (synapse.type === "exponential") return common;
  if (synapse.type === "alpha")
    return { ...common, riseGain: each(riseGain), riseSlopeGain: slope(riseMean), risePushGain: push(riseMean) };
  const noise = (tau: number, sd: number) => sd * Math.sqrt(-core.expm1((-2 * h) / tau));
  return {
    ...common,
    noise: mapParameters((tau, sd) => noise(tau as number, sd as number), synapse.timeConstant, synapse.standardDeviation),
  };
}

/** Decay over a step and means over it, as functions of tau. */
function means({ exp, expm1 }: CoreFunctions, type: SynapseOptions["type"], h: number, method: Method) {
  const decayed = (tau: number) => exp(-h / tau);
  if (type === "ornstein-uhlenbeck") {
    // (tau/h) tanh(h / (2 tau)), with tanh(x/2) = -expm1(-x) / (1 + exp(-x))
    const bridge = (tau: number) => ((tau / h) * -expm1(-h / tau)) / (1 + decayed(tau));
    return { decay: decayed, mean: method === "euler" ? () => 0.5 : bridge, riseGain: zero, riseMean: zero };
  }
  if (method === "euler")
    return { decay: (tau: number) => 1 - h / tau, mean: () => 1, riseGain: (tau: number) => (Math.E * h) / tau, riseMean: zero };
  return {
    decay: decayed,
    mean: (tau: number) => (tau / h) * -expm1(-h / tau),
    riseGain: (tau: number) => ((Math.E * h) / tau) * decayed(tau),
    // (e/tau)(tau^2/h)(1 - k (1 + h/tau))
    riseMean: (tau: number) => ((Math.E * tau) / h) * (-expm1(-h / tau) - (h / tau) * decayed(tau)),
  };
}

function zero(): number {
  return 0;
}
