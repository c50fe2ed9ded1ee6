import { Differentiable } from "../../learning/differentiable";
import { Problem } from "../../solvers/problem";
import { cellDerivative, cellJacobian, HodgkinHuxleyCell } from "./cell";
import { hodgkinHuxleySlope, hodgkinHuxleyVectorJacobian } from "./cell-gradient";
import { HodgkinHuxleyEnsemble, runEnsemble } from "./ensemble";

/** `context` is the address of a HodgkinHuxleyCell. */
export function hodgkinHuxleyDerivative(context: usize, time: f64, state: usize, out: usize): bool {
  cellDerivative(changetype<HodgkinHuxleyCell>(context), state, out);
  return true;
}

export function hodgkinHuxleyJacobian(context: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  cellJacobian(changetype<HodgkinHuxleyCell>(context), state, out, rowBytes);
  return true;
}

/** V less the event's level. */
function event(context: usize, index: u32, time: f64, state: usize): f64 {
  return load<f64>(state) - changetype<HodgkinHuxleyCell>(context).eventLevel;
}

/** Makes `problem` the cell's. */
export function hodgkinHuxleyProblem(problem: Problem, cell: HodgkinHuxleyCell): void {
  problem.context = changetype<usize>(cell);
  problem.length = 4;
  problem.timeDependent = 0;
  problem.derivativeFunction = hodgkinHuxleyDerivative.index;
  problem.jacobianFunction = hodgkinHuxleyJacobian.index;
  problem.jacobianBlocksFunction = 0;
  problem.timeDerivativeFunction = 0;
  problem.eventFunction = event.index;
}

/** Fills in all of `d` but its problem; theta = gNa, gK, gL, ENa, EK, EL, I. */
export function hodgkinHuxleyDifferentiable(d: Differentiable): void {
  d.parameters = 7;
  d.vectorJacobianFunction = hodgkinHuxleyVectorJacobian.index;
  d.vectorJacobianSlopeFunction = hodgkinHuxleySlope.index;
}

export function runHodgkinHuxleyF64(ensemble: HodgkinHuxleyEnsemble, steps: u32): void {
  runEnsemble<f64>(ensemble, steps);
}

export function runHodgkinHuxleyF32(ensemble: HodgkinHuxleyEnsemble, steps: u32): void {
  runEnsemble<f32>(ensemble, steps);
}
