import { Differentiable } from "../../learning/differentiable";
import { Problem } from "../../solvers/problem";
import { MorrisLecarCell, prepareCell } from "./cell";
import {
  MorrisLecarNetwork, networkDerivative, networkJacobian, networkJacobianBlocks, networkTangentDerivative, networkVectorJacobian,
} from "./network";

import { NetworkRun } from "./network-run";
import { morrisLecarNetworkSlope } from "./network-slope";
import { runNetworkSteps } from "./run-network";

export function morrisLecarNetworkDerivative(context: usize, time: f64, state: usize, out: usize): bool {
  networkDerivative(changetype<MorrisLecarNetwork>(context), state, out);
  return true;
}

export function morrisLecarNetworkJacobian(context: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  networkJacobian(changetype<MorrisLecarNetwork>(context), state, out, rowBytes);
  return true;
}

export function morrisLecarNetworkJacobianBlocks(
  context: usize, time: f64, state: usize, out: usize, rowBytes: usize, size: usize,
): bool {
  networkJacobianBlocks(changetype<MorrisLecarNetwork>(context), state, out, rowBytes, size);
  return true;
}

/** J^T a to `out`; the gradients by the currents and the weights are added to `gradient` (network.ts), unless that is 0; a = `adjoint`. */
export function morrisLecarNetworkVectorJacobian(
  context: usize, time: f64, state: usize, adjoint: usize, out: usize, gradient: usize,
): bool {
  networkVectorJacobian(changetype<MorrisLecarNetwork>(context), state, adjoint, out, gradient);
  return true;
}

/** Makes `d` the derivatives of a network's problem, which has no tangents. */
export function morrisLecarNetworkDifferentiable(d: Differentiable, problem: Problem, net: MorrisLecarNetwork): void {
  d.problem = changetype<usize>(problem);
  d.vectorJacobianFunction = morrisLecarNetworkVectorJacobian.index;
  d.vectorJacobianSlopeFunction = morrisLecarNetworkSlope.index;
  d.parameters = net.cells + net.connections;
}

export function morrisLecarNetworkTangents(context: usize, time: f64, state: usize, out: usize): bool {
  networkTangentDerivative(changetype<MorrisLecarNetwork>(context), state, out);
  return true;
}

/** Prepares the cells, and makes `problem` the network's; with the sensitivities of its tangents, if it has any. */
export function morrisLecarNetworkProblem(problem: Problem, net: MorrisLecarNetwork): void {
  for (let i: usize = 0; i < <usize>net.cells; i++) {
    prepareCell(changetype<MorrisLecarCell>(net.cell + i * offsetof<MorrisLecarCell>()));
  }
  problem.context = changetype<usize>(net);
  problem.length = net.cells * net.components * (1 + net.tangents);
  problem.timeDependent = 0;
  problem.derivativeFunction = net.tangents ? morrisLecarNetworkTangents.index : morrisLecarNetworkDerivative.index;
  problem.jacobianFunction = net.tangents ? 0 : morrisLecarNetworkJacobian.index;
  problem.jacobianBlocksFunction = net.tangents ? 0 : morrisLecarNetworkJacobianBlocks.index;
  problem.timeDerivativeFunction = 0;
  problem.eventFunction = 0;
}

/** Takes fixed steps of a NetworkRun. */
export function runMorrisLecarNetworkF64(run: NetworkRun, steps: u32): void {
  runNetworkSteps<f64>(run, steps);
}

export function runMorrisLecarNetworkF32(run: NetworkRun, steps: u32): void {
  runNetworkSteps<f32>(run, steps);
}
