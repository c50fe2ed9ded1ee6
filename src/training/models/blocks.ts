import type { Core } from "../../core/core.js";
import { type Block, blockBytes, type ElementType } from "../../core/memory.js";

/** Types and lengths of blocks by name. */
export type BlockPlan = Readonly<Record<string, readonly [ElementType, number]>>;
export type Blocks<P extends BlockPlan> = { readonly [K in keyof P]: Block<P[K][0]> };

/** Blocks that are laid out anew only when their plan changes. */
export class BlockMemory<P extends BlockPlan> {
  readonly #core: Core;
  readonly #what: string;
  #key = "";
  #taken: { readonly region: Parameters<Core["heap"]["release"]>[0]; readonly blocks: Blocks<P> } | undefined;

  constructor(core: Core, what: string) {
    this.#core = core;
    this.#what = what;
  }

  /** The blocks of the last plan. */
  get blocks(): Blocks<P> {
    return this.#taken!.blocks;
  }

  /** Returns whether the blocks are new (and zero). Errors: MemoryError. */
  lay(plan: P): boolean {
    const key = JSON.stringify(plan);
    if (key === this.#key && this.#taken) return false;
    this.release();
    const entries = Object.entries(plan);
    const bytes = entries.reduce((sum, [, [type, length]]) => sum + blockBytes(type, length), 0);
    const arena = this.#core.arena(bytes, this.#what);
    const blocks = Object.fromEntries(entries.map(([name, [type, length]]) => [name, arena.block(type, length)]));
    this.#taken = { region: arena.region, blocks: blocks as Blocks<P> };
    this.#key = key;
    return true;
  }

  release(): void {
    if (this.#taken) this.#core.heap.release(this.#taken.region);
    this.#taken = undefined;
    this.#key = "";
  }
}
