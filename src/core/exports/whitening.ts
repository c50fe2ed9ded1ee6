/** assembly/models/whitening/exports.ts; circuits and runs are addresses of structs, matrices of row-major f64. */
export interface WhiteningExports {
  directRespond(circuit: number, samples: number, count: number, responses: number): number;
  directLearn(circuit: number, samples: number, count: number, batch: number, responses: number): number;
  directEndBatch(circuit: number, index: number): number;
  directDropBatch(circuit: number): void;
  directLearnExpected(circuit: number, run: number): number;
  interneuronRespond(circuit: number, samples: number, count: number, responses: number): number;
  interneuronLearn(circuit: number, samples: number, count: number, batch: number, responses: number): number;
  interneuronEndBatch(circuit: number, index: number): number;
  interneuronDropBatch(circuit: number): void;
  /** 0, or 1 + the first pivot that is not positive. */
  interneuronPrepare(circuit: number): number;
  interneuronEffective(circuit: number, out: number): void;
  interneuronLearnExpected(circuit: number, run: number): number;
  /** `work`: 2 n^2 + 3 n. */
  whiteningError(
    metric: number,
    effective: number,
    covariance: number,
    root: number,
    n: number,
    work: number,
    result: number,
  ): number;
  /** `work`: n^2. */
  whitenedCovariance(out: number, effective: number, covariance: number, n: number, work: number): number;
  /** `work`: 2 n^2. */
  whiteningObjective(effective: number, covariance: number, n: number, work: number, result: number): number;
}
