import { InputError, MemoryError } from "./errors.js";

/** What a module can address. */
export const MODULE_LIMIT = 4 * 1024 ** 3;
const ALIGNMENT = 64; // one cache line

interface Region {
  address: number;
  bytes: number;
}

/**
 * Hands out regions of the module's memory (first fit, neighbours merged on release). A model takes one region of a
 * size known before it runs and keeps its blocks in an {@link Arena} inside it.
 */
export class Heap {
  #free: Region[] = []; // sorted by address
  #end = 0;
  readonly #extend: (bytes: number) => number;
  readonly #limit: number;

  /** `extend` is the core's export that takes bytes from the end of memory; `limit` the largest address allowed. */
  constructor(extend: (bytes: number) => number, limit: number = MODULE_LIMIT) {
    this.#extend = extend;
    this.#limit = limit;
  }

  /** Takes a region; the caller releases it. Contents are unspecified unless the region is new. Errors: MemoryError. */
  take(bytes: number, what = "A model"): Region {
    const size = alignUp(Math.max(bytes, 1), ALIGNMENT);
    const fit = this.#free.findIndex((region) => region.bytes >= size);
    if (fit < 0) {
      this.#grow(size, what);
      return this.take(bytes, what);
    }
    const region = this.#free[fit] as Region;
    const taken = { address: region.address, bytes: size };
    if (region.bytes === size) this.#free.splice(fit, 1);
    else this.#free[fit] = { address: region.address + size, bytes: region.bytes - size };
    return taken;
  }

  /** Gives a region back. */
  release(region: Region): void {
    const at = this.#free.findIndex((other) => other.address > region.address);
    this.#free.splice(at < 0 ? this.#free.length : at, 0, { ...region });
    this.#merge();
  }

  #grow(size: number, what: string): void {
    const last = this.#free.at(-1);
    const reusable = last && last.address + last.bytes === this.#end ? last.bytes : 0;
    const request = size - reusable + 2 * ALIGNMENT;
    const refuse = (): never => {
      throw new MemoryError(
        `${what} needs ${mebibytes(size)} MiB, but the core can address ${mebibytes(this.#limit)} MiB and ${mebibytes(this.#end)} MiB are in use or reserved. Make the model smaller, dispose of models you no longer need, or put them in cores of their own.`,
        size,
      );
    };
    if (this.#end + request > this.#limit) refuse();
    let address = 0;
    try {
      address = this.#extend(request) >>> 0;
    } catch {
      refuse(); // the host would not grow the memory
    }
    const start = this.#end === 0 ? alignUp(address, ALIGNMENT) : this.#end;
    this.#end = Math.floor((address + request) / ALIGNMENT) * ALIGNMENT;
    this.#free.push({ address: start, bytes: this.#end - start });
    this.#merge();
  }

  #merge(): void {
    const merged: Region[] = [];
    for (const region of this.#free) {
      const previous = merged.at(-1);
      if (previous && previous.address + previous.bytes === region.address) previous.bytes += region.bytes;
      else merged.push(region);
    }
    this.#free = merged;
  }
}

/** Element types of blocks. */
export type ElementType = "u8" | "u16" | "u32" | "i32" | "f32" | "f64";

const views = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export type View<T extends ElementType> = InstanceType<(typeof views)[T]>;

/** Bytes of one element. */
export function elementBytes(type: ElementType): number {
  return views[type].BYTES_PER_ELEMENT;
}

/** A typed block in the module's memory. `view` makes a fresh view: never keep one across a call that may grow memory. */
export class Block<T extends ElementType> {
  readonly #memory: WebAssembly.Memory;
  readonly type: T;
  readonly address: number;
  readonly length: number;
  constructor(memory: WebAssembly.Memory, type: T, address: number, length: number) {
    this.#memory = memory;
    this.type = type;
    this.address = address;
    this.length = length;
  }
  get view(): View<T> {
    return new views[this.type](this.#memory.buffer, this.address, this.length) as View<T>;
  }
}

/** Bump allocator inside one region. `mark`/`release` give back everything taken since the mark. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly region: Region;
  #top: number;
  constructor(memory: WebAssembly.Memory, region: Region) {
    this.#memory = memory;
    this.region = region;
    this.#top = region.address;
  }

  /** Bytes still free. */
  get available(): number {
    return this.region.address + this.region.bytes - this.#top;
  }

  /** Takes a zeroed block of `length` elements, aligned to a cache line. Errors: MemoryError when the region is full. */
  block<T extends ElementType>(type: T, length: number): Block<T> {
    if (!Number.isSafeInteger(length) || length < 0) throw new InputError("length", length, "an integer >= 0");
    const bytes = blockBytes(type, length);
    if (bytes > this.available) {
      throw new MemoryError(
        `A block of ${length} ${type} needs ${bytes} bytes, but this arena has ${this.available} left. Plan its size with blockBytes().`,
        bytes,
      );
    }
    const block = new Block(this.#memory, type, this.#top, length);
    new Uint8Array(this.#memory.buffer, this.#top, bytes).fill(0);
    this.#top += bytes;
    return block;
  }

  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    if (mark < this.region.address || mark > this.#top) {
      throw new InputError("mark", mark, `a value that mark() returned, between ${this.region.address} and ${this.#top}`);
    }
    this.#top = mark;
  }
}

/** Bytes that `arena.block(type, length)` takes. */
export function blockBytes(type: ElementType, length: number): number {
  return alignUp(length * elementBytes(type), ALIGNMENT);
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(bytes < 1024 ** 2 * 10 ? 2 : 0);
}
