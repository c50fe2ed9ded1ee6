import { type Core, load } from "microcircuit";
import { type Scene, SceneMaker } from "./scene.js";
import type { Settings } from "./settings.js";
import type { SideName } from "./setup.js";
import { Side, type SideSnapshot } from "./side.js";

/** What a worker of this playground does: it is one side, or makes the scenes. */
export class TrainingApi {
  #core: Promise<Core> | undefined;
  #side: Side | undefined;
  #scenes: SceneMaker | undefined;

  /** Starts a side anew. Errors: those of the library, in words. */
  async start(module: WebAssembly.Module, name: SideName, settings: Settings): Promise<SideSnapshot> {
    const core = await this.#load(module);
    this.#side?.dispose();
    this.#side = undefined;
    this.#side = new Side(core, name, settings);
    return this.#side.snapshot(performance.now());
  }

  /** Trains for about `milliseconds`, up to `allowance` evaluations. */
  advance(milliseconds: number, allowance: number): SideSnapshot {
    if (!this.#side) throw new Error("This side has not been started.");
    this.#side.advance(milliseconds, allowance);
    return this.#side.snapshot(performance.now());
  }

  async scene(module: WebAssembly.Module, settings: Settings): Promise<Scene> {
    this.#scenes ??= new SceneMaker(await this.#load(module));
    return this.#scenes.make(settings);
  }

  /** Bytes of the core's memory: what stays flat. */
  async memoryBytes(): Promise<number> {
    return (await this.#core)?.memory.buffer.byteLength ?? 0;
  }

  #load(module: WebAssembly.Module): Promise<Core> {
    this.#core ??= load({ module });
    return this.#core;
  }
}

/** The buffers of an answer, which it leaves to the page. */
export function buffersOf(answer: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(answer)) return [answer.buffer as ArrayBuffer];
  if (answer === null || typeof answer !== "object") return [];
  return Object.values(answer).flatMap(buffersOf);
}
