import type { TableInput } from "../../framework/tables.js";
import {
  commonSeconds,
  comparisonsOf,
  experimentTitles,
  pointAtSeconds,
  type Run,
  scoreOf,
  spreadOf,
  type Trained,
} from "../runs.js";
import { summary } from "../statistics.js";
import { type StiffGradient, whatHappened } from "../stiff-gradients.js";
import { verdictOf, winner } from "../verdict.js";

const column = (name: string, description: string) => ({ name, description });

/** Trainings: what they came to, what they cost, how far tensors moved. */
export function comparisonTables(
  runs: readonly Run[],
  trained: readonly Trained[],
  gradients: readonly StiffGradient[],
): Record<string, TableInput> {
  const happened = new Map(trained.map((one) => [`${one.experiment}/${one.method}`, whatHappened(one, gradients)]));
  return {
    comparison: {
      title: "Like for like: the same tensors, trials and evaluations",
      columns: [
        "experiment",
        column("tensors", "trained by both"),
        column("evolution", "its best method"),
        column("score with evolution", "share of wrong answers, or loss: lower is better; mean over repetitions"),
        column("spread", "standard deviation over repetitions"),
        column("backpropagation", "its best method"),
        column("score with backpropagation", "as for evolution"),
        column("its spread", "as for evolution"),
        column("better", "by more than the spread"),
        "in words",
      ],
      rows: comparisonsOf(trained).map((one) => [
        experimentTitles[one.experiment],
        one.trains,
        one.evolution.method,
        scoreOf(one.evolution),
        spreadOf(one.evolution),
        one.backpropagation.method,
        scoreOf(one.backpropagation),
        spreadOf(one.backpropagation),
        winner(one),
        verdictOf(one),
      ]),
    },
    trainings: {
      title: "All methods at equal evaluations",
      columns: [
        "experiment",
        "method",
        "family",
        column("tensors", "trained; others are frozen"),
        column("runs", "repetitions"),
        column("iterations", "mean"),
        column(
          "evaluations",
          "of the loss of a batch; a gradient counts as three, forward sensitivities and the backsolve adjoint by the clock; mean",
        ),
        column("accuracy", "on fresh trials, mean"),
        column("its deviation", "standard deviation over repetitions"),
        column("loss", "on what training does not see, mean"),
        column("deviation", "standard deviation over repetitions"),
        column("least", "loss of the best repetition"),
        column("greatest", "loss of the worst repetition"),
        column("not finite", "candidates and entries of gradients, all repetitions"),
        column("ended early", "repetitions whose numbers ceased to be finite"),
        column("what happened", "of early ends, and of Robertson's gradients in the first repetition"),
      ],
      rows: trained.map(({ experiment, method, family, trains, runs: same, loss, accuracy }) => [
        experimentTitles[experiment],
        method,
        family,
        trains,
        same.length,
        summary(same.map(({ outcome }) => outcome.iterations)).mean,
        summary(same.map(({ outcome }) => outcome.evaluations)).mean,
        accuracy.mean,
        accuracy.deviation,
        loss.mean,
        loss.deviation,
        loss.least,
        loss.greatest,
        same.reduce((sum, { outcome }) => sum + outcome.notFinite, 0),
        same.filter(({ outcome }) => outcome.stopped !== null).length,
        happened.get(`${experiment}/${method}`)!,
      ]),
    },
    equal_seconds: {
      title: "All methods at equal seconds of the reference machine",
      columns: [
        "experiment",
        "method",
        {
          name: "seconds",
          unit: "s",
          description: "that the method which spends least has spent, by counted work and costs measured once",
        },
        { name: "iteration", unit: "s", description: "of the reference machine" },
        column("iterations", "in these seconds, at the last point of the curve; mean"),
        column("loss", "then, mean"),
        column("accuracy", "then, mean; with the read-out as it was"),
      ],
      rows: trained
        .filter(({ family }) => family !== "control")
        .map(({ experiment, method, runs: same }) => {
          const seconds = commonSeconds(runs, experiment);
          const points = same.map((run) => pointAtSeconds(run, seconds));
          return [
            experimentTitles[experiment],
            method,
            seconds,
            summary(same.map(({ iterationSeconds }) => iterationSeconds)).mean,
            summary(points.map(({ iterations }) => iterations)).mean,
            summary(points.map(({ loss }) => loss)).mean,
            summary(points.map(({ accuracy }) => accuracy)).mean,
          ];
        }),
    },
    movement: {
      title: "How far tensors moved",
      columns: [
        "experiment",
        "method",
        "tensor",
        column("movement", "||W - W0|| / ||W0||, ||W - W0|| where W0 is 0; mean over repetitions"),
        column("deviation", "standard deviation over repetitions"),
        "frozen",
      ],
      rows: trained.flatMap(({ experiment, method, runs: same }) =>
        Object.keys(same[0]!.outcome.changes).map((tensor) => {
          const { mean, deviation } = summary(same.map(({ outcome }) => outcome.changes[tensor]!));
          return [experimentTitles[experiment], method, tensor, mean, deviation, same[0]!.frozen.includes(tensor)];
        }),
      ),
    },
    curves: {
      title: "Training curves",
      columns: [
        "experiment",
        "method",
        "family",
        column("budget", "evaluations that may be spent"),
        column("evaluations", "spent, mean"),
        column("iterations", "mean"),
        column("loss", "on what training does not see, mean"),
        column("loss low", "least"),
        column("loss high", "greatest"),
        column("accuracy", "mean"),
        column("accuracy low", "least"),
        column("accuracy high", "greatest"),
      ],
      rows: trained.flatMap(({ experiment, method, family, runs: same }) =>
        same[0]!.outcome.curve.map(({ budget }, k) => {
          const points = same.map(({ outcome }) => outcome.curve[k]!);
          const loss = summary(points.map((point) => point.loss));
          const accuracy = summary(points.map((point) => point.accuracy));
          return [
            experimentTitles[experiment],
            method,
            family,
            budget,
            summary(points.map(({ evaluations }) => evaluations)).mean,
            summary(points.map(({ iterations }) => iterations)).mean,
            ...[loss.mean, loss.least, loss.greatest],
            ...[accuracy.mean, accuracy.least, accuracy.greatest],
          ];
        }),
      ),
    },
  };
}
