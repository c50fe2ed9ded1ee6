import { Differentiable } from "../../learning/differentiable";
import * as massAction from "./mass-action";
import * as vanDerPol from "./van-der-pol-gradient";

// @ts-ignore: decorator
@inline
function set(d: Differentiable, parameters: u32, vectorJacobian: u32, slope: u32): bool {
  d.parameters = parameters;
  d.vectorJacobianFunction = vectorJacobian;
  d.vectorJacobianSlopeFunction = slope;
  return true;
}

/** Fills in all of `d` but its problem for test problem `kind` (registry.ts); theta are its parameters. False: it has no gradients. */
export function testProblemDifferentiable(kind: u32, d: Differentiable): bool {
  switch (kind) {
    case 0: return set(d, 3, massAction.roberVectorJacobian.index, massAction.roberSlope.index);
    case 1: return set(d, 10, massAction.hiresVectorJacobian.index, massAction.hiresSlope.index);
    case 2: return set(d, 1, vanDerPol.singularVectorJacobian.index, vanDerPol.singularSlope.index);
    case 3: return set(d, 1, vanDerPol.dampedVectorJacobian.index, vanDerPol.dampedSlope.index);
    case 5: return set(d, 25, massAction.polluVectorJacobian.index, massAction.polluSlope.index);
    case 9: return set(d, 1, massAction.linearVectorJacobian.index, massAction.linearSlope.index);
    case 14: return set(d, 4, massAction.lotkaVolterraVectorJacobian.index, massAction.lotkaVolterraSlope.index);
    default: return false;
  }
}
