import { COPIES } from "./frame.js";

/** Equations and sources. */
export function SingleNotes() {
  return (
    <details class="panel">
      <summary>What is simulated, and what the theory says</summary>
      <p>
        τ dV/dt = E_L − V + γ_e (E_e − V) + γ_i (E_i − V) + I/g_L with E_L = −65 mV, E_e = 0, E_i = −80 mV; a spike at −50 mV,
        then −60 mV for 2 ms. Poisson events make the conductances γ jump; each adds an exponential course of area a τ, where a is
        the strength: far from threshold it moves the voltage by about a (E − V). Rate, CV and distribution are those of {COPIES}{" "}
        copies with inputs of their own, counted since the last change.
      </p>
      <p>
        The first correction is the theory of arXiv:2002.11181: for synapses that decay fast against the membrane, noise acts as
        if it were white between bounds that are moved by an amount of order √τ_s. White noise is its limit for infinitely fast
        synapses. The effective time constant approximation, the usual one, holds the noise at its strength at the mean voltage.
        Make the decay times long, and see where each gives up.
      </p>
    </details>
  );
}
