/** assembly/random/exports.ts */
export interface RandomExports {
  philox(seed: bigint, stream: bigint, index: bigint): void;
  philoxLow(): bigint;
  philoxHigh(): bigint;
}
