import { COMBINE } from "./form";

// J. G. Verwer, E. J. Spee, J. G. Blom, W. Hundsdorfer, SIAM J. Sci. Comput. 20 (1999) 1456: order 2 for any matrix in place of the Jacobian, L-stable. In classical
// form gamma = 1 - 1/sqrt(2), alpha_21 = 1, gamma_21 = -2 gamma, b = (1/2, 1/2); the embedded solution of order 1 is the first stage's, b = (1, 0).

/** In the form and layout of form.ts. */
const ROS2: usize = memory.data<f64>([
  0.2928932188134525, // gamma
  // c
  0.0, 1.0,
  // d
  0.2928932188134525, -0.2928932188134525,
  // m
  5.121320343559643, 1.7071067811865475,
  // e
  1.7071067811865475, 1.7071067811865475,
  // A
  0.0, 0.0,
  3.414213562373095, 0.0,
  // C
  0.0, 0.0,
  -6.82842712474619, 0.0,
]);

@final
@unmanaged
export class Ros2Tableau {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  table(): usize {
    return ROS2;
  }

  // @ts-ignore: decorator
  @inline
  argument(i: usize): u32 {
    return COMBINE;
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
    return true;
  }

  // @ts-ignore: decorator
  @inline
  denseRows(): usize {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 2.0;
  }
}
