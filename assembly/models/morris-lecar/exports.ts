import { Differentiable } from "../../learning/differentiable";
import { Problem } from "../../solvers/problem";
import { MorrisLecarCell, prepareCell } from "./cell";
import {
  morrisLecarDerivative, morrisLecarEvent, morrisLecarJacobian, morrisLecarSensitivityDerivative, morrisLecarVectorJacobian,
} from "./cell-functions";
import { CELL_PARAMETERS } from "./cell-gradient";
import { morrisLecarSlope } from "./cell-slope";
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

/** Derives a cell's fields from its parameters and current, and makes `problem` the cell's; with its sensitivity to the current if asked. */
export function morrisLecarProblem(problem: Problem, cell: MorrisLecarCell, sensitivity: bool): void {
  prepareCell(cell);
  problem.context = changetype<usize>(cell);
  problem.length = sensitivity ? 4 : 2;
  problem.timeDependent = 0;
  problem.derivativeFunction = sensitivity ? morrisLecarSensitivityDerivative.index : morrisLecarDerivative.index;
  problem.jacobianFunction = sensitivity ? 0 : morrisLecarJacobian.index;
  problem.jacobianBlocksFunction = 0;
  problem.timeDerivativeFunction = 0;
  problem.eventFunction = morrisLecarEvent.index;
}

/** Makes `d` the derivatives of a cell's problem, which has no sensitivity. */
export function morrisLecarDifferentiable(d: Differentiable, problem: Problem): void {
  d.problem = changetype<usize>(problem);
  d.vectorJacobianFunction = morrisLecarVectorJacobian.index;
  d.vectorJacobianSlopeFunction = morrisLecarSlope.index;
  d.parameters = CELL_PARAMETERS;
}

function prepareContext(context: usize): void {
  prepareCell(changetype<MorrisLecarCell>(context));
}

/** Place in the function table of what derives a cell's fields anew, given its address. */
export function morrisLecarPrepare(): u32 {
  return prepareContext.index;
}

export {
  morrisLecarDerivative,
  morrisLecarEvent,
  morrisLecarJacobian,
  morrisLecarSensitivityDerivative,
  morrisLecarVectorJacobian,
} from "./cell-functions";
