import { Block, blockBytes, type ElementType } from "../core/memory.js";
import { type Layout, Struct } from "../core/struct.js";

/** Hands out blocks: an {@link Arena} for real, a {@link Sizer} to learn how many bytes a model will take. */
export interface Allocator {
  block<T extends ElementType>(type: T, length: number): Block<T>;
}

/** Counts bytes. Its blocks have no memory: a layout that is being sized must not write to them. */
export class Sizer implements Allocator {
  bytes = 0;
  readonly #memory = undefined as unknown as WebAssembly.Memory;
  block<T extends ElementType>(type: T, length: number): Block<T> {
    this.bytes += blockBytes(type, length);
    return new Block(this.#memory, type, 0, length);
  }
}

/** Takes the bytes of `count` structs; `at(i)` is the i-th. */
export class StructArray<L extends Layout> {
  readonly #memory: WebAssembly.Memory;
  readonly layout: L;
  readonly address: number;
  readonly count: number;
  constructor(memory: WebAssembly.Memory, allocator: Allocator, layout: L, count: number) {
    this.#memory = memory;
    this.layout = layout;
    this.count = count;
    this.address = allocator.block("u8", layout.byteLength * count).address;
  }
  at(index: number): Struct<L> {
    return new Struct(this.#memory, this.layout, this.address + index * this.layout.byteLength);
  }
}

/** One piece of what a snapshot must hold: the bytes of a block, or some fields of a struct as f64. */
export interface StatePiece {
  readonly name: string;
  readonly byteLength: number;
  read(): Uint8Array;
  write(bytes: Uint8Array): void;
}

/** The whole of a block as a piece of state. */
export function blockState(name: string, block: Block<ElementType>): StatePiece {
  const bytes = () => {
    const view = block.view;
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  };
  return {
    name,
    byteLength: blockElementBytes(block),
    read: () => bytes().slice(),
    write: (source) => bytes().set(source),
  };
}

/** Numeric fields of a struct as a piece of state. */
export function fieldState<L extends Layout>(
  name: string,
  struct: Struct<L>,
  fields: readonly (keyof L["fields"] & string)[],
): StatePiece {
  return {
    name,
    byteLength: fields.length * 8,
    read: () => new Uint8Array(Float64Array.from(fields, (field) => struct.get(field)).buffer),
    write: (source) => {
      const values = new Float64Array(source.slice().buffer);
      struct.set(Object.fromEntries(fields.map((field, i) => [field, values[i]])) as never);
    },
  };
}

function blockElementBytes(block: Block<ElementType>): number {
  return block.length * { u8: 1, u16: 2, u32: 4, i32: 4, f32: 4, f64: 8 }[block.type];
}
