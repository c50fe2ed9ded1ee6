import { InputError } from "../core/errors.js";

// NumPy's .npy format, version 1.0 (NEP 1; numpy.lib.format): "\x93NUMPY", version, little-endian u16 header length, an
// ASCII Python dictionary padded with spaces to a multiple of 64 bytes and ended by "\n", then the elements in C order.

/** Arrays that NumPy can read back with the same element type. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array;

/** Elements in C order (last index fastest) with the lengths of the axes. */
export interface ShapedArray {
  readonly data: NumericArray;
  readonly shape: readonly number[];
}

const arrayTypes = {
  "<f8": Float64Array,
  "<f4": Float32Array,
  "|u1": Uint8Array,
  "|i1": Int8Array,
  "<u2": Uint16Array,
  "<i2": Int16Array,
  "<u4": Uint32Array,
  "<i4": Int32Array,
  "<u8": BigUint64Array,
  "<i8": BigInt64Array,
} as const;
type ElementCode = keyof typeof arrayTypes;

const magic = "\x93NUMPY";
const littleEndianHost = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Bytes of the .npy file of an array; a typed array alone is one-dimensional. `field` names it in errors. */
export function encodeNpy(array: NumericArray | ShapedArray, field = "array"): Uint8Array<ArrayBuffer> {
  const { data, shape } = shaped(array, field);
  const code = elementCode(data, field);
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${code}', 'fortran_order': False, 'shape': (${axes}), }`;
  const headerEnd = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  if (headerEnd - 10 > 0xffff) throw new InputError(`${field}.shape`, shape, "short enough for a header of 65535 bytes");
  const bytes = new Uint8Array(headerEnd + data.byteLength);
  const header = `${magic}\x01\x00  ${dictionary.padEnd(headerEnd - 11)}\n`;
  for (let i = 0; i < header.length; i++) bytes[i] = header.charCodeAt(i);
  new DataView(bytes.buffer).setUint16(8, headerEnd - 10, true);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), headerEnd);
  if (!littleEndianHost) swapBytes(bytes.subarray(headerEnd), data.BYTES_PER_ELEMENT);
  return bytes;
}

/** Reads a .npy file (version 1, 2 or 3) with one of the element types above, in C order. */
export function decodeNpy(file: Uint8Array, field = "file"): { data: NumericArray; shape: number[] } {
  const refuse = (what: string): never => {
    throw new InputError(field, file, `a .npy file in C order with elements ${Object.keys(arrayTypes).join(", ")}; ${what}`);
  };
  if (file.length < 10 || ascii(file, 0, 6) !== magic) refuse("this one does not start as a .npy file");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const wide = file[6] !== 1;
  const start = wide ? 12 : 10;
  const end = start + (wide && file.length >= 12 ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > file.length) refuse("this one ends inside its header");
  const dictionary = ascii(file, start, end);
  const code = /'descr':\s*'([^']*)'/.exec(dictionary)?.[1] as ElementCode | undefined;
  const axes = /'shape':\s*\(([\d,\s]*)\)/.exec(dictionary)?.[1];
  if (code === undefined || axes === undefined || !Object.hasOwn(arrayTypes, code)) {
    return refuse(`this one has the header ${dictionary.trim()}`);
  }
  const shape = axes.split(",").flatMap((axis) => (axis.trim() === "" ? [] : [Number(axis)]));
  if (!/'fortran_order':\s*False/.test(dictionary) && shape.length > 1) refuse("this one is in Fortran order");
  const length = product(shape);
  const ArrayType = arrayTypes[code];
  if (file.length - end !== length * ArrayType.BYTES_PER_ELEMENT) {
    refuse(`this one has ${file.length - end} bytes of data for shape (${shape.join(", ")})`);
  }
  const bytes = file.slice(end); // a copy, so that the elements are aligned
  if (!littleEndianHost) swapBytes(bytes, ArrayType.BYTES_PER_ELEMENT);
  return { data: new ArrayType(bytes.buffer, 0, length), shape };
}

function shaped(array: NumericArray | ShapedArray, field: string): ShapedArray {
  if (ArrayBuffer.isView(array)) return { data: array, shape: [array.length] };
  const { data, shape } = (array ?? {}) as Partial<ShapedArray>;
  if (!ArrayBuffer.isView(data)) throw new InputError(field, array, "a numeric typed array or { data, shape }");
  const valid = Array.isArray(shape) && shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0);
  if (!valid) throw new InputError(`${field}.shape`, shape, "an array of integers >= 0");
  if (product(shape) !== data.length) {
    throw new InputError(
      `${field}.shape`,
      `(${shape.join(", ")})`,
      `axis lengths whose product is ${data.length}, the length of the data`,
    );
  }
  return { data, shape };
}

function elementCode(data: NumericArray, field: string): ElementCode {
  for (const code of Object.keys(arrayTypes) as ElementCode[]) if (data instanceof arrayTypes[code]) return code;
  throw new InputError(
    field,
    data,
    `one of ${Object.values(arrayTypes)
      .map((type) => type.name)
      .join(", ")}`,
  );
}

function product(shape: readonly number[]): number {
  return shape.reduce((sum, axis) => sum * axis, 1);
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}
