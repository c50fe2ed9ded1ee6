import { COMBINE } from "./form";

// J. Rang, L. Angermann, BIT 45 (2005) 761: order 3 for any matrix in place of the Jacobian, stiffly accurate, L-stable. In classical form gamma = 0.435866521508459,
// alpha_21 = 0.871733043016918, alpha_3 = (0.84457060015369423, -0.11299064236484185), alpha_4 = (0, 0, 1), gamma_21 = -0.871733043016918,
// gamma_3 = (-0.90338057013044082, 0.054180672388095326), b = (0.24212380706095346, -1.2232505839045147, 1.545260255335102, gamma),
// embedded (0.37810903145819369, -0.096042292212423178, 1/2, 0.2179332607542295). Dense output of order 3 as in the public libraries that have the method.

/** In the form and layout of form.ts. */
const ROS34PW2: usize = memory.data<f64>([
  0.435866521508459, // gamma
  // c
  0.0, 0.871733043016918, 0.7315799577888524, 1.0,
  // d
  0.435866521508459, -0.435866521508459, -0.4133333762338865, 0.0,
  // m
  4.18476048231916, -0.28519201735549593, 2.294280360279042, 1.0,
  // e
  0.2777499476479681, -1.403239895175999, 1.7726301276675507, 0.5,
  // A
  0.0, 0.0, 0.0, 0.0,
  2.0, 0.0, 0.0, 0.0,
  1.4192173174557647, -0.2592322116729697, 0.0, 0.0,
  4.18476048231916, -0.28519201735549593, 2.294280360279042, 0.0,
  // C
  0.0, 0.0, 0.0, 0.0,
  -4.588560720558084, 0.0, 0.0, 0.0,
  -4.18476048231916, 0.28519201735549593, 0.0, 0.0,
  -6.368179200128358, -6.795620944466836, 2.870098604331056, 0.0,
  // H
  -3.352101459164776, -1.1764293197691595, -2.29428036027904, -3.398120075195581,
  1.168682741355569, -5.904383642053174, 7.458659324889132, 2.103839714916539,
]);

@final
@unmanaged
export class Ros34Pw2Tableau {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  table(): usize {
    return ROS34PW2;
  }

  // @ts-ignore: decorator
  @inline
  argument(i: usize): u32 {
    return COMBINE;
  }

  // @ts-ignore: decorator
  @inline
  closes(): bool {
    return true;
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
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 3.0;
  }
}
