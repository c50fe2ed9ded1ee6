/** The model and what is shown, for reading. */
export function Notes() {
  return (
    <>
      <h2>The model</h2>
      <p>
        Two variables: the membrane potential V, and w, the part of the potassium channels that is open. Calcium channels follow V
        at once. C. Morris, H. Lecar, Biophys. J. 35 (1981) 193; constants of J. Rinzel, G. B. Ermentrout.
      </p>
      <pre class="phase-equations">
        {`C V′ = I − gL (V − EL) − gK w (V − EK) − gCa m(V) (V − ECa)
  w′ = φ (w∞(V) − w) cosh((V − V3) / (2 V4))

m(V) = [1 + tanh((V − V1) / V2)] / 2
w∞(V) = [1 + tanh((V − V3) / V4)] / 2`}
      </pre>
      <h2>What is computed</h2>
      <p>
        The cell moves by the Runge-Kutta method of order 4 with steps of 0.05 ms, or, where w is too fast for it, by an
        exponential method of order 2. Rest states, their eigenvalues and their bifurcations are found to rounding, on the curve
        of rest states. Cycles are born at Hopf points; they are followed by pseudo-arclength continuation of the return map,
        stable or not, around their folds, to the next Hopf point, the saddle-node or the homoclinic orbit that ends them. Next to
        a saddle-node on the cycle the rate grows as √(I − Ic) / K, with K from the normal form: the dashed line is that law, not
        a fit.
      </p>
    </>
  );
}
