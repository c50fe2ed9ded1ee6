import { MorrisLecarCell, prepareCell } from "./cell";
import { CellEnsemble, SCRATCH_BYTES, BLOCK } from "./ensemble";
import { TABLE_SIZE } from "./exponential-table";
import { runEnsemble } from "./run-ensemble";

export { fillExponentialTable } from "./exponential-table";

/** Bytes of the table that `fillExponentialTable` fills. */
export function exponentialTableBytes(): u32 {
  return <u32>TABLE_SIZE * 16;
}

/** Bytes of `CellEnsemble.scratch`. */
export function cellEnsembleScratchBytes(): u32 {
  return BLOCK * <u32>SCRATCH_BYTES;
}

export function runMorrisLecarF64(ensemble: CellEnsemble, steps: u32): void {
  runEnsemble<f64>(ensemble, steps);
}

export function runMorrisLecarF32(ensemble: CellEnsemble, steps: u32): void {
  runEnsemble<f32>(ensemble, steps);
}

/** Derives a cell's fields from its parameters and current. */
export function prepareMorrisLecarCell(cell: MorrisLecarCell): void {
  prepareCell(cell);
}

export {
  morrisLecarDerivative,
  morrisLecarEvent,
  morrisLecarJacobian,
  morrisLecarSensitivityDerivative,
  morrisLecarVectorJacobian,
} from "./cell-functions";
