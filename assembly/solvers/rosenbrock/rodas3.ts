import { COMBINE, EXTEND, REPEAT } from "./form";

// A. Sandu, J. G. Verwer, J. G. Blom, E. J. Spee, G. R. Carmichael, F. A. Potra, Atmos. Environ. 31 (1997) 3459: order 3, stiffly accurate, L-stable. In classical form
// gamma = 1/2, alpha_31 = 1, alpha_4 = (3/4, -1/4, 1/2), gamma_21 = 1, gamma_3 = (-1/4, -1/4), gamma_4 = (1/12, 1/12, -2/3), b = (5/6, -1/6, -1/6, 1/2),
// embedded (3/4, -1/4, 1/2, 0).

/** In the form and layout of form.ts. */
const RODAS3: usize = memory.data<f64>([
  0.5, // gamma
  // c
  0.0, 0.0, 1.0, 1.0,
  // d
  0.5, 1.5, 0.0, 0.0,
  // m
  2.0, 0.0, 1.0, 1.0,
  // e
  0.0, 0.0, 0.0, 1.0,
  // A
  0.0, 0.0, 0.0, 0.0,
  0.0, 0.0, 0.0, 0.0,
  2.0, 0.0, 0.0, 0.0,
  2.0, 0.0, 1.0, 0.0,
  // C
  0.0, 0.0, 0.0, 0.0,
  4.0, 0.0, 0.0, 0.0,
  1.0, -1.0, 0.0, 0.0,
  1.0, -1.0, -2.6666666666666665, 0.0,
]);

@final
@unmanaged
export class Rodas3Tableau {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  table(): usize {
    return RODAS3;
  }

  // @ts-ignore: decorator
  @inline
  argument(i: usize): u32 {
    return i == 1 ? REPEAT : i == 3 ? EXTEND : COMBINE;
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
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 3.0;
  }
}
