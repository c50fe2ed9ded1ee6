import { cellDerivative, cellDerivativeAndJacobian, cellJacobian, MorrisLecarCell } from "./cell";
import { cellVectorJacobian } from "./cell-gradient";

// One cell as a model of the solvers; `context` is the address of a prepared MorrisLecarCell. The same cell with its sensitivity to the current,
//
//   S' = J S + df/dI ,   df/dI = (1 / C, 0) ,   S = (dV/dI, dw/dI) ,
//
// is a model of four components (V, w, S).

const matrix: usize = memory.data(32, 16);

export function morrisLecarDerivative(context: usize, time: f64, state: usize, out: usize): bool {
  cellDerivative(changetype<MorrisLecarCell>(context), state, out);
  return true;
}

export function morrisLecarJacobian(context: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  cellJacobian(changetype<MorrisLecarCell>(context), state, matrix);
  v128.store(out, v128.load(matrix));
  v128.store(out + rowBytes, v128.load(matrix, 16));
  return true;
}

/** V less the event's level. */
export function morrisLecarEvent(context: usize, index: u32, time: f64, state: usize): f64 {
  return load<f64>(state) - changetype<MorrisLecarCell>(context).eventLevel;
}

/** J^T a to `out`; a . df/dtheta is added to `gradient` (cell-gradient.ts), unless that is 0; a = `adjoint`. */
export function morrisLecarVectorJacobian(context: usize, time: f64, state: usize, adjoint: usize, out: usize, gradient: usize): bool {
  cellVectorJacobian(changetype<MorrisLecarCell>(context), state, load<f64>(adjoint), load<f64>(adjoint, 8), out, gradient);
  return true;
}

export function morrisLecarSensitivityDerivative(context: usize, time: f64, state: usize, out: usize): bool {
  const cell = changetype<MorrisLecarCell>(context);
  cellDerivativeAndJacobian(cell, state, out, matrix);
  const s0 = load<f64>(state, 16);
  const s1 = load<f64>(state, 24);
  store<f64>(out, load<f64>(matrix) * s0 + load<f64>(matrix, 8) * s1 + cell.perCapacitance, 16);
  store<f64>(out, load<f64>(matrix, 16) * s0 + load<f64>(matrix, 24) * s1, 24);
  return true;
}
