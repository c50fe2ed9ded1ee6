import type { Core } from "../../core/core.js";
import { createMorrisLecarNetwork } from "../../neurons/index.js";
import { RandomStream } from "../../random/index.js";
import type { ClassificationProblem } from "../../training/problems/classification.js";
import type { EvidenceWords } from "../../training/tasks/evidence-words.js";

/** mV between two neighbouring runs. */
const DISTANCE = 1e-6;
const DIRECTIONS = 8;

/**
 * How much further apart (log10, mean over directions) two runs of a trained network are after the time of a trial than at its start, while the first kind of evidence
 * is on. Through this factor gradients pass on their way back.
 */
export function logGrowth(
  core: Core,
  problem: ClassificationProblem,
  { cells, dt, stepsPerWord }: { readonly cells: number; readonly dt: number; readonly stepsPerWord: number },
  parameters: Float64Array,
  seed: number,
): number {
  const tensor = (name: string) => {
    const found = problem.tensors.find((one) => one.name === name);
    return found && parameters.subarray(found.offset, found.offset + found.length);
  };
  const [inputWeights, recurrent] = [tensor("Win")!, tensor("Wrec")!];
  const rates = Array.from(tensor("phi") ?? [], (log) => core.call((e) => e.exp(log)));
  const task = problem.task as EvidenceWords;
  const word = task.vocabulary.subarray(0, task.inputs);
  const input = Float64Array.from({ length: cells }, (_, cell) =>
    word.reduce((sum, x, k) => sum + x * inputWeights[k * cells + cell]!, 0),
  );
  const random = new RandomStream(core, { seed }).substream("directions");
  const start = random.normals(cells).map((x) => -20 + 5 * x);
  const shifts = Array.from({ length: DIRECTIONS }, () => {
    const direction = random.normals(cells);
    const size = norm(direction);
    return direction.map((x) => (DISTANCE * x) / size);
  });
  const trials = DIRECTIONS + 1;
  const network = createMorrisLecarNetwork(core, {
    type: "current",
    cells,
    weights: recurrent,
    input,
    parameters: rates.length > 0 ? rates.map((recoveryRate) => ({ set: "authors", recoveryRate }) as const) : "authors",
    trials,
    dt,
    stepper: "exponential-euler",
  });
  try {
    network.setState({ voltage: Array.from(start).flatMap((v, i) => [v, ...shifts.map((shift) => v + shift[i]!)]) });
    network.run(task.words * stepsPerWord * dt);
    const end = network.voltages;
    const growths = shifts.map((_, k) => {
      const apart = norm(Float64Array.from({ length: cells }, (_, i) => end[trials * i + k + 1]! - end[trials * i]!));
      return core.exports.log(Math.max(apart, 1e-300) / DISTANCE) / core.exports.log(10);
    });
    return growths.reduce((sum, x) => sum + x, 0) / DIRECTIONS;
  } finally {
    network.dispose();
  }
}

function norm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
