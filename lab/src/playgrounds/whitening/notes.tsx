/** What runs here, and where it comes from. */
export function Notes() {
  return (
    <>
      <h2 style={{ marginTop: "1.2em" }}>What you see</h2>
      <p>
        An input x of two numbers and covariance C meets a recurrent matrix A, and the neurons settle at y = A⁻¹x. The circuits
        learn A from samples until the outputs have unit variance in every direction: their ellipse becomes the unit circle. That
        is so at A = C<sup>1/2</sup>. Both descend the same objective, Tr(A⁻¹C) + Tr A, but not with the same metric.
      </p>
      <ul>
        <li>
          <b>Direct connections</b>, A = M, learn M ← M + η(yyᵀ − I). A large weight is unlearnt at a constant speed: the time
          grows as the start.
        </li>
        <li>
          <b>Interneurons</b>, A = WWᵀ, z = Wᵀy, learn W ← W + η(yzᵀ − W). A large weight is unlearnt at a constant rate: the time
          grows as half the logarithm of the start. At the same η they are the noisier ones, and for inputs that are weak the
          direct circuit may be the faster.
        </li>
        <li>
          <b>Gains</b>, A = I + W diag(g) Wᵀ with three fixed vectors W at 120°, learn g ← g + η(z² − 1), and no synapse changes.
        </li>
      </ul>
      <p>
        Dashed: what the theory expects of a small learning rate from where the weights stood at the switch. From A = σI, which
        shares its axes with any input, times are closed forms; else those of the flow. A race is over for a circuit at the first
        sample after which its error, the operator norm of C<sub>yy</sub> − I computed from C, is at most the finish. A learning
        rate that costs M or A its positive definiteness stops the circuit as it was before that sample.
      </p>
      <p>
        In the manner of Lipshutz, Pehlevan and Chklovskii (<a href="https://arxiv.org/abs/2209.10634">arXiv:2209.10634</a>) and
        Duong and others (<a href="https://arxiv.org/abs/2301.11955">arXiv:2301.11955</a>).
      </p>
    </>
  );
}
