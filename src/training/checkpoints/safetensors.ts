import { InputError, SnapshotError } from "../../core/errors.js";
import { arrayTypes, type Checkpoint, type StoredTensor, type TensorData, type TensorType } from "./checkpoint.js";

// The safetensors format (https://huggingface.co/docs/safetensors, "Format"): 8 bytes, the length of the header, little-endian; the header, JSON,
//   { name: { dtype, shape, data_offsets: [begin, end] }, ..., "__metadata__": { text: text } },
// offsets from the end of the header; then the numbers, little-endian, without gaps.

/** Readers of the format refuse longer headers. */
const LONGEST_HEADER = 100_000_000;
/** Starts of the data and of 8-byte numbers: the longest first, so that each kind is aligned. */
const ALIGNMENT = 8;

interface Entry {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Writes tensors in the safetensors format, the same bytes for the same content. Errors: InputError. */
export function writeSafetensors({ tensors, metadata }: Checkpoint): Uint8Array<ArrayBuffer> {
  const list = Object.entries(tensors).map(([name, tensor]) => ({ name, ...tensor, dtype: typeOf(name, tensor) }));
  // The sort is stable: tensors of one size of number stay in their order.
  list.sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: Record<string, Entry | Checkpoint["metadata"]> = { __metadata__: metadata };
  let end = 0;
  for (const { name, dtype, shape, data } of list) {
    if (name === "__metadata__") throw new InputError("tensors", name, "named otherwise");
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length); // spaces after the header, which JSON allows
  bytes.set(text, 8);
  let at = 8 + length;
  for (const { data } of list) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads what {@link writeSafetensors} or another writer of the format wrote. Errors: SnapshotError, in words, for anything else. */
export function readSafetensors(bytes: Uint8Array): Checkpoint {
  if (bytes.length < 8) throw damaged(`it has ${bytes.length} bytes, less than its first field`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(LONGEST_HEADER, bytes.length - 8)))
    throw damaged(`its header would have ${length} bytes, and the file has ${bytes.length}`);
  const start = 8 + Number(length);
  const header = parseHeader(bytes.subarray(8, start));
  const tensors: Record<string, StoredTensor> = {};
  let metadata: Record<string, string> = {};
  const ranges: [number, number][] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") {
      metadata = checkMetadata(value);
      continue;
    }
    const { dtype, shape, data_offsets: range } = checkEntry(name, value, bytes.length - start);
    ranges.push([...range]);
    // A copy: the bytes may begin anywhere, and typed arrays may not.
    const part = bytes.slice(start + range[0], start + range[1]);
    define(tensors, name, { shape: [...shape], data: new arrayTypes[dtype](part.buffer as ArrayBuffer) as TensorData });
  }
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  for (const [from, to] of ranges) {
    if (from !== end)
      throw damaged(`its tensors ${from < end ? "overlap" : "leave a gap"} at byte ${Math.min(from, end)} of the data`);
    end = to;
  }
  if (start + end !== bytes.length) throw damaged(`its tensors end at byte ${start + end}, and the file at byte ${bytes.length}`);
  return { tensors, metadata };
}

function typeOf(name: string, { shape, data }: StoredTensor): TensorType {
  const found = Object.entries(arrayTypes).find(([, type]) => data instanceof type);
  if (!found)
    throw new InputError(
      `tensors.${name}.data`,
      data,
      `one of ${Object.values(arrayTypes)
        .map((type) => type.name)
        .join(", ")}`,
    );
  if (!isShape(shape) || product(shape) !== data.length)
    throw new InputError(`tensors.${name}.shape`, shape, `sizes whose product is ${data.length}`);
  return found[0] as TensorType;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged("its header is not JSON");
  }
  if (!isObject(header)) throw damaged("its header is no JSON object");
  return header;
}

function checkMetadata(value: unknown): Record<string, string> {
  if (!isObject(value)) throw damaged("its __metadata__ is no object");
  const metadata: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw damaged(`its __metadata__.${key} is no text`);
    define(metadata, key, text);
  }
  return metadata;
}

function checkEntry(name: string, value: unknown, available: number): Entry {
  const { dtype, shape, data_offsets: range } = (isObject(value) ? value : {}) as Partial<Entry>;
  if (typeof dtype !== "string" || !Object.hasOwn(arrayTypes, dtype))
    throw damaged(`its tensor ${name} has the type ${dtype}; known are ${Object.keys(arrayTypes).join(", ")}`);
  if (!isShape(shape)) throw damaged(`its tensor ${name} has no shape`);
  if (!isShape(range) || range.length !== 2 || range[1]! < range[0]! || range[1]! > available)
    throw damaged(`its tensor ${name} does not lie inside the file`);
  const size = product(shape) * arrayTypes[dtype].BYTES_PER_ELEMENT;
  if (size !== range[1]! - range[0]!)
    throw damaged(`its tensor ${name} of shape [${shape}] does not fill its ${range[1]! - range[0]!} bytes`);
  return { dtype, shape, data_offsets: range as unknown as [number, number] };
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

/** Sets a field whatever its name: "__proto__" too. */
function define<T>(target: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function damaged(what: string): SnapshotError {
  return new SnapshotError(`This is no intact file of tensors (safetensors): ${what}.`);
}
