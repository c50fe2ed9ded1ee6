import { type Comparison, experimentTitles, scoreOf, spreadOf, type Trained } from "./runs.js";

/** Who did better at equal evaluations. "neither": the difference is less than the repetitions' spread. */
export function winner({ evolution, backpropagation }: Comparison): "evolution" | "backpropagation" | "neither" {
  const difference = scoreOf(evolution) - scoreOf(backpropagation);
  const [a, b] = [spreadOf(evolution), spreadOf(backpropagation)];
  if (Math.abs(difference) <= Math.sqrt((a * a + b * b) / 2)) return "neither";
  return difference < 0 ? "evolution" : "backpropagation";
}

const number = (x: number) => (Math.abs(x) >= 0.01 ? String(Number(x.toPrecision(3))) : x.toExponential(1));

function scoreInWords(one: Trained): string {
  const isAccuracy = one.accuracy.mean !== null;
  const { mean, deviation } = isAccuracy ? one.accuracy : one.loss;
  const spread = deviation === null ? "" : ` ± ${number(deviation)}`;
  return `${number(mean!)}${spread}${isAccuracy ? " of fresh trials right" : ""}`;
}

const iterationsOf = ({ runs }: Trained) =>
  Math.round(runs.reduce((sum, { outcome }) => sum + outcome.iterations, 0) / runs.length);

/** A sentence on a comparison, from its numbers alone. */
export function verdictOf(comparison: Comparison): string {
  const { experiment, trains, evolution, backpropagation } = comparison;
  const won = winner(comparison);
  const better =
    won === "neither" ? "neither is better than the other by more than the spread of its repetitions" : `${won} is better`;
  const broken = [evolution, backpropagation].flatMap(({ method, runs }) => {
    const count = runs.filter(({ outcome }) => outcome.stopped !== null).length;
    return count > 0 ? [` ${method} ended early in ${count} of ${runs.length} runs, its numbers no longer finite.`] : [];
  });
  return (
    `${capital(experimentTitles[experiment])} (${trains}): ${better}; ${evolution.method} ${scoreInWords(evolution)}, ` +
    `${backpropagation.method} ${scoreInWords(backpropagation)}. The same evaluations pay for ${iterationsOf(evolution)} generations or ` +
    `${iterationsOf(backpropagation)} gradient steps.${broken.join("")}`
  );
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);
