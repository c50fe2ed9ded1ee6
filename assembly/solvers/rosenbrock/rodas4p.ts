import { COMBINE, EXTEND } from "./form";

// G. Steinebach, Order-reduction of ROW-methods for DAEs and method of lines applications (Technische Hochschule Darmstadt, 1995): order 4, stiffly accurate,
// L-stable; keeps order 3 on the problem of Prothero and Robinson.

/** In the form and layout of form.ts. */
const RODAS4P: usize = memory.data<f64>([
  0.25, // gamma
  // c
  0.0, 0.75, 0.21, 0.63, 1.0, 1.0,
  // d
  0.25, -0.5, -0.023504, -0.0362, 0.0, 0.0,
  // m
  -7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 1.0, 1.0,
  // e
  0.0, 0.0, 0.0, 0.0, 0.0, 1.0,
  // A
  0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
  3.0, 0.0, 0.0, 0.0, 0.0, 0.0,
  1.831036793486759, 0.4955183967433795, 0.0, 0.0, 0.0, 0.0,
  2.304376582692669, -0.05249275245743001, -1.176798761832782, 0.0, 0.0, 0.0,
  -7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 0.0, 0.0,
  -7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 1.0, 0.0,
  // C
  0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
  -12.0, 0.0, 0.0, 0.0, 0.0, 0.0,
  -8.791795173947035, -2.207865586973518, 0.0, 0.0, 0.0, 0.0,
  10.81793056857153, 6.780270611428266, 19.5348594464241, 0.0, 0.0, 0.0,
  34.19095006749676, 15.49671153725963, 54.7476087596413, 14.16005392148534, 0.0, 0.0,
  34.62605830930532, 15.30084976114473, 56.99955578662667, 18.40807009793095, -5.714285714285717, 0.0,
  // H
  25.09876703708589, 11.62013104361867, 28.49148307714626, -5.664021568594133, 0.0, 0.0,
  1.638054557396973, -0.7373619806678748, 8.47791821923899, 15.9925314877952, -1.882352941176471, 0.0,
]);

@final
@unmanaged
export class Rodas4PTableau {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 6;
  }

  // @ts-ignore: decorator
  @inline
  table(): usize {
    return RODAS4P;
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
