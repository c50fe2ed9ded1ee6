import type { Core } from "../../core/core.js";
import { Projection } from "../../core/generated/layouts.js";
import { Block, blockBytes, type ElementType } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";
import { BuiltProjection, type ProjectionBlocks, type Region } from "./built-projection.js";
import { fillDelays, fillWeights } from "./fill-values.js";
import { countRows, fillTargets, passes } from "./passes.js";
import { type ProjectionPlan, projectionBytes } from "./plan.js";
import type { Build, Stage } from "./stages.js";

/**
 * The build of a projection in steps of about 10 ms: yields the fraction done and returns the projection. Ending it early
 * (`return()`) or an error gives back all memory.
 */
export function* projectionSteps(core: Core, plan: ProjectionPlan): Generator<number, BuiltProjection> {
  const what = `A projection of ${plan.exact ? "" : "about "}${plan.synapseCount} synapses`;
  const kept: Region[] = [];
  const temporary: Region[] = [];
  let built: BuiltProjection | undefined;
  const visits = passes(plan.connectivity) + (typeof plan.weight === "number" ? 0 : 1) + (plan.delay.kind === "one" ? 0 : 1);
  let handled = 0;
  function* report(stage: Stage): Generator<number, void> {
    for (const synapses of stage) {
      handled += synapses;
      yield Math.min(1, handled / (visits * Math.max(1, plan.synapseCount)));
    }
  }
  try {
    const take = (list: Region[], bytes: number): Region => {
      const region = core.heap.take(bytes, what);
      list.push(region);
      return region;
    };
    const head = placer(core, take(kept, projectionBytes(plan, 0).rows));
    const struct = new Struct(core.memory, Projection, head("u8", Projection.byteLength).address);
    const rowStart = head("u32", plan.sourceCount + 1);
    rowStart.view.fill(0);
    const { sourceCount, targetCount, targetBytes } = plan;
    const common = typeof plan.weight === "number" ? plan.weight : 0;
    const maximumDelay =
      plan.delay.kind === "one" ? plan.delay.steps : plan.delay.kind === "listed" ? plan.delay.maximum : plan.delay.high;
    const delay = plan.delay.kind === "one" ? plan.delay.steps : 0;
    struct.set({ rowStart: rowStart.address, targets: 0, weights: 0, delays: 0, weight: common, delay, maximumDelay });
    struct.set({ sourceCount, targetCount, synapseCount: 0, targetBytes });
    const build: Build = { core, plan, address: struct.address, scratch: (bytes) => take(temporary, bytes).address };

    yield* report(countRows(build));
    const synapseCount = plan.exact ? plan.synapseCount : (rowStart.view[sourceCount] as number);
    const body = placer(core, take(kept, projectionBytes(plan, synapseCount).synapses));
    const blocks: ProjectionBlocks = {
      rowStart,
      targets: body(targetBytes === 2 ? "u16" : "u32", synapseCount),
      weights: typeof plan.weight === "number" ? undefined : body(plan.precision, synapseCount),
      delays: plan.delay.kind === "one" ? undefined : body("u16", synapseCount),
    };
    const weights = blocks.weights?.address ?? 0;
    const delays = blocks.delays?.address ?? 0;
    struct.set({ targets: blocks.targets.address, weights, delays, synapseCount });

    yield* report(fillTargets(build));
    yield* report(fillWeights(build, blocks));
    yield* report(fillDelays(build, blocks));
    built = new BuiltProjection(core, kept, { address: struct.address, plan, synapseCount, maximumDelay, blocks });
    return built;
  } finally {
    for (const region of built ? temporary : [...temporary, ...kept]) core.heap.release(region);
  }
}

/** Hands out uninitialised blocks of a region, one after the other. */
function placer(core: Core, region: Region): <T extends ElementType>(type: T, length: number) => Block<T> {
  let top = region.address;
  return (type, length) => {
    const block = new Block(core.memory, type, top, length);
    top += blockBytes(type, length);
    return block;
  };
}
