import { SolverError } from "../../core/errors.js";
import type { Model } from "../../solvers/model.js";
import type { Integrator, RunFrom } from "../../solvers/solve.js";
import { type PerceptronShape, perceptronModel } from "../models/perceptron.js";

/** A perceptron whose parameters are set in all integrators made of it. */
export function settableModel(shape: PerceptronShape): { model: Model; set: (theta: ArrayLike<number>) => void } {
  const { tensors: _, parameters: __, ...options } = shape;
  const model = perceptronModel(options);
  const setters: ((theta: ArrayLike<number>) => void)[] = [];
  const bind: Model["bind"] = (core, take) => {
    const bound = model.bind(core, take);
    setters.push(bound.gradient!.set);
    return bound;
  };
  return {
    model: { ...model, bind },
    set: (theta) => {
      for (const set of setters) set(theta);
    },
  };
}

/** The states at the integrator's times; undefined where the integration fails: too many steps, not finite, steps too small. */
export function statesOrNothing(integrator: Integrator, from: RunFrom): readonly Float64Array[] | undefined {
  try {
    return integrator.run(from).states;
  } catch (error) {
    if (error instanceof SolverError) return undefined;
    throw error;
  }
}
