// An ensemble of 10,000 Morris-Lecar cells, and a generation of an evolution strategy, over one and over two workers, interleaved:
// node dist/bench/workers.js [members]; members 0: the generation alone
import { load, morrisLecarModel } from "../src/index.js";
import { createWorkerPool } from "../src/parallel/index.js";
import { median } from "./harness.js";
import { benchPopulation } from "./population-workers.js";

const members = Number(process.argv[2] ?? 10_000);
const rounds = 11;
const model = morrisLecarModel({ current: 45 });
const current = Float64Array.from({ length: members }, (_, i) => 40 + (60 * i) / members);

await benchPopulation(await load());

for (const lanes of members > 0 ? [false, true] : []) {
  const end = lanes ? 900 : 450; // about 0.1 ms a solve
  const options = { members, parameters: { current }, end, method: "tsit5", lanes } as const;
  const pools = [await createWorkerPool({ threads: 1 }), await createWorkerPool({ threads: 2 })];
  for (const pool of pools) await pool.solveEnsemble(model, options);
  const ratios: number[] = [];
  const processor: number[] = [];
  const solves: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const runs: { seconds: number; processor: number; states: Float64Array }[] = [];
    for (const pool of pools) {
      const before = process.cpuUsage();
      const start = performance.now();
      const { states } = await pool.solveEnsemble(model, options);
      const seconds = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(before);
      runs.push({ seconds, processor: (user + system) / 1e6, states });
    }
    const [one, two] = runs as [(typeof runs)[0], (typeof runs)[0]];
    if (Buffer.compare(Buffer.from(one.states.buffer), Buffer.from(two.states.buffer)) !== 0) throw new Error("The bits differ.");
    ratios.push(one.seconds / two.seconds);
    processor.push(two.processor / one.processor);
    solves.push((1e6 * one.processor) / members);
  }
  const range = (values: number[]) =>
    `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
  const how = lanes ? "four at a time" : "one by one";
  console.log(`${members} solves of ${median(solves).toFixed(0)} us, ${how}: two workers ${range(ratios)} times as fast as one;`);
  console.log(`  processor time with two workers ${range(processor)} of that with one; same bits`);
  await Promise.all(pools.map((pool) => pool.terminate()));
}
