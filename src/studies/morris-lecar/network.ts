import type { Core } from "../../core/core.js";
import {
  type ConductanceNetworkOptions,
  createMorrisLecarNetwork,
  morrisLecarNetworkModel,
  type NetworkParameter,
} from "../../neurons/index.js";
import { RandomStream } from "../../random/index.js";
import { solve } from "../../solvers/index.js";
import { fine, grid, tight } from "./orbits.js";

/** Three SNLC cells: 1 and 2 excite, 3 inhibits; g[post, pre]. */
export const threeCells = {
  type: "conductance",
  cells: 3,
  parameters: "snlc",
  synapses: ["ampa", "ampa", "gabaA"],
  current: [45, 42, 40],
  weights: [0, 0.5, 2, 1, 0, 1.5, 0.8, 0.6, 0],
  initial: { voltage: [-60, -40, -20], recovery: [0.01, 0.02, 0.1] },
} as const satisfies ConductanceNetworkOptions;

/** Parameters of the three cells by which is differentiated: g13 is the conductance of the synapse from cell 3 onto cell 1. */
const threeParameters: readonly { readonly name: string; readonly parameter: NetworkParameter }[] = [
  { name: "I1", parameter: { current: 0 } },
  { name: "I2", parameter: { current: 1 } },
  { name: "I3", parameter: { current: 2 } },
  { name: "g12", parameter: { source: 1, target: 0 } },
  { name: "g13", parameter: { source: 2, target: 0 } },
  { name: "g21", parameter: { source: 0, target: 1 } },
];

export interface NetworkInput {
  readonly cells: number;
  readonly excitation: number;
  readonly inhibition: number;
}

export const networkTimes = [50, 100] as const;
/** ms of the traces, and the sample interval. */
export const TRACE = { duration: 500, every: 0.5 } as const;
/** Cells whose traces are kept. */
const TRACED = 6;

export interface NetworkResult {
  /** At 50 and 100 ms, for each cell: V, w, s, and the integral of s over 100. */
  readonly states: readonly (readonly (readonly number[])[])[];
  /** At 100 ms, for each parameter: the derivatives of V of each cell, and of L, the integral of s of the first cell over 100. */
  readonly gradients: readonly { readonly parameter: string; readonly voltages: readonly number[]; readonly loss: number }[];
  readonly times: readonly number[];
  /** V of the first cells: one list per cell. */
  readonly traces: readonly (readonly number[])[];
  readonly inhibitory: readonly boolean[];
  /** Largest difference (mV) at 100 ms between this and a run with fixed steps of 0.1 ms, by stepper. */
  readonly stepperErrors: Readonly<Record<string, number>>;
}

export function runNetwork(core: Core, input: NetworkInput, seed: bigint): NetworkResult {
  const isThree = input.cells === 3;
  const options = isThree ? threeCells : drawnNetwork(core, input, seed);
  const parameters = isThree ? threeParameters : [{ name: "I1", parameter: { current: 0 } }];
  const model = morrisLecarNetworkModel({
    ...options,
    integrals: true,
    sensitivities: parameters.map(({ parameter }) => parameter),
  });
  const { states } = solve(core, model, { ...tight, times: networkTimes });
  const { cells } = options;
  const last = states.at(-1)!;
  const numbers = 4 * cells; // of a state without derivatives
  const shown = Math.min(cells, TRACED);
  // of a drawn network the last cells are inhibitory: the traces show the first ones and the last one
  const tracedCells = Array.from({ length: shown }, (_, i) => (i === shown - 1 ? cells - 1 : i));
  const times = grid(0, TRACE.duration, TRACE.duration / TRACE.every + 1);
  const traced = solve(core, morrisLecarNetworkModel(options), { ...fine, times }).states;
  const synapses = options.synapses as readonly string[];
  return {
    states: states.map((state) =>
      Array.from({ length: cells }, (_, i) => [0, 1, 2, 3].map((k) => state[4 * i + k]! / (k === 3 ? 100 : 1))),
    ),
    gradients: parameters.map(({ name }, k) => {
      const offset = numbers * (k + 1);
      return {
        parameter: name,
        voltages: Array.from({ length: cells }, (_, i) => last[offset + 4 * i]!),
        loss: last[offset + 3]! / 100,
      };
    }),
    times,
    traces: tracedCells.map((cell) => traced.map((state) => state[3 * cell]!)),
    inhibitory: tracedCells.map((cell) => synapses[cell] === "gabaA"),
    stepperErrors: fixedStepErrors(
      core,
      options,
      Float64Array.from({ length: cells }, (_, i) => last[4 * i]!),
    ),
  };
}

function fixedStepErrors(core: Core, options: ConductanceNetworkOptions, reference: Float64Array): Record<string, number> {
  const steppers = ["exponential-euler", "staggered-trapezoid", "strang-midpoint", "rk4"] as const;
  return Object.fromEntries(
    steppers.map((stepper) => {
      const network = createMorrisLecarNetwork(core, { ...options, stepper, dt: 0.1 });
      network.run(100);
      const { voltages } = network;
      network.dispose();
      return [stepper, Math.max(...reference.map((V, i) => Math.abs(V - voltages[i]!)))];
    }),
  );
}

/** SNLC cells with currents between 40 and 50, all connected; weights between 0 and twice their mean; a fifth, the last, inhibitory. */
export function drawnNetwork(
  core: Core,
  { cells, excitation, inhibition }: NetworkInput,
  seed: bigint,
): ConductanceNetworkOptions {
  const random = new RandomStream(core, { seed });
  const inhibitory = Math.floor(cells / 5);
  const excitatory = cells - inhibitory;
  const shares = random.uniforms(cells * cells);
  const mean = (pre: number) => (pre < excitatory ? excitation / excitatory : inhibition / inhibitory);
  const weights = shares.map((share, at) => (at % cells === Math.floor(at / cells) ? 0 : 2 * share * mean(at % cells)));
  return {
    type: "conductance",
    cells,
    parameters: "snlc",
    synapses: Array.from({ length: cells }, (_, i) => (i < excitatory ? "ampa" : "gabaA")),
    current: random.uniforms(cells).map((u) => 40 + 10 * u),
    weights,
    initial: { voltage: random.uniforms(cells).map((u) => -60 + 40 * u), recovery: 0.01 },
  };
}
