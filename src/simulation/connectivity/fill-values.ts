import type { ProjectionBlocks } from "./built-projection.js";
import { type Build, copyRange, type Stage, SYNAPSES_PER_CALL } from "./stages.js";
import { isDistribution } from "./values.js";

/** Writes weights that differ between synapses; those of an explicit list are in place already. */
export function* fillWeights(build: Build, { weights }: ProjectionBlocks): Stage {
  const { core, plan, address } = build;
  const { weight, seed, stream, connectivity, precision } = plan;
  if (typeof weight === "number" || !weights) return;
  const single = precision === "f32";
  if (!isDistribution(weight)) {
    if (connectivity.type === "explicit") return;
    yield* overSynapses(weights.length, (first, end) => copyRange(weights.view.subarray(first, end), weight, first));
  } else if (weight.distribution === "uniform") {
    const { low, high } = weight;
    yield* overSynapses(weights.length, (first, end) =>
      core.call((e) => (single ? e.uniformWeightsF32 : e.uniformWeightsF64)(address, low, high, seed, stream, first, end)),
    );
  } else {
    const { mean, standardDeviation, lowerBound = Number.NEGATIVE_INFINITY } = weight;
    yield* overSynapses(weights.length, (first, end) =>
      core.call((e) =>
        (single ? e.normalWeightsF32 : e.normalWeightsF64)(
          address,
          mean,
          standardDeviation,
          lowerBound,
          seed,
          stream,
          first,
          end,
        ),
      ),
    );
  }
}

/** Writes delays that differ between synapses; those of an explicit list are in place already. */
export function* fillDelays(build: Build, { delays }: ProjectionBlocks): Stage {
  const { core, plan, address } = build;
  const { delay, seed, stream, connectivity } = plan;
  if (delay.kind === "one" || !delays) return;
  if (delay.kind === "listed") {
    if (connectivity.type === "explicit") return;
    yield* overSynapses(delays.length, (first, end) => copyRange(delays.view.subarray(first, end), delay.steps, first));
  } else {
    const span = delay.high - delay.low + 1;
    yield* overSynapses(delays.length, (first, end) =>
      core.call((e) => e.uniformDelays(address, delay.low, span, seed, stream, first, end)),
    );
  }
}

function* overSynapses(count: number, kernel: (first: number, end: number) => void): Stage {
  for (let first = 0; first < count; first += SYNAPSES_PER_CALL) {
    const end = Math.min(first + SYNAPSES_PER_CALL, count);
    kernel(first, end);
    yield end - first;
  }
}
