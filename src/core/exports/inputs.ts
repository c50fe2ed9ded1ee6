/** assembly/inputs/exports.ts; pointers are addresses of f64 arrays. */
export interface InputsExports {
  gaussianSamples(
    out: number,
    a: number,
    n: number,
    count: number,
    seed: bigint,
    stream: bigint,
    first: bigint,
    scales: number,
    add: number,
    normals: number,
  ): void;
  fillGeneralisedGaussian(
    out: number,
    count: number,
    scale: number,
    exponent: number,
    seed: bigint,
    stream: bigint,
    start: bigint,
  ): void;
}
