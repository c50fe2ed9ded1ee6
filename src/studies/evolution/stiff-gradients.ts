import type { Sorted } from "./jobs.js";
import { type RobertsonMethod, robertsonMethods } from "./ode-methods.js";
import type { Trained } from "./runs.js";
import type { GradientLook } from "./stiff.js";

/** A gradient at some time of a training by gradients. */
export interface StiffGradient {
  /** Titles of the method that trains, and of that of the gradient. */
  readonly trainedBy: string;
  readonly evaluations: number;
  readonly iteration: number;
  readonly loss: number | null;
  readonly gradient: string;
  /** From the discrete adjoint's, relative; null: the integration failed. */
  readonly deviation: number | null;
}

export function stiffGradients({ stiff }: Pick<Sorted, "stiff">): StiffGradient[] {
  return stiff.flatMap(({ input, result }) =>
    (result.gradients ?? []).filter(isNew).flatMap(({ evaluations, iterations, loss, deviations }) =>
      Object.entries(deviations).map(([method, deviation]) => ({
        ...{ trainedBy: robertsonMethods[input.method].title, evaluations, iteration: iterations, loss },
        ...{ gradient: robertsonMethods[method as RobertsonMethod].title, deviation },
      })),
    ),
  );
}

/** Whether training moved on since the look before. */
const isNew = ({ iterations }: GradientLook, i: number, all: readonly GradientLook[]) => iterations !== all[i - 1]?.iterations;

/** Whether a gradient leads anywhere: its error is shorter than it is. */
const isLost = ({ deviation }: Pick<StiffGradient, "deviation">): boolean => !(deviation !== null && deviation < 1);

const number = (x: number) => (x >= 0.01 && x < 1000 ? String(Number(x.toPrecision(2))) : x.toExponential(0));

const at = ({ iteration, loss }: StiffGradient) => `${iteration} (loss ${loss === null ? "unknown" : number(loss)})`;

/** What became of the trainings of a method, from their numbers: early ends, and how its gradients were off. */
export function whatHappened({ experiment, method, runs }: Trained, gradients: readonly StiffGradient[]): string {
  const ended = runs.filter(({ outcome }) => outcome.stopped !== null);
  const words = ended.map(
    ({ repetition, outcome }) => `Repetition ${repetition} ended after ${outcome.iterations} iterations: ${outcome.stopped}.`,
  );
  if (experiment !== "robertson") return words.join(" ");
  const trainings = [...new Set(gradients.filter(({ gradient }) => gradient === method).map(({ trainedBy }) => trainedBy))];
  for (const trainedBy of trainings) {
    const same = gradients.filter((one) => one.gradient === method && one.trainedBy === trainedBy);
    const known = same.filter(({ deviation }) => deviation !== null);
    const failed = same.filter(({ deviation }) => deviation === null);
    const where = trainedBy === method ? "In its own training" : `Along the training by ${trainedBy}`;
    const worst = known.reduce((a, b) => (b.deviation! > a.deviation! ? b : a), known[0]!);
    const first = known.find(isLost);
    words.push(
      `${where}, its gradient is off by at most ${worst ? `${number(worst.deviation!)} times the discrete adjoint's length` : "nothing that can be computed"}` +
        `${first ? `, by more than that length first at iteration ${at(first)}` : ""}` +
        `${failed.length > 0 ? `; it cannot be computed at ${failed.length} of ${same.length} times, first at iteration ${at(failed[0]!)}` : ""}.`,
    );
  }
  return words.join(" ");
}
