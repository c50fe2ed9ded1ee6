/** Equations and sources. */
export function NetworkNotes() {
  return (
    <details class="panel">
      <summary>What is simulated</summary>
      <p>
        Benchmark 1 of Brette et al. (2007), after Vogels and Abbott (2005), in steps of 0.1 ms: τ dV/dt = E_L − V + γ_e (E_e − V)
        + γ_i (E_i − V) + I/g_L, with τ = 20 ms, E_L = −60 mV, E_e = 0, E_i = −80 mV; a spike at −50 mV, then −60 mV for 5 ms.
        Conductances γ, in units of the leak g_L, jump at a spike and decay with 5 ms (excitatory) and 10 ms (inhibitory).
      </p>
      <p>
        A kick adds 4 g_L to the excitatory conductance of excitatory cells, one in forty or all. Without drive a network is
        silent once its weights have been 0 for a while; when they are back, a kick to a few ignites activity that sustains
        itself, while a kick to all is a single volley: the inhibition that it calls up puts it out. Rates and coefficients of
        variation (CV: 0 for a clock, 1 for a Poisson process) are counted since the last change of a parameter. Drive and weights
        change while the network runs; size and connection probability make it anew.
      </p>
    </details>
  );
}
