import type { ExplicitPairs } from "./connectivity.js";
import { type Build, copyRange, inRanges, type Stage } from "./stages.js";
import { isDistribution } from "./values.js";

/** Pairs copied into the core at a time. */
const PIECE = 65536;

/** Bytes that sorting takes for each synapse of the longest row (assembly/synapses/sort-rows.ts). */
const SORT_SCRATCH = 26;

/** First pass over the list: the length of each row. */
export function* countPairs(build: Build, { sources }: ExplicitPairs): Stage {
  const { core, address } = build;
  const staging = build.scratch(PIECE * 4);
  for (let first = 0; first < sources.length; first += PIECE) {
    const length = Math.min(PIECE, sources.length - first);
    copyRange(new Uint32Array(core.memory.buffer, staging, length), sources, first);
    core.call((e) => e.countSources(address, staging, length));
    yield length;
  }
}

/** Second pass: each pair goes to the end of its row, with its weight and delay where they are listed; then rows are sorted. */
export function* fillPairs(build: Build, { sources, targets }: ExplicitPairs): Stage {
  const { core, plan, address } = build;
  const single = plan.precision === "f32";
  const weights = typeof plan.weight === "number" || isDistribution(plan.weight) ? undefined : plan.weight;
  const delays = plan.delay.kind === "listed" ? plan.delay.steps : undefined;
  const weightStaging = build.scratch(PIECE * 18);
  const sourceStaging = weightStaging + PIECE * 8;
  const targetStaging = sourceStaging + PIECE * 4;
  const delayStaging = targetStaging + PIECE * 4;
  for (let first = 0; first < sources.length; first += PIECE) {
    const length = Math.min(PIECE, sources.length - first);
    const { buffer } = core.memory;
    copyRange(new Uint32Array(buffer, sourceStaging, length), sources, first);
    copyRange(new Uint32Array(buffer, targetStaging, length), targets, first);
    if (weights) copyRange(new Float64Array(buffer, weightStaging, length), weights, first);
    if (delays) copyRange(new Uint16Array(buffer, delayStaging, length), delays, first);
    const pair = [address, sourceStaging, targetStaging, weights ? weightStaging : 0, delays ? delayStaging : 0, length] as const;
    core.call((e) => (single ? e.placePairsF32(...pair) : e.placePairsF64(...pair)));
    yield length;
  }
  const scratch = build.scratch(core.call((e) => e.longestRow(address) >>> 0) * SORT_SCRATCH);
  yield* inRanges(plan.sourceCount, sources.length / plan.sourceCount, (first, end) =>
    core.call((e) => (single ? e.sortRowsF32 : e.sortRowsF64)(address, first, end, scratch)),
  );
}
