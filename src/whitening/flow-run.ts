import { checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import type { CoreExports } from "../core/exports.js";
import { FastGains, Flow } from "../core/generated/layouts.js";
import { structAt } from "../core/struct.js";
import { squareRootMatrix } from "../numeric/linear/index.js";
import { flowBytes, integrateFlow, type Trajectory } from "../solvers/flow.js";
import { checkIntegration } from "../solvers/flow-options.js";
import { type CheckedCovariance, checkEvent, type FlowOptions } from "./flow-options.js";
import { Plan } from "./gain-memory.js";

/** What a flow of fast gains has beside. */
export interface FastCircuit {
  readonly gainRate: number;
  readonly weightRate: number;
  readonly normalised: boolean;
  readonly probabilities: ArrayLike<number>;
  /** Numbers of the core's working space. */
  readonly scaled: number;
  readonly product: number;
}

export interface FlowCircuit {
  readonly name: string;
  readonly initial: Float64Array;
  readonly interneurons: number;
  readonly leak: number;
  readonly frame?: Float64Array;
  readonly fast?: FastCircuit;
}

type Kernel = (exports: CoreExports, flow: number, run: number) => number;

/** Integrates a flow of assembly/models/whitening for inputs of one covariance, or of one for each context of a flow of fast gains. */
export function runFlow(
  core: Core,
  options: Omit<FlowOptions, "covariance">,
  inputs: readonly CheckedCovariance[],
  circuit: FlowCircuit,
  kernel: Kernel,
): Trajectory {
  const { name, initial, interneurons, leak, frame = new Float64Array(0), fast } = circuit;
  const checked = checkIntegration(options, initial.length);
  const driftRate = checkNumber("driftRate", options.driftRate ?? 0);
  const { metric, bound, stop } = checkEvent(options.event);
  const n = inputs[0]!.n;
  const square = n * n;
  const plan = new Plan();
  const struct = plan.block("u8", Flow.byteLength);
  const lengths = {
    factor: inputs.length * square,
    frame: frame.length,
    target: inputs.length * square,
    matrix: square,
    responses: square,
    deviation: square,
    scratch: n * (n + 3),
  };
  const blocks = Object.entries(lengths).map(([field, length]) => [field, plan.block("f64", length)] as const);
  const extension = fast && planFastGains(plan, core, fast, n, inputs.length);
  let address = 0; // of the struct
  const problem = {
    name,
    initial,
    event: options.event === undefined ? "none" : stop ? "stops" : "passes",
    kernel: (e: CoreExports, run: number) => kernel(e, address, run),
  } as const;
  const arena = plan.make(core, name, flowBytes(core, problem, checked));
  try {
    const flow = structAt(core.memory, Flow, struct.get());
    flow.set({ neurons: n, interneurons, leak, driftRate, metric, bound });
    const placed = Object.fromEntries(blocks.map(([field, block]) => [field, block.get()])) as Record<
      keyof typeof lengths,
      ReturnType<(typeof blocks)[0][1]["get"]>
    >;
    flow.set(Object.fromEntries(Object.entries(placed).map(([field, block]) => [field, block.address])));
    placed.frame.view.set(frame);
    for (const [c, { covariance, factor }] of inputs.entries()) {
      placed.factor.view.set(factor, c * square);
      placed.target.view.set(squareRootMatrix(core, covariance, n), c * square);
    }
    if (extension) flow.set({ fast: extension(placed.factor.address, placed.target.address) });
    address = flow.address;
    return integrateFlow(core, arena, problem, checked);
  } finally {
    core.heap.release(arena.region);
  }
}

/** Plans the core's FastGains; the function returned fills it in, once the plan is made, and returns its address. */
function planFastGains(plan: Plan, core: Core, fast: FastCircuit, n: number, contexts: number) {
  const struct = plan.block("u8", FastGains.byteLength);
  const probabilities = plan.block("f64", contexts);
  const [scaled, product, pivots] = [plan.block("f64", fast.scaled), plan.block("f64", fast.product), plan.block("u32", n)];
  return (factors: number, targets: number): number => {
    const { gainRate, weightRate, normalised } = fast;
    const layout = structAt(core.memory, FastGains, struct.get());
    probabilities.get().view.set(fast.probabilities);
    layout.set({ gainRate, weightRate, contexts, normalised: normalised ? 1 : 0, factors, targets });
    layout.set({ probabilities: probabilities.get().address, scaled: scaled.get().address });
    layout.set({ product: product.get().address, pivots: pivots.get().address });
    return layout.address;
  };
}
