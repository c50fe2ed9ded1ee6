/** assembly/numeric/exports.ts */
export interface NumericExports {
  exp(x: number): number;
}
