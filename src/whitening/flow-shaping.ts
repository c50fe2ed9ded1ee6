import { checkKeys, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { ShapingFlow } from "../core/generated/layouts.js";
import { structAt } from "../core/struct.js";
import { type FlowProblem, flowBytes, integrateFlow, type Trajectory } from "../solvers/flow.js";
import { checkIntegration, type IntegrationOptions, integrationKeys } from "../solvers/flow-options.js";
import { Plan } from "./gain-memory.js";
import { LARGEST_SAMPLE, placeShaping } from "./shaping-memory.js";
import { checkShaping, type ShapingOptions, shapingKeys } from "./shaping-options.js";

/** The circuit, its initial state and its rates are given as to {@link ShapingCircuit}. Time counts batches. */
export interface ShapingFlowOptions extends ShapingOptions, IntegrationOptions {
  /** s, T x N row by row, T >= 1: the set of samples that expectations are taken over. */
  readonly samples: ArrayLike<number>;
}

export interface ShapingTrajectory extends Trajectory {
  /** g at each of `times`, K numbers. */
  readonly gains: readonly Float64Array[];
  /** theta at each of `times`, K numbers. */
  readonly shapes: readonly Float64Array[];
  /** W at each of `times`, N x K row by row, unit columns up to the error of the integration. */
  readonly weights: readonly Float64Array[];
}

/**
 * The learning rules of {@link ShapingCircuit} in continuous time (arXiv 2405.17745), with expectations over a given set of samples:
 *
 *     dg_i/dt     = eta_g g_i E h(theta_i, z_i)
 *     dtheta_i/dt = eta_theta E dh/dtheta(theta_i, z_i)      0 where it points out of [1, 3]
 *     dw_i/dt     = eta_W (I - w_i w_i^T) E r n_i
 *
 * At the kink of b (theta = 2.1648) the true dh/dtheta jumps. Where it points to the kink from both sides, the shape stays within 1e-6 of
 * it; the published code's form has no jump. States are g, theta and W, row by row. Errors: InputError; SolverError where the integration
 * stops ("outside-domain": a sample has no response).
 */
export function flowShaping(core: Core, options: ShapingFlowOptions): ShapingTrajectory {
  checkKeys("options", options, [...shapingKeys, ...integrationKeys, "samples"]);
  const checked = checkShaping(core, options);
  const { primary: n, interneurons: k, gains, shapes, weights } = checked;
  const samples = checkNumbers("samples", options.samples, undefined, { min: -LARGEST_SAMPLE, max: LARGEST_SAMPLE });
  if (samples.length === 0 || samples.length % n !== 0) {
    throw new InputError("samples.length", samples.length, `a positive multiple of ${n}, the number of primary neurons`);
  }
  const name = "The shaping flow";
  const initial = Float64Array.of(...gains, ...shapes, ...weights);
  const plan = new Plan();
  const struct = plan.block("u8", ShapingFlow.byteLength);
  const [set, jumps] = [plan.block("f64", samples.length), plan.block("f64", k)];
  const integration = checkIntegration(options, initial.length);
  let address = 0; // of the struct
  const problem: FlowProblem = { name, initial, event: "none", kernel: (e, run) => e.integrateShapingFlow(address, run) };
  const circuit = placeShaping(core, checked, plan, name, flowBytes(core, problem, integration));
  try {
    set.get().view.set(samples);
    const flow = structAt(core.memory, ShapingFlow, struct.get());
    flow.set({
      circuit: circuit.struct.address,
      samples: set.get().address,
      count: samples.length / n,
      jumps: jumps.get().address,
    });
    address = flow.address;
    const run = integrateFlow(core, circuit.arena, problem, integration);
    return {
      ...run,
      gains: run.states.map((state) => state.slice(0, k)),
      // A step may end outside [1, 3] by as much as the tolerances allow; the flow counts that as the bound.
      shapes: run.states.map((state) => state.slice(k, 2 * k).map((theta) => Math.min(Math.max(theta, 1), 3))),
      weights: run.states.map((state) => state.slice(2 * k)),
    };
  } finally {
    core.heap.release(circuit.arena.region);
  }
}
