import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { networkMethods } from "../network-methods.js";
import { robertsonMethods, spiralMethods } from "../ode-methods.js";
import { experimentTitles } from "../runs.js";
import { MAP_TARGET } from "../spiral.js";
import { axisName, spectrumShares } from "../stiff.js";
import { stiffGradients } from "../stiff-gradients.js";

const column = (name: string, description: string) => ({ name, description });
const species = (system: string, i: number) => (system === "robertson" ? ["y1", "y2", "y3"][i]! : `y${i + 1}`);

/** What trained networks and equations do. */
export function resultTables(results: Sorted): Record<string, TableInput> {
  const { networks, fullSize, spirals, stiff, data, map, spectrum } = results;
  const all = [...networks, ...fullSize];
  return {
    growth: {
      title: "Sensitivity growth beside training, first repetition",
      columns: [
        "experiment",
        "method",
        "iteration",
        column("evaluations", "spent"),
        column("growth", "log10 of how much further apart two runs are after a trial than at its start"),
        column("loss", "then"),
      ],
      rows: all.flatMap(({ input, result }) =>
        result.growth.map(({ iterations, growth }) => {
          const point = result.curve.findLast((one) => one.iterations === iterations)!;
          const name = input.cells === 128 ? "full-size" : input.task;
          return [experimentTitles[name], networkMethods[input.method].title, iterations, point.evaluations, growth, point.loss];
        }),
      ),
    },
    outputs: {
      title: "What trained read-outs say in time, mean over trials of each class, first repetition",
      columns: [
        "experiment",
        "method",
        "step",
        "class",
        column("logit", "of which class"),
        column("value", "less the mean of the three"),
      ],
      rows: all
        .filter(({ input }) => input.method === "es-input" || input.method === "bptt-all" || input.method === "bptt-input")
        .flatMap(({ input, result: { outputs } }) =>
          (outputs?.logits ?? []).flatMap((byLogit, label) =>
            byLogit.flatMap((values, logit) =>
              values.map((value, k) => [
                experimentTitles[input.cells === 128 ? "full-size" : input.task],
                networkMethods[input.method].title,
                outputs!.steps[k]!,
                label,
                logit,
                value,
              ]),
            ),
          ),
        ),
    },
    spiral_trajectories: {
      title: "Learned spirals, run freely from (2, 0), first repetition",
      columns: ["method", "t", "y1", "y2"],
      rows: spirals.flatMap(({ input, result }) =>
        (result.trajectory ?? []).map(([t, y1, y2]) => [spiralMethods[input.method].title, t, y1, y2]),
      ),
    },
    stiff_trajectories: {
      title: "Learned stiff systems and their data, first repetition; in units of each species' scale",
      columns: ["system", "method", "t", "species", "value"],
      rows: [
        ...data.flatMap(({ input: { system }, result: { times, data: states } }) =>
          states.flatMap((state, k) => state.map((y, i) => [experimentTitles[system], "data", times[k]!, species(system, i), y])),
        ),
        ...stiff.flatMap(({ input: { system, method }, result: { trajectory } }) =>
          (trajectory?.states ?? []).flatMap((state, k) =>
            state.map((y, i) => [
              experimentTitles[system],
              robertsonMethods[method].title,
              trajectory!.times[k]!,
              species(system, i),
              y,
            ]),
          ),
        ),
      ],
    },
    ...(stiff.some(({ result }) => result.gradients)
      ? {
          stiff_gradients: {
            title: "Robertson: gradients in the course of trainings, beside the discrete adjoint's, first repetition",
            columns: [
              column("trained by", "method whose training it is"),
              "evaluations",
              column("iteration", "of that training"),
              column("loss", "then"),
              column("gradient", "method of the gradient"),
              column(
                "deviation",
                "length of the difference from the discrete adjoint's, over that one's; empty: the integration failed",
              ),
            ],
            rows: stiffGradients(results).map((row) => Object.values(row)),
          },
        }
      : {}),
    map: {
      title: `Iterations of OpenAI-ES on the spiral to a mean error of ${MAP_TARGET}`,
      columns: [
        column("S", "candidates"),
        column("sigma", "their deviation"),
        column("iterations", "empty: not reached"),
        "evaluations",
      ],
      rows: map.map(({ input: { population, sigma }, result: { iterations } }) => [
        population,
        sigma,
        iterations,
        iterations === null ? null : iterations * population,
      ]),
    },
    spectrum: {
      title: "CMA-ES on Robertson's reaction: step size and half-axes of the cloud of candidates",
      columns: [
        "evaluations",
        column("loss", "best so far"),
        column("step size", "root mean square of the axes"),
        ...spectrumShares.map((share) => column(axisName(share), `half-axis at ${100 * share} % of all, by length`)),
      ],
      rows: spectrum.map(({ evaluations, loss, stepSize, axes }) => [evaluations, loss, stepSize, ...axes]),
    },
  };
}
