// `npm run bench:network [-- --record]`: how the cost of a network grows with its size, and how long a first result takes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Core, fixedInDegree, load, Network } from "../src/index.js";
import { cobaCell } from "../src/studies/lif-rate/coba.js";
import { environment } from "./environment.js";
import { median } from "./harness.js";
import { record } from "./results.js";

const SIZES = [4000, 200_000];
const ROUNDS = 7;
const STEPS_A_SAMPLE = 40_000_000; // neuron steps: tenths of a second

/** The COBA network at any size: 64 excitatory and 16 inhibitory synapses on every neuron. */
function network(core: Core, size: number) {
  const net = new Network(core, { dt: 0.1, seed: 1 });
  const excitatory = net.addLif({ ...cobaCell, size: 0.8 * size });
  const inhibitory = net.addLif({ ...cobaCell, size: 0.2 * size });
  for (const target of [excitatory, inhibitory]) {
    net.connect(excitatory, target, { synapse: "excitatory", connectivity: fixedInDegree(64), weight: 0.6 });
    net.connect(inhibitory, target, { synapse: "inhibitory", connectivity: fixedInDegree(16), weight: 6.7 });
  }
  const counts = [net.recordIntervals(excitatory), net.recordIntervals(inhibitory)];
  net.runSync(100);
  return { size, net, spikes: () => counts.reduce((sum, monitor) => sum + monitor.spikes, 0) };
}

/** CPU time in ns per neuron step plus synaptic event, over a stretch of STEPS_A_SAMPLE neuron steps. */
function sample({ size, net, spikes }: ReturnType<typeof network>): number {
  const steps = STEPS_A_SAMPLE / size;
  const before = spikes();
  const start = process.cpuUsage();
  net.runSync(steps * net.dt);
  const used = process.cpuUsage(start);
  return ((used.user + used.system) * 1000) / (STEPS_A_SAMPLE + 80 * (spikes() - before));
}

const core = await load();
const networks = SIZES.map((size) => network(core, size));
const rounds = Array.from({ length: ROUNDS }, () => networks.map(sample));
const growth = median(rounds.map(([small, large]) => large! / small!));
const costs = SIZES.map((size, s) => `${size} neurons ${median(rounds.map((round) => round[s]!)).toFixed(2)} ns`).join(", ");

const firstResult = fileURLToPath(import.meta.url).replace(/network\.([jt]s)$/, "first-result.$1");
const starts = Array.from({ length: ROUNDS }, () => {
  const { stdout } = spawnSync(process.execPath, [...process.execArgv, firstResult], { encoding: "utf8" });
  return JSON.parse(stdout) as { load: number; result: number };
});
const notes = [
  `Cost per neuron step plus synaptic event at a fixed in-degree of 80 (COBA parameters, dt 0.1 ms, f64; CPU time, medians of ${ROUNDS} alternating samples): ${costs}; growth **${growth.toFixed(2)}x**.`,
  `From \`load()\` to the first result in a fresh process (100 LIF neurons, 100 ms; medians of ${ROUNDS}): load ${median(starts.map((s) => s.load)).toFixed(1)} ms, first result after **${median(starts.map((s) => s.result)).toFixed(1)} ms**.`,
];
for (const note of notes) console.log(note);
if (process.argv.includes("--record")) record({ network: { environment: environment(), figures: [], notes } });
