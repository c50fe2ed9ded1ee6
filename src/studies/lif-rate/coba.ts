import type { Core } from "../../core/core.js";
import { fixedProbability, Network, type NetworkOptions } from "../../simulation/index.js";

/** Parameters of the COBA network: Brette et al. 2007, benchmark 1, after Vogels & Abbott 2005. */
export interface CobaOptions extends Partial<NetworkOptions> {
  /** Constant drive I/g_L, mV (default 0: activity sustains itself). */
  readonly drive?: number;
  readonly method?: "exponential-euler" | "euler";
  readonly precision?: "f64" | "f32";
}

/** A cell of the COBA network (Brette et al. 2007, benchmark 1) without its drive: ms, mV; conductances over the leak conductance. */
export const cobaCell = {
  membraneTimeConstant: 20,
  leakReversal: -60,
  threshold: -50,
  reset: -60,
  refractoryPeriod: 5,
  synapses: {
    excitatory: { type: "exponential", reversal: 0, timeConstant: 5 },
    inhibitory: { type: "exponential", reversal: -80, timeConstant: 10 },
  },
  initialVoltage: { distribution: "normal", mean: -65, standardDeviation: 5 },
  initialConductance: {
    excitatory: { distribution: "normal", mean: 4, standardDeviation: 1.5 },
    inhibitory: { distribution: "normal", mean: 20, standardDeviation: 12 },
  },
} as const;

/** 3200 excitatory and 800 inhibitory conductance-based LIF neurons, 2 % connected, no delay. */
export function cobaNetwork(
  core: Core,
  { dt = 0.1, seed = 1, drive = 0, method = "exponential-euler", precision = "f64" }: CobaOptions = {},
) {
  const network = new Network(core, { dt, seed });
  const common = { ...cobaCell, current: drive, method, precision };
  const excitatory = network.addLif({ ...common, name: "excitatory", size: 3200 });
  const inhibitory = network.addLif({ ...common, name: "inhibitory", size: 800 });
  const connectivity = fixedProbability(0.02);
  const projections = [excitatory, inhibitory].flatMap((target) => [
    network.connect(excitatory, target, { synapse: "excitatory", connectivity, weight: 0.6 }),
    network.connect(inhibitory, target, { synapse: "inhibitory", connectivity, weight: 6.7 }),
  ]);
  return { network, excitatory, inhibitory, projections };
}
