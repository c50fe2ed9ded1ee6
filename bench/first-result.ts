// Prints how long a fresh process takes from load() to a loaded core and to the result of a first small simulation, ms.
import { load, Network } from "../src/index.js";

const start = performance.now();
const core = await load();
const loaded = performance.now();
const network = new Network(core, { dt: 0.1 });
const neurons = network.addLif({
  size: 100,
  membraneTimeConstant: 20,
  leakReversal: -65,
  threshold: -50,
  reset: -60,
  current: 20,
});
const spikes = network.recordSpikes(neurons);
network.runSync(100);
if (spikes.count === 0) throw new Error("the neurons did not fire");
console.log(JSON.stringify({ load: loaded - start, result: performance.now() - start }));
