/** assembly/models/whitening/shaping-exports.ts; `circuit` is the address of a Shaping, other pointers of f64 arrays. */
export interface ShapingExports {
  digamma(x: number): number;
  gaussianAbsoluteMoment(p: number): number;
  gaussianAbsoluteMomentDerivative(p: number): number;
  evaluateShape(
    theta: number,
    compatible: number,
    z: number,
    count: number,
    f: number,
    slope: number,
    h: number,
    hTheta: number,
  ): void;
  shapingRefresh(circuit: number): void;
  shapingRespond(circuit: number, samples: number, count: number, responses: number): number;
  shapingLearn(circuit: number, samples: number, count: number, batch: number, responses: number): number;
  shapingEndBatch(circuit: number, last: number): number;
}
