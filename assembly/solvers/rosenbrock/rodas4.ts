import { COMBINE, EXTEND } from "./form";

// E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (1996), IV.7: order 4, stiffly accurate, L-stable.

/** In the form and layout of form.ts. */
const RODAS4: usize = memory.data<f64>([
  0.25, // gamma
  // c
  0.0, 0.386, 0.21, 0.63, 1.0, 1.0,
  // d
  0.25, -0.1043, 0.1035, -0.0362, 0.0, 0.0,
  // m
  1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1.0, 1.0,
  // e
  0.0, 0.0, 0.0, 0.0, 0.0, 1.0,
  // A
  0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
  1.544, 0.0, 0.0, 0.0, 0.0, 0.0,
  0.9466785280815826, 0.2557011698983284, 0.0, 0.0, 0.0, 0.0,
  3.314825187068521, 2.896124015972201, 0.9986419139977817, 0.0, 0.0, 0.0,
  1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 0.0, 0.0,
  1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1.0, 0.0,
  // C
  0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
  -5.6688, 0.0, 0.0, 0.0, 0.0, 0.0,
  -2.430093356833875, -0.2063599157091915, 0.0, 0.0, 0.0, 0.0,
  -0.1073529058151375, -9.594562251023355, -20.47028614809616, 0.0, 0.0, 0.0,
  7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616, 0.0, 0.0,
  8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054, 0.0,
  // H
  10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662, 0.0,
  -0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872, 0.0,
]);

@final
@unmanaged
export class Rodas4Tableau {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 6;
  }

  // @ts-ignore: decorator
  @inline
  table(): usize {
    return RODAS4;
  }

  // @ts-ignore: decorator
  @inline
  argument(i: usize): u32 {
    return i == 5 ? EXTEND : COMBINE;
  }

  // @ts-ignore: decorator
  @inline
  closes(): bool {
    return true;
  }

  // @ts-ignore: decorator
  @inline
  lastIsError(): bool {
    return true;
  }

  // @ts-ignore: decorator
  @inline
  anyJacobian(): bool {
    return false;
  }

  // @ts-ignore: decorator
  @inline
  denseRows(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 4.0;
  }
}
