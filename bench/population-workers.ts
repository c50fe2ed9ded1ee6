import type { Core } from "../src/core/core.js";
import { createWorkerPool } from "../src/parallel/index.js";
import { createTrainingProblem } from "../src/training/problems/registry.js";
import { createTrainer } from "../src/training/trainer/index.js";
import { median } from "./harness.js";

const ROUNDS = 11;
const POPULATION = 32;

/** A generation of OpenAI-ES on the classification task (32 Morris-Lecar cells, about 500 steps, 16 trials), over one and over two workers, in turns; and what the machine's two processors give at most. */
export async function benchPopulation(core: Core): Promise<void> {
  const problem = createTrainingProblem(core, {
    kind: "classification",
    options: {
      task: { kind: "stimulus-integration", stepsPerWord: 10 },
      model: { kind: "morris-lecar", cells: 32, dt: 0.4 },
      trials: 16,
    },
  });
  const groups = [{ tensors: ["Win"], method: "openai-es", stepSize: 0.1, populationSize: POPULATION }] as const;
  const runs = await Promise.all(
    [1, 2, 1].map(async (threads) => {
      const pool = await createWorkerPool({ threads });
      const trainer = createTrainer(core, problem, { groups, seed: 1 });
      const generation = () => trainer.runAsync({ pool, stop: { iterations: trainer.iteration + 1 } });
      await generation();
      return { pool, trainer, generation };
    }),
  );
  const [single, double, other] = runs as [(typeof runs)[0], (typeof runs)[0], (typeof runs)[0]];
  const [ratios, ceilings, processor, milliseconds]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const one = await timed(single.generation);
    const two = await timed(double.generation);
    const apart = await timed(() => Promise.all([single.generation(), other.generation()]));
    ratios.push(one.seconds / two.seconds);
    ceilings.push((2 * one.seconds) / apart.seconds);
    processor.push(two.processor / one.processor);
    milliseconds.push((1000 * one.processor) / POPULATION);
    await Promise.all([double.generation(), other.generation()]); // as far as the first
  }
  const [first, ...rest] = runs.map(({ trainer }) => Buffer.from(trainer.parameters.buffer));
  if (rest.some((bytes) => Buffer.compare(first!, bytes) !== 0)) throw new Error("The bits differ.");
  const range = (values: number[]) =>
    `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
  console.log(
    `A generation of ${POPULATION} candidates of ${median(milliseconds).toFixed(1)} ms: two workers ${range(ratios)} times as fast as one;`,
  );
  console.log(
    `  two generations at once, of one worker each, which share nothing: ${range(ceilings)} times as fast as one after the other;`,
  );
  console.log(`  processor time with two workers ${range(processor)} of that with one; same bits`);
  await Promise.all(runs.map(({ pool }) => pool.terminate()));
  for (const { trainer } of runs) trainer.dispose();
  problem.dispose();
}

async function timed(work: () => Promise<unknown>): Promise<{ seconds: number; processor: number }> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, processor: (user + system) / 1e6 };
}
