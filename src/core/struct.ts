import type { Block } from "./memory.js";

type FieldType = "u8" | "i8" | "u16" | "i16" | "u32" | "i32" | "f32" | "u64" | "i64" | "f64";

/** Byte offsets of an @unmanaged class of the core (src/core/generated/layouts.ts). */
export interface Layout {
  readonly byteLength: number;
  readonly fields: { readonly [name: string]: { readonly offset: number; readonly type: FieldType } };
}

type Values<L extends Layout> = { [K in keyof L["fields"]]: number | bigint };

/** Reads and writes the fields of one struct of the core by name. Makes its view afresh where memory has grown in between. */
export class Struct<L extends Layout> {
  readonly #memory: WebAssembly.Memory;
  readonly layout: L;
  readonly address: number;
  #viewed: DataView | undefined;
  constructor(memory: WebAssembly.Memory, layout: L, address: number) {
    this.#memory = memory;
    this.layout = layout;
    this.address = address;
  }

  set(values: Partial<Values<L>>): void {
    const view = this.#view();
    for (const [name, value] of Object.entries(values)) {
      const { offset, type } = this.layout.fields[name] as Layout["fields"][string];
      write(view, this.address + offset, type, value as number | bigint);
    }
  }

  get(name: keyof L["fields"] & string): number {
    const { offset, type } = this.layout.fields[name] as Layout["fields"][string];
    return read(this.#view(), this.address + offset, type);
  }

  /** Growing memory empties the buffer of a view: to see that is faster than to ask the memory for its buffer. */
  #view(): DataView {
    if (this.#viewed === undefined || this.#viewed.buffer.byteLength === 0) this.#viewed = new DataView(this.#memory.buffer);
    return this.#viewed;
  }
}

/** A struct laid over a block of bytes. */
export function structAt<L extends Layout>(memory: WebAssembly.Memory, layout: L, block: Block<"u8">, index = 0): Struct<L> {
  return new Struct(memory, layout, block.address + index * layout.byteLength);
}

function write(view: DataView, at: number, type: FieldType, value: number | bigint): void {
  switch (type) {
    case "f64":
      view.setFloat64(at, Number(value), true);
      break;
    case "f32":
      view.setFloat32(at, Number(value), true);
      break;
    case "u64":
    case "i64":
      view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
      break;
    case "u16":
    case "i16":
      view.setUint16(at, Number(value), true);
      break;
    case "u8":
    case "i8":
      view.setUint8(at, Number(value));
      break;
    default:
      view.setUint32(at, Number(value) >>> 0, true);
  }
}

function read(view: DataView, at: number, type: FieldType): number {
  switch (type) {
    case "f64":
      return view.getFloat64(at, true);
    case "f32":
      return view.getFloat32(at, true);
    case "u64":
      return Number(view.getBigUint64(at, true));
    case "i64":
      return Number(view.getBigInt64(at, true));
    case "u16":
      return view.getUint16(at, true);
    case "i16":
      return view.getInt16(at, true);
    case "u8":
      return view.getUint8(at);
    case "i8":
      return view.getInt8(at);
    case "i32":
      return view.getInt32(at, true);
    default:
      return view.getUint32(at, true);
  }
}
