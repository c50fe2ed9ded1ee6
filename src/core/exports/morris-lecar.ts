/** assembly/models/morris-lecar/exports.ts; `ensemble` is the address of a CellEnsemble. */
export interface MorrisLecarExports {
  exponentialTableBytes(): number;
  cellEnsembleScratchBytes(): number;
  fillExponentialTable(table: number, spacing: number, v1: number, v2: number, v3: number, v4: number): void;
  runMorrisLecarF64(ensemble: number, steps: number): void;
  runMorrisLecarF32(ensemble: number, steps: number): void;
}
