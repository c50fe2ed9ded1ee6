import { type Curve, lastWithin } from "./curve.js";
import { gradientTitles, readable, strategyTitles } from "./names.js";
import type { Settings } from "./settings.js";
import type { SideSnapshot } from "./side.js";
import type { Norms } from "./statistics.js";

export interface Standing {
  readonly snapshot: SideSnapshot;
  readonly curve: Curve;
}

export type Winner = "evolution" | "gradient" | "neither";

/** Losses within a tenth of each other are called even: single runs differ by more. */
const EVEN = 0.1;

/** Who has the lower loss; one that is no finite number is behind. `floor`: below it, losses are 0 for all that can be seen. */
export function winnerOf(evolution: number, gradient: number, floor = 1e-10): Winner {
  const [evolves, descends] = [Number.isFinite(evolution), Number.isFinite(gradient)];
  if (!evolves || !descends) return evolves === descends ? "neither" : evolves ? "evolution" : "gradient";
  const [a, b] = [Math.max(evolution, floor), Math.max(gradient, floor)];
  if (Math.abs(a - b) <= EVEN * Math.max(a, b)) return "neither";
  return a < b ? "evolution" : "gradient";
}

/** Losses of both where both have used up as much of `column` as the one that has used less. */
export function equals(
  evolution: Standing,
  gradient: Standing,
  column: "evaluations" | "seconds",
): { readonly limit: number; readonly evolution: number; readonly gradient: number } {
  // One that has reached the target keeps its loss: what it has not used counts for it.
  const ends = [evolution, gradient]
    .filter(({ snapshot }) => !snapshot.reachedTarget)
    .map(({ curve }) => curve[column][curve.count - 1]!);
  const limit = Math.min(...(ends.length > 0 ? ends : [evolution, gradient].map(({ curve }) => curve[column][curve.count - 1]!)));
  const at = ({ curve }: Standing) => curve.losses[Math.max(0, lastWithin(curve, column, limit))]!;
  return { limit, evolution: at(evolution), gradient: at(gradient) };
}

/** Who is ahead and why: sentences from the numbers of this run alone. */
export function verdictOf(settings: Settings, evolution: Standing, gradient: Standing): string[] {
  if (evolution.snapshot.iterations === 0 || gradient.snapshot.iterations === 0)
    return ["Neither side has moved yet: both stand at the same start."];
  const byEvaluations = equals(evolution, gradient, "evaluations");
  const bySeconds = equals(evolution, gradient, "seconds");
  return [
    `After ${readable(byEvaluations.limit)} evaluations each: ${inWords(byEvaluations)}`,
    // Shorter times are those of the first calls, while code is still being compiled.
    ...(bySeconds.limit < 0.2 ? [] : [`After ${readable(bySeconds.limit, 2)} s of computing each: ${inWords(bySeconds)}`]),
    ...reasons(settings, evolution.snapshot, gradient.snapshot),
  ];
}

function inWords({ evolution, gradient }: { readonly evolution: number; readonly gradient: number }): string {
  const losses = `evolution ${readable(evolution)}, the gradient ${readable(gradient)}`;
  const winner = winnerOf(evolution, gradient);
  if (winner === "neither")
    return Number.isFinite(evolution) ? `even (loss: ${losses}).` : "neither has a loss that is a number.";
  const ratio = winner === "evolution" ? gradient / evolution : evolution / gradient;
  const by = Number.isFinite(ratio) && ratio < 1e6 ? `, a loss ${readable(Number(ratio.toPrecision(2)))} times lower` : "";
  return `${winner === "evolution" ? "evolution" : "the gradient"} is ahead${by} (loss: ${losses}).`;
}

/** A gradient this much larger than its median, now and then, is one that jumps. */
const JUMP = 100;

const halfOf = ({ median }: Norms) =>
  median === 0 ? "half of them were 0 to twelve digits" : `half of them were below ${readable(median, 2)}`;

function reasons(settings: Settings, evolution: SideSnapshot, gradient: SideSnapshot): string[] {
  const said: string[] = [];
  const { norms } = gradient;
  const { strategy, population, sigma, task } = settings;
  if (norms.count > 0 && norms.largest === 0)
    said.push(
      `Every gradient so far was exactly 0: on flat ground it has nothing to follow. Candidates ${readable(sigma)} apart see the ground beyond.`,
    );
  else if (task === "cell" && norms.count >= 10 && norms.largest > JUMP * Math.max(norms.median, 1e-12))
    said.push(
      `The gradient’s size says little here: ${readable(norms.largest, 2)} at most, but ${halfOf(norms)}. Its steps are like that: the longest was ${readable(gradient.steps.largest, 2)}, ` +
        `and ${halfOf(gradient.steps)}. Evolution follows the slope of the loss smoothed over ${readable(sigma)}, which is free of these jumps.`,
    );
  if (task === "function") said.push(...reasonsInPlane(evolution, gradient));
  said.push(
    `A generation of ${strategyTitles[strategy]} takes ${population} evaluations, a step by ${gradientTitles[settings.gradient]} counts as ${readable(gradient.evaluations / gradient.iterations)}: ` +
      `so far ${readable(evolution.iterations)} generations against ${readable(gradient.iterations)} steps.`,
  );
  const perEvaluation = evolution.seconds / evolution.evaluations;
  const perStep = gradient.seconds / gradient.iterations;
  if (perEvaluation > 0 && perStep > 0 && task !== "function")
    said.push(
      `By the clock of this machine a gradient step took as long as ${readable(perStep / perEvaluation, 2)} evaluations.`,
    );
  for (const [name, { notFinite }] of [
    ["evolution’s candidates", evolution],
    ["the gradient’s entries", gradient],
  ] as const)
    if (notFinite > 0) said.push(`${readable(notFinite)} of ${name} were not finite numbers, and were left out.`);
  const adapts = !(strategy === "openai-es" || strategy.startsWith("smoothed-"));
  const factor = evolution.sigma / sigma;
  if (adapts && (factor < 0.5 || factor > 2))
    said.push(
      `Evolution has ${factor < 1 ? "narrowed" : "widened"} its search: sigma went from ${readable(sigma)} to ${readable(evolution.sigma, 2)}.`,
    );
  return said;
}

/** The last gradient over the largest, below which a side is said to rest. */
const AT_REST = 1e-4;
/** Shares of steps, and ratios of axes, that are worth words. */
const ZIGZAG = 0.2;
const LONG = 3;

function reasonsInPlane(evolution: SideSnapshot, gradient: SideSnapshot): string[] {
  const said: string[] = [];
  const { norms, gradientNorm, loss, iterations, turns } = gradient;
  if (norms.largest > 0 && gradientNorm < AT_REST * norms.largest && loss > AT_REST)
    said.push(
      `The gradient rests where the slope is 0 (its last length is ${readable(gradientNorm, 2)}), at a loss of ${readable(loss)}: there are lower places, but no slope leads there.`,
    );
  if (iterations >= 10 && turns > ZIGZAG * iterations)
    said.push(
      `${readable((100 * turns) / iterations, 2)} % of the gradient’s steps went back on the one before: it crosses the valley instead of following it.`,
    );
  if (evolution.elongation > LONG)
    said.push(
      `Evolution’s cloud is now ${readable(evolution.elongation, 2)} times as long as wide: it has learnt from its candidates which way the ground stretches.`,
    );
  return said;
}

/** How a side ended, for a sentence. */
export function endOf(name: string, { finished, evaluations, loss }: SideSnapshot): string | undefined {
  return finished && `${name} has ended after ${readable(evaluations)} evaluations at a loss of ${readable(loss)}: ${finished}.`;
}
