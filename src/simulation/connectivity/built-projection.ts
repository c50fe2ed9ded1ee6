import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { Projection as ProjectionLayout } from "../../core/generated/layouts.js";
import type { Block, Heap } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";
import type { ProjectionPlan } from "./plan.js";
import { checkWeight, type Precision } from "./values.js";

/** A piece of the core's memory. */
export type Region = ReturnType<Heap["take"]>;

/** Every synapse of a projection, by source, then target. */
export interface SynapseLists {
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float64Array;
  /** ms */
  readonly delays: Float64Array;
}

/** The typed blocks of a projection; `weights` and `delays` are missing where one value stands for all. */
export interface ProjectionBlocks {
  readonly rowStart: Block<"u32">;
  readonly targets: Block<"u16" | "u32">;
  readonly weights: Block<Precision> | undefined;
  readonly delays: Block<"u16"> | undefined;
}

/** A projection in a core's memory. `dispose` gives the memory back. */
export class BuiltProjection {
  readonly #core: Core;
  readonly #regions: readonly Region[];
  #disposed = false;
  /** Address of the Projection struct. */
  readonly address: number;
  readonly #weight: Struct<typeof ProjectionLayout>;
  #plan: ProjectionPlan;
  readonly synapseCount: number;
  /** The longest delay of any synapse, steps: an upper bound where delays are drawn. */
  readonly maximumDelay: number;
  /** Bytes of the core's memory. */
  readonly bytes: number;
  readonly blocks: ProjectionBlocks;

  /** @internal */
  constructor(
    core: Core,
    regions: readonly Region[],
    built: { address: number; plan: ProjectionPlan; synapseCount: number; maximumDelay: number; blocks: ProjectionBlocks },
  ) {
    this.#core = core;
    this.#regions = regions;
    this.address = built.address;
    this.#plan = built.plan;
    this.#weight = new Struct(core.memory, ProjectionLayout, built.address);
    this.synapseCount = built.synapseCount;
    this.maximumDelay = built.maximumDelay;
    this.blocks = built.blocks;
    this.bytes = regions.reduce((sum, region) => sum + region.bytes, 0);
  }

  get plan(): ProjectionPlan {
    return this.#plan;
  }

  /** Changes the weights: one number, or, where each synapse has its own, one for each by source, then target. Errors: InputError. */
  setWeight(weight: number | ArrayLike<number>): void {
    this.#refuseIfDisposed();
    const { weights } = this.blocks;
    if (typeof weight !== "number" && !weights)
      throw new InputError("weight", weight, "one number: the projection was built with one weight for all synapses");
    const checked = checkWeight(weight, this.synapseCount, this.#plan.precision) as number | ArrayLike<number>;
    if (typeof checked !== "number" && "distribution" in checked)
      throw new InputError("weight", weight, "a number or an array of numbers: synapses that exist have no distribution");
    if (!weights) this.#weight.set({ weight: checked as number });
    else if (typeof checked === "number") weights.view.fill(checked);
    else weights.view.set(checked);
    this.#plan = { ...this.#plan, weight: checked };
  }

  /** Copies of all synapses, for inspection: 24 bytes each outside the core. */
  toLists(): SynapseLists {
    this.#refuseIfDisposed();
    const { plan, synapseCount, blocks } = this;
    const sources = new Uint32Array(synapseCount);
    const rowStart = blocks.rowStart.view;
    for (let source = 0; source < plan.sourceCount; source++) sources.fill(source, rowStart[source], rowStart[source + 1]);
    const weights = new Float64Array(synapseCount);
    if (blocks.weights) weights.set(blocks.weights.view);
    else weights.fill(this.#common(plan.weight as number));
    const delays = new Float64Array(synapseCount);
    if (blocks.delays) delays.set(blocks.delays.view);
    else delays.fill(this.maximumDelay);
    for (let i = 0; i < synapseCount; i++) delays[i] = Number(((delays[i] as number) * plan.dt).toPrecision(12));
    return { sources, targets: new Uint32Array(blocks.targets.view), weights, delays };
  }

  /** Gives the memory back; nothing may use the projection afterwards. A second call does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const region of this.#regions) this.#core.heap.release(region);
  }

  #common(weight: number): number {
    return this.plan.precision === "f32" ? Math.fround(weight) : weight;
  }

  #refuseIfDisposed(): void {
    if (this.#disposed) throw new InputError("projection", "disposed", "one that has not been disposed of");
  }
}
