import { buildProjection, type Core, fixedInDegree } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";

// Spike delivery at the sizes that matter: the COBA network (4,000 neurons, in-degree 80, about 10 spikes per step of
// 0.1 ms at 25 Hz) and 200,000 neurons (500 spikes per step), where neither rows nor accumulators fit the inner caches.
// Every step delivers other spikes, so that rows come from memory as they do in a run.

const IN_DEGREE = 80;
const RATE = 25e-3; // spikes per ms and neuron
const DT = 0.1;
const SLOTS = 16;

interface Case {
  readonly neurons: number;
  readonly steps: number;
  readonly precision: "f64" | "f32";
  readonly weights: "one weight" | "a weight each";
  readonly delays: "one delay" | "a delay each";
}

interface Rows {
  readonly rowStart: Uint32Array;
  readonly targets: Uint16Array | Uint32Array;
  readonly weights: Float64Array | Float32Array | undefined;
  readonly delays: Uint16Array | undefined;
}

/**
 * A copy of a function with type feedback of its own: one twin serves several element types, and a call site that has
 * seen more than one is compiled to slower code, which would flatter the kernel.
 */
function specialised<F extends (...args: never[]) => unknown>(twin: F): F {
  return new Function(`return ${twin}`)() as F;
}

/** The twin of deliver: the same compressed rows and the same order of additions. */
function deliver(
  { rowStart, targets, weights }: Rows,
  spikes: Uint32Array,
  accumulator: Float64Array | Float32Array,
  weight: number,
) {
  for (let s = 0; s < spikes.length; s++) {
    const source = spikes[s]!;
    const end = rowStart[source + 1]!;
    if (weights) {
      for (let at = rowStart[source]!; at < end; at++) accumulator[targets[at]!]! += weights[at]!;
    } else {
      for (let at = rowStart[source]!; at < end; at++) accumulator[targets[at]!]! += weight;
    }
  }
}

/** The twin of deliverDelayed. */
function deliverDelayed(
  { rowStart, targets, weights, delays }: Rows,
  spikes: Uint32Array,
  ring: Float64Array | Float32Array,
  stride: number,
  slots: number,
  slot: number,
  weight: number,
) {
  for (let s = 0; s < spikes.length; s++) {
    const source = spikes[s]!;
    const end = rowStart[source + 1]!;
    for (let at = rowStart[source]!; at < end; at++) {
      let later = slot + delays![at]!;
      if (later >= slots) later -= slots;
      ring[later * stride + targets[at]!]! += weights ? weights[at]! : weight;
    }
  }
}

function benchmark({ neurons, steps, precision, weights, delays }: Case): KernelBenchmark {
  const perStep = Math.round(neurons * RATE * DT);
  const size = neurons.toLocaleString("en");
  return {
    name: `delivery/${neurons}/${precision}${weights === "one weight" ? "" : "/weights"}${delays === "one delay" ? "" : "/delays"}`,
    description: `${size} neurons, in-degree ${IN_DEGREE}, ${perStep} spikes per step, ${weights}, ${delays}, ${precision}`,
    unit: "synaptic event",
    prepare(core: Core) {
      const projection = buildProjection(core, {
        connectivity: fixedInDegree(IN_DEGREE),
        sourceCount: neurons,
        targetCount: neurons,
        weight: weights === "one weight" ? 0.1 : { distribution: "normal", mean: 0.1, standardDeviation: 0.02 },
        delay: delays === "one delay" ? 1.5 : { distribution: "uniform", low: 0.1, high: 1.5 },
        dt: DT,
        precision,
        seed: 1n,
        stream: 1n,
      });
      const slots = delays === "one delay" ? 1 : SLOTS;
      const arena = core.arena(steps * perStep * 4 + slots * neurons * 8 + 128);
      const spikes = arena.block("u32", steps * perStep);
      const ring = arena.block(precision, slots * neurons);
      // A stride that is coprime to the size visits every neuron, in no order that memory could profit from.
      const list = Uint32Array.from({ length: steps * perStep }, (_, i) => (i * 1_000_003) % neurons);
      spikes.view.set(list);

      const { blocks, address } = projection;
      const rows: Rows = {
        rowStart: blocks.rowStart.view.slice(),
        targets: blocks.targets.view.slice(),
        weights: blocks.weights?.view.slice(),
        delays: blocks.delays?.view.slice(),
      };
      const twinRing = ring.view.slice();
      const twinSpikes = Array.from({ length: steps }, (_, step) => list.subarray(step * perStep, (step + 1) * perStep));
      const rowStart = rows.rowStart;
      const operations = list.reduce((sum, source) => sum + rowStart[source + 1]! - rowStart[source]!, 0);
      const exports = core.exports;
      const single = precision === "f32";
      const twinDeliver = specialised(deliver);
      const twinDeliverDelayed = specialised(deliverDelayed);
      return {
        operations,
        kernel() {
          for (let step = 0; step < steps; step++) {
            const at = spikes.address + step * perStep * 4;
            if (slots === 1) {
              (single ? exports.deliverF32 : exports.deliverF64)(address, at, perStep, ring.address);
            } else {
              const kernel = single ? exports.deliverDelayedF32 : exports.deliverDelayedF64;
              kernel(address, at, perStep, ring.address, slots, neurons, step % slots);
            }
          }
        },
        twin() {
          for (let step = 0; step < steps; step++) {
            if (slots === 1) twinDeliver(rows, twinSpikes[step]!, twinRing, 0.1);
            else twinDeliverDelayed(rows, twinSpikes[step]!, twinRing, neurons, slots, step % slots, 0.1);
          }
        },
        check() {
          ring.view.fill(0);
          twinRing.fill(0);
          this.kernel();
          this.twin();
          const result = ring.view;
          for (let i = 0; i < twinRing.length; i++) {
            if (result[i] !== twinRing[i]) throw new Error(`accumulator ${i}: kernel ${result[i]}, twin ${twinRing[i]}`);
          }
        },
      };
    },
  };
}

const small = { neurons: 4000, steps: 1000 } as const;
const large = { neurons: 200_000, steps: 400 } as const;
const plain = { precision: "f64", weights: "one weight", delays: "one delay" } as const;

export const benchmarks: KernelBenchmark[] = [
  { ...small, ...plain },
  { ...large, ...plain },
  { ...small, ...plain, precision: "f32" } as const,
  { ...large, ...plain, precision: "f32" } as const,
  { ...small, ...plain, weights: "a weight each" } as const,
  { ...large, ...plain, weights: "a weight each" } as const,
  { ...small, ...plain, weights: "a weight each", delays: "a delay each" } as const,
  { ...large, ...plain, weights: "a weight each", delays: "a delay each" } as const,
].map(benchmark);
