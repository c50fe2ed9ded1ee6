import { COMBINE, REPEAT } from "./form";

// J. Lang, J. Verwer, BIT 41 (2001) 731: order 3 without order reduction on parabolic problems, A-stable, |R(infinity)| = 0.73. In classical form
// gamma = 1/2 + sqrt(3)/6, alpha_21 = alpha_31 = 1, alpha_32 = 0, gamma_21 = -1, gamma_31 = -gamma, gamma_32 = 1/2 - 2 gamma, b = (2/3, 0, 1/3), embedded (1/3, 1/3, 1/3).

/** In the form and layout of form.ts. */
const ROS3P: usize = memory.data<f64>([
  0.7886751345948129, // gamma
  // c
  0.0, 1.0, 1.0,
  // d
  0.7886751345948129, -0.2113248654051871, -1.0773502691896257,
  // m
  2.0, 0.5773502691896257, 0.4226497308103742,
  // e
  -0.11324865405187118, -0.4226497308103742, 0.0,
  // A
  0.0, 0.0, 0.0,
  1.2679491924311228, 0.0, 0.0,
  1.2679491924311228, 0.0, 0.0,
  // C
  0.0, 0.0, 0.0,
  -1.6076951545867362, 0.0, 0.0,
  -3.4641016151377544, -1.7320508075688772, 0.0,
]);

@final
@unmanaged
export class Ros3PTableau {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 3;
  }

  // @ts-ignore: decorator
  @inline
  table(): usize {
    return ROS3P;
  }

  // @ts-ignore: decorator
  @inline
  argument(i: usize): u32 {
    return i == 2 ? REPEAT : COMBINE;
  }

  // @ts-ignore: decorator
  @inline
  closes(): bool {
    return false;
  }

  // @ts-ignore: decorator
  @inline
  lastIsError(): bool {
    return false;
  }

  // @ts-ignore: decorator
  @inline
  anyJacobian(): bool {
    return false;
  }

  // @ts-ignore: decorator
  @inline
  denseRows(): usize {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 3.0;
  }
}
