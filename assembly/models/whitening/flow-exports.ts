import { Integration } from "../../solvers/integration";
import { DORMAND_PRINCE, integrateProblem } from "../../solvers/methods";
import { Problem } from "../../solvers/problem";
import { ShapingFlow } from "./flow-shaping";
import { DecoupledFastGainFlow, FastGainFlow } from "./flows-fast";
import { DirectFlow, Flow, GainFlow, InterneuronFlow, ProductFlow } from "./flows";

// A derivative of a flow takes microseconds: through the table, so that the solver is not compiled once more for each.
const problem = changetype<Problem>(memory.data(32, 8));

function integrateFlow<M>(flow: usize, run: Integration): i32 {
  const derivative = (context: usize, time: f64, state: usize, out: usize): bool =>
    changetype<M>(context).derivative(time, state, out);
  const event = (context: usize, index: u32, time: f64, state: usize): f64 => changetype<M>(context).event(index, time, state);
  problem.derivativeFunction = derivative.index;
  problem.eventFunction = event.index;
  problem.context = flow;
  problem.length = run.length;
  problem.timeDependent = 1;
  return integrateProblem(DORMAND_PRINCE, problem, run);
}

export function integrateDirectFlow(flow: Flow, run: Integration): i32 {
  return integrateFlow<DirectFlow>(changetype<usize>(flow), run);
}

export function integrateInterneuronFlow(flow: Flow, run: Integration): i32 {
  return integrateFlow<InterneuronFlow>(changetype<usize>(flow), run);
}

export function integrateProductFlow(flow: Flow, run: Integration): i32 {
  return integrateFlow<ProductFlow>(changetype<usize>(flow), run);
}

export function integrateGainFlow(flow: Flow, run: Integration): i32 {
  return integrateFlow<GainFlow>(changetype<usize>(flow), run);
}

export function integrateFastGainFlow(flow: Flow, run: Integration): i32 {
  return integrateFlow<FastGainFlow>(changetype<usize>(flow), run);
}

export function integrateDecoupledFastGainFlow(flow: Flow, run: Integration): i32 {
  return integrateFlow<DecoupledFastGainFlow>(changetype<usize>(flow), run);
}

export function integrateShapingFlow(flow: ShapingFlow, run: Integration): i32 {
  return integrateFlow<ShapingFlow>(changetype<usize>(flow), run);
}
