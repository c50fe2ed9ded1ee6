import { Problem } from "../../solvers/problem";
import * as analytic from "./analytic";
import { arenstorfDerivative, arenstorfJacobian } from "./arenstorf";
import * as ab from "./detest-a-b";
import * as de from "./detest-d-e";
import { e5Derivative, e5Jacobian, reducedE5Derivative, reducedE5Jacobian } from "./e5";
import * as flows from "./flows";
import { hiresDerivative, hiresJacobian } from "./hires";
import { oregoDerivative, oregoJacobian } from "./orego";
import { pleiadesDerivative, pleiadesJacobian } from "./pleiades";
import { polluDerivative, polluJacobian } from "./pollu";
import { roberDerivative, roberJacobian } from "./rober";
import * as vanDerPol from "./van-der-pol";

// Functions of the test problems by number; the numbers are those of src/solvers/problems/kinds.ts.

// @ts-ignore: decorator
@inline
function set(problem: Problem, length: u32, derivative: u32, jacobian: u32, timeDerivative: u32 = 0): void {
  problem.length = length;
  problem.derivativeFunction = derivative;
  problem.jacobianFunction = jacobian;
  problem.jacobianBlocksFunction = 0;
  problem.timeDerivativeFunction = timeDerivative;
  problem.timeDependent = timeDerivative ? 1 : 0;
  problem.eventFunction = 0;
}

/** Fills in the functions and the length of test problem `kind`; `context`, the address of its parameters, is the caller's. False: no such problem. */
export function testProblem(kind: u32, problem: Problem): bool {
  switch (kind) {
    case 0:
      set(problem, 3, roberDerivative.index, roberJacobian.index);
      return true;
    case 1:
      set(problem, 8, hiresDerivative.index, hiresJacobian.index);
      return true;
    case 2:
      set(problem, 2, vanDerPol.singularVanDerPolDerivative.index, vanDerPol.singularVanDerPolJacobian.index);
      return true;
    case 3:
      set(problem, 2, vanDerPol.dampedVanDerPolDerivative.index, vanDerPol.dampedVanDerPolJacobian.index);
      return true;
    case 4:
      set(problem, 3, oregoDerivative.index, oregoJacobian.index);
      return true;
    case 5:
      set(problem, 20, polluDerivative.index, polluJacobian.index);
      return true;
    case 6:
      set(problem, 4, e5Derivative.index, e5Jacobian.index);
      return true;
    case 7:
      set(problem, 2, analytic.kapsDerivative.index, analytic.kapsJacobian.index);
      return true;
    case 8:
      set(
        problem,
        1,
        analytic.protheroRobinsonDerivative.index,
        analytic.protheroRobinsonJacobian.index,
        analytic.protheroRobinsonTimeDerivative.index,
      );
      return true;
    case 9:
      set(problem, 1, analytic.linearDerivative.index, analytic.linearJacobian.index);
      return true;
    case 10:
      set(problem, 4, arenstorfDerivative.index, arenstorfJacobian.index);
      return true;
    case 11:
      set(problem, 28, pleiadesDerivative.index, pleiadesJacobian.index);
      return true;
    case 12:
      set(problem, 3, flows.lorenzDerivative.index, flows.lorenzJacobian.index);
      return true;
    case 13:
      set(problem, 2, flows.brusselatorDerivative.index, flows.brusselatorJacobian.index);
      return true;
    case 14:
      set(problem, 2, flows.lotkaVolterraDerivative.index, flows.lotkaVolterraJacobian.index);
      return true;
    case 15:
      set(problem, 4, flows.henonHeilesDerivative.index, flows.henonHeilesJacobian.index);
      return true;
    case 16:
      set(problem, 2, flows.cubicSpiralDerivative.index, flows.cubicSpiralJacobian.index);
      return true;
    case 17:
      set(problem, 1, ab.a1Derivative.index, ab.a1Jacobian.index);
      return true;
    case 18:
      set(problem, 1, ab.a2Derivative.index, ab.a2Jacobian.index);
      return true;
    case 19:
      set(problem, 1, ab.a3Derivative.index, ab.a3Jacobian.index, ab.a3TimeDerivative.index);
      return true;
    case 20:
      set(problem, 1, ab.a4Derivative.index, ab.a4Jacobian.index);
      return true;
    case 21:
      set(problem, 1, ab.a5Derivative.index, ab.a5Jacobian.index, ab.a5TimeDerivative.index);
      return true;
    case 22:
      set(problem, 2, ab.b1Derivative.index, ab.b1Jacobian.index);
      return true;
    case 23:
      set(problem, 3, ab.b2Derivative.index, ab.b2Jacobian.index);
      return true;
    case 24:
      set(problem, 3, ab.b3Derivative.index, ab.b3Jacobian.index);
      return true;
    case 25:
      set(problem, 3, ab.b4Derivative.index, ab.b4Jacobian.index);
      return true;
    case 26:
      set(problem, 3, ab.b5Derivative.index, ab.b5Jacobian.index);
      return true;
    case 27:
      set(problem, 4, de.orbitDerivative.index, de.orbitJacobian.index);
      return true;
    case 28:
      set(problem, 2, de.e1Derivative.index, de.e1Jacobian.index, de.e1TimeDerivative.index);
      return true;
    case 29:
      set(problem, 2, de.e3Derivative.index, de.e3Jacobian.index, de.e3TimeDerivative.index);
      return true;
    case 30:
      set(problem, 2, de.e4Derivative.index, de.e4Jacobian.index);
      return true;
    case 31:
      set(problem, 2, de.pursuitDerivative.index, de.pursuitJacobian.index, de.pursuitTimeDerivative.index);
      return true;
    case 32:
      set(problem, 3, reducedE5Derivative.index, reducedE5Jacobian.index);
      return true;
    default:
      return false;
  }
}
