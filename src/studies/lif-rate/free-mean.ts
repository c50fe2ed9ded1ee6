import type { Core } from "../../core/core.js";
import type { Drive, Membrane } from "./neuron.js";

/**
 * Mean voltage without threshold for Gaussian conductances of decay time tau, mV, exact for any tau. With G = 1 + sum gamma_x,
 *
 *     V(0) = int_0^inf dT/tau_L exp(-X(T)) (E_L + sum_x gamma_x(-T) E_x),   X(T) = int_{-T}^0 G dt/tau_L
 *
 * and, X and gamma_x being jointly Gaussian, <exp(-X) gamma_x> = exp(-<X> + Var X/2) (gamma_x0 - Cov(X, gamma_x)):
 *
 *     <X> = (1 + sum gamma_x0) T/tau_L     Var X = sum S_x (T - tau f(T))/tau_L^2,   f(T) = 1 - exp(-T/tau)
 *     Cov(X, gamma_x(-T)) = S_x f(T)/(2 tau_L)
 *
 * For tau -> 0 this is E0 with the Stratonovich drift.
 */
export function gaussianFreeMean(core: Core, membrane: Membrane, drive: Drive, tau: number): number {
  const { exp } = core.exports;
  const tauL = membrane.membraneTimeConstant;
  const synapses = [
    { reversal: membrane.excitatoryReversal, rate: drive.excitatoryRate, strength: drive.excitatoryStrength },
    { reversal: membrane.inhibitoryReversal, rate: drive.inhibitoryRate, strength: drive.inhibitoryStrength },
  ].map(({ reversal, rate, strength }) => {
    const mean = rate * strength * tauL;
    return { fromLeak: reversal - membrane.leakReversal, mean, noise: mean * strength * tauL };
  });
  const conductance = synapses.reduce((sum, { mean }) => sum + mean, 1);
  const noise = synapses.reduce((sum, synapse) => sum + synapse.noise, 0);
  const integrand = (T: number): number => {
    const forgotten = 1 - exp(-T / tau);
    const weight = exp((-conductance * T) / tauL + (noise * (T - tau * forgotten)) / (2 * tauL * tauL));
    const pull = synapses.reduce((sum, x) => sum + x.fromLeak * (x.mean - (x.noise * forgotten) / (2 * tauL)), 0);
    return (weight * pull) / tauL;
  };
  // The decay time and the membrane's own set two scales: Simpson's rule on panels that grow from the one to the other.
  const decay = tauL / (conductance - noise / (2 * tauL));
  let value = 0;
  for (let left = 0, width = tau / 50; left < 45 * decay; ) {
    const right = left + width;
    value += ((right - left) / 6) * (integrand(left) + 4 * integrand((left + right) / 2) + integrand(right));
    left = right;
    width = Math.min(width * 1.01, decay / 100);
  }
  return membrane.leakReversal + value;
}
