import { STAGES } from "../../solvers/dormand-prince-tableau";
import { dormandPrince } from "../../solvers/dormand-prince";
import { Integration, workStates } from "../../solvers/integration";
import { ShapingFlow } from "./flow-shaping";
import { DecoupledFastGainFlow, FastGainFlow } from "./flows-fast";
import { DirectFlow, Flow, GainFlow, InterneuronFlow, ProductFlow } from "./flows";

/** States that Integration.work holds. */
export function dormandPrinceWorkStates(): u32 {
  return <u32>workStates(STAGES);
}

export function integrateDirectFlow(flow: Flow, run: Integration): i32 {
  return dormandPrince<DirectFlow>(changetype<DirectFlow>(flow), run);
}

export function integrateInterneuronFlow(flow: Flow, run: Integration): i32 {
  return dormandPrince<InterneuronFlow>(changetype<InterneuronFlow>(flow), run);
}

export function integrateProductFlow(flow: Flow, run: Integration): i32 {
  return dormandPrince<ProductFlow>(changetype<ProductFlow>(flow), run);
}

export function integrateGainFlow(flow: Flow, run: Integration): i32 {
  return dormandPrince<GainFlow>(changetype<GainFlow>(flow), run);
}

export function integrateFastGainFlow(flow: Flow, run: Integration): i32 {
  return dormandPrince<FastGainFlow>(changetype<FastGainFlow>(flow), run);
}

export function integrateDecoupledFastGainFlow(flow: Flow, run: Integration): i32 {
  return dormandPrince<DecoupledFastGainFlow>(changetype<DecoupledFastGainFlow>(flow), run);
}

export function integrateShapingFlow(flow: ShapingFlow, run: Integration): i32 {
  return dormandPrince<ShapingFlow>(flow, run);
}
