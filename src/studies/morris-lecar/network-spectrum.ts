import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { morrisLecarField } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import { type ConductanceNetworkOptions, morrisLecarNetworkModel, type SynapseKind, synapseKinds } from "../../neurons/index.js";
import { hypot } from "../../numeric/portable/index.js";
import { solve } from "../../solvers/index.js";
import { drawnNetwork } from "./network.js";
import { fine, grid } from "./orbits.js";

/** Sums of conductances onto a cell, mS/cm2, of excitation and inhibition each. */
export const spectrumConductances = [1, 5] as const;
export const SPECTRUM_CELLS = 30;

export interface NetworkSpectrumInput {
  readonly cells: number;
  /** Sum of the excitatory conductances onto a cell, and of the inhibitory ones, mS/cm2. */
  readonly conductance: number;
}

export interface NetworkSpectrumResult {
  readonly least: number;
  readonly largest: number;
  /** Slowest decaying mode at any time: the largest negative real part. */
  readonly slowest: number;
  /** Median over the samples of the ratio of the largest to the least |eigenvalue|. */
  readonly ratio: number;
}

/** ms of transient, and of the samples after it. */
const [TRANSIENT, DURATION, SAMPLES] = [200, 200, 41];

/** Extremes of the eigenvalues of the Jacobian along an orbit of a network of SNLC cells, of which a fifth inhibits. */
export function networkSpectrum(core: Core, { cells, conductance }: NetworkSpectrumInput, seed: bigint): NetworkSpectrumResult {
  const network = { ...drawnNetwork(core, { cells, excitation: conductance, inhibition: conductance }, seed), current: 45 };
  const times = grid(TRANSIENT, TRANSIENT + DURATION, SAMPLES);
  const { states } = solve(core, morrisLecarNetworkModel(network), { ...fine, times });
  const spectra = states.map((state) => {
    const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
      new Matrix(networkJacobian(core, network, state)),
    );
    const sizes = realEigenvalues.map((re, i) => hypot(re, imaginaryEigenvalues[i]!));
    return { real: realEigenvalues, ratio: Math.max(...sizes) / Math.min(...sizes) };
  });
  const real = spectra.flatMap((spectrum) => spectrum.real);
  return {
    least: Math.min(...real),
    largest: Math.max(...real),
    slowest: Math.max(...real.filter((re) => re < 0)),
    ratio: spectra.map(({ ratio }) => ratio).sort((a, b) => a - b)[Math.floor(SAMPLES / 2)]!,
  };
}

/**
 * Jacobian of a network of conductances without NMDA at a state (V, w, s cell by cell):
 *
 *     C V_i' = ... - sum_j g_ij s_j (V_i - E_j) ,   s_i' = a T(V_i) (1 - s_i) - b s_i ,   T(V) = 1 / (1 + exp(-(V - V_t) / K_p))
 */
export function networkJacobian(core: Core, network: ConductanceNetworkOptions, state: ArrayLike<number>): number[][] {
  const { cells } = network;
  const field = morrisLecarField(core, "snlc");
  const C = field.parameters.capacitance;
  const weights = network.weights as ArrayLike<number>;
  const synapses = (network.synapses as readonly SynapseKind[]).map((kind) => synapseKinds[kind]);
  const J = Array.from({ length: 3 * cells }, () => new Array<number>(3 * cells).fill(0));
  const block = new Float64Array(4);
  for (let i = 0; i < cells; i++) {
    const [V, w, s] = [state[3 * i]!, state[3 * i + 1]!, state[3 * i + 2]!];
    const [atV, atW, atS] = [J[3 * i]!, J[3 * i + 1]!, J[3 * i + 2]!];
    field.jacobian!([V, w], 0, block);
    let conductance = 0;
    for (const [j, { reversal }] of synapses.entries()) {
      const g = weights[i * cells + j]!;
      conductance += g * state[3 * j + 2]!;
      atV[3 * j + 2] = (-g * (V - reversal)) / C;
    }
    atV[3 * i] = block[0]! - conductance / C;
    atV[3 * i + 1] = block[1]!;
    atW[3 * i] = block[2]!;
    atW[3 * i + 1] = block[3]!;
    const { opening, closing, halfVoltage, width } = synapses[i]!;
    const T = core.exports.logistic((V - halfVoltage) / width);
    atS[3 * i] = (opening * T * (1 - T) * (1 - s)) / width;
    atS[3 * i + 2] = -opening * T - closing;
  }
  return J;
}
