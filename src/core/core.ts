import { instantiateSync as instantiateSyncWithLoader, instantiate as instantiateWithLoader } from "@assemblyscript/loader";
import { InputError, MicrocircuitError, PoisonedError } from "./errors.js";
import type { CoreExports } from "./exports.js";
import { coreBase64, coreHash } from "./generated/module.js";
import { Host } from "./host.js";
import { Arena, Heap, MODULE_LIMIT } from "./memory.js";
import { kernelError } from "./status.js";

const PAGE = 65536;

export interface LoadOptions {
  /** The core itself, where it does not come from the package: a compiled module, its bytes, or a response with them. */
  readonly module?: WebAssembly.Module | BufferSource | Response | PromiseLike<WebAssembly.Module | BufferSource | Response>;
  /** Largest size of the core's memory, MiB, up to 4096 (default). */
  readonly maximumMemory?: number;
}

/**
 * One instance of the compiled core with its memory. Many models live in one core; a core belongs to one thread.
 * Made by {@link load} or {@link loadSync}.
 */
export class Core {
  /** The core's functions. Call them through {@link Core.run}, which watches for traps. */
  readonly exports: CoreExports;
  readonly memory: WebAssembly.Memory;
  readonly heap: Heap;
  /** Functions of the page or program that kernels call back. */
  readonly host: Host;
  /** SHA-256 of the packaged core, hexadecimal. */
  readonly hash: string = coreHash;
  #trap: unknown;

  /** @internal */
  constructor(exports: CoreExports, memory: WebAssembly.Memory, limit: number, host: Host) {
    this.host = host;
    this.exports = exports;
    this.memory = memory;
    this.heap = new Heap((bytes) => exports.extendHeap(bytes), limit);
  }

  /** Takes a region of `bytes` and an arena in it; release it with `core.heap.release(arena.region)`. */
  arena(bytes: number, what?: string): Arena {
    this.#refuseIfPoisoned();
    return new Arena(this.memory, this.heap.take(bytes, what));
  }

  /**
   * Calls a kernel. A non-zero status becomes a {@link KernelError} (`name` turns the owner id of the status block into
   * words); a trap poisons this core, and every later call throws {@link PoisonedError}.
   */
  run(kernel: (exports: CoreExports) => number, name: (owner: number) => string = () => "A kernel"): void {
    if (this.call(kernel) !== 0) throw kernelError(this.memory, this.exports.statusAddress() >>> 0, name);
  }

  /** Calls a function of the core that returns a value, watching for traps as {@link Core.run} does. */
  call<R>(kernel: (exports: CoreExports) => R): R {
    this.#refuseIfPoisoned();
    try {
      return kernel(this.exports);
    } catch (error) {
      const thrown = this.host.takeThrown();
      if (thrown) throw thrown.error;
      if (error instanceof MicrocircuitError) throw error;
      this.#trap = error;
      throw new PoisonedError(error);
    }
  }

  #refuseIfPoisoned(): void {
    if (this.#trap !== undefined) throw new PoisonedError(this.#trap);
  }
}

/** Loads a core. Without options the module that ships inside the package is compiled. */
export async function load(options: LoadOptions = {}): Promise<Core> {
  const { memory, limit } = createMemory(options);
  const source = (await options.module) ?? packagedBytes();
  const loadable = isResponse(source) ? await source.arrayBuffer() : source;
  checkSource(loadable);
  const host = new Host();
  const { instance } = await instantiateWithLoader(loadable, { env: { memory }, host: host.imports });
  return new Core(instance.exports as unknown as CoreExports, memory, limit, host);
}

/** {@link load} without waiting: for Node, workers, and pages in browsers that compile small modules synchronously. */
export function loadSync(
  options: Omit<LoadOptions, "module"> & { readonly module?: WebAssembly.Module | BufferSource } = {},
): Core {
  const { memory, limit } = createMemory(options);
  const source = options.module ?? packagedBytes();
  checkSource(source);
  const host = new Host();
  const { instance } = instantiateSyncWithLoader(source, { env: { memory }, host: host.imports });
  return new Core(instance.exports as unknown as CoreExports, memory, limit, host);
}

/** The core as a compiled module, for many instances: of the package, or of `source`. */
export async function compileCore(source?: LoadOptions["module"]): Promise<WebAssembly.Module> {
  const given = (await source) ?? packagedBytes();
  const loadable = isResponse(given) ? await given.arrayBuffer() : given;
  checkSource(loadable);
  return loadable instanceof WebAssembly.Module ? loadable : WebAssembly.compile(loadable as BufferSource);
}

function createMemory(options: LoadOptions): { memory: WebAssembly.Memory; limit: number } {
  const maximum = options.maximumMemory ?? 4096;
  if (typeof maximum !== "number" || !(maximum >= 1 && maximum <= 4096)) {
    throw new InputError("maximumMemory", maximum, "a number of MiB from 1 to 4096");
  }
  // The module's import declares a maximum of 65,536 pages; a memory with a smaller one is accepted.
  const pages = Math.floor((maximum * 1024 ** 2) / PAGE);
  return { memory: new WebAssembly.Memory({ initial: 2, maximum: pages }), limit: Math.min(pages * PAGE, MODULE_LIMIT - PAGE) };
}

function checkSource(source: unknown): void {
  const valid = source instanceof WebAssembly.Module || source instanceof ArrayBuffer || ArrayBuffer.isView(source);
  if (!valid)
    throw new InputError("module", source, "a WebAssembly.Module, the module's bytes, or a Response that delivers them");
}

function isResponse(source: unknown): source is Response {
  return typeof Response !== "undefined" && source instanceof Response;
}

/** The module that ships inside the package. */
function packagedBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(coreBase64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
