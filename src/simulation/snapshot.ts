import { SnapshotError } from "../core/errors.js";
import type { StatePiece } from "./layout.js";

// A snapshot: "MCSN", format version (u32), header length (u32), header (JSON, UTF-8), the pieces of state one after the
// other, checksum (u64). All little-endian. It holds what changes during a run; the network that restores it must have
// been built from the same description (hash in the header) for the same core (hash in the header).

const MAGIC = 0x4e53434d; // "MCSN"
const VERSION = 1;

interface Header {
  readonly core: string;
  readonly network: string;
  readonly step: number;
  readonly pieces: readonly { readonly name: string; readonly bytes: number }[];
}

/** Writes a snapshot. */
export function writeSnapshot(
  identity: { core: string; network: string },
  step: number,
  pieces: readonly StatePiece[],
): Uint8Array {
  const header: Header = { ...identity, step, pieces: pieces.map(({ name, byteLength }) => ({ name, bytes: byteLength })) };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(12 + text.length + pieces.reduce((sum, piece) => sum + piece.byteLength, 0) + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, text.length, true);
  bytes.set(text, 12);
  let at = 12 + text.length;
  for (const piece of pieces) {
    bytes.set(piece.read(), at);
    at += piece.byteLength;
  }
  view.setBigUint64(at, checksum(bytes.subarray(0, at)), true);
  return bytes;
}

/** Reads a snapshot into `pieces`, all or nothing, and returns its step. Errors: SnapshotError, before anything changes. */
export function readSnapshot(
  bytes: Uint8Array,
  identity: { core: string; network: string },
  pieces: readonly StatePiece[],
): number {
  if (!(bytes instanceof Uint8Array) || bytes.length < 20)
    throw new SnapshotError("This is not a snapshot: it is too short. Pass the bytes that snapshot() returned.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC)
    throw new SnapshotError("This is not a snapshot: its first bytes are wrong. Pass the bytes that snapshot() returned.");
  const version = view.getUint32(4, true);
  if (version !== VERSION)
    throw new SnapshotError(
      `This snapshot has format version ${version}; this library reads version ${VERSION}. Restore it with the version that wrote it.`,
    );
  const end = bytes.length - 8;
  if (view.getBigUint64(end, true) !== checksum(bytes.subarray(0, end)))
    throw new SnapshotError("This snapshot is damaged: its checksum does not fit. Take another copy of the file.");
  const headerLength = view.getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + headerLength))) as Header;
  if (header.core !== identity.core)
    throw new SnapshotError(
      "This snapshot was written by another build of the core, whose state is laid out differently. Restore it with the version that wrote it.",
    );
  if (header.network !== identity.network)
    throw new SnapshotError(
      "This snapshot belongs to another network. Build the network with the same dt, seed, populations, projections and monitors, in the same order, and restore it then.",
    );
  let at = 12 + headerLength;
  for (const piece of pieces) {
    piece.write(bytes.subarray(at, at + piece.byteLength));
    at += piece.byteLength;
  }
  return header.step;
}

/** FNV-1a on two interleaved 32-bit lanes: finds damage, nothing more. */
export function checksum(bytes: Uint8Array): bigint {
  let even = 0x811c9dc5;
  let odd = 0x9747b28c;
  const pairs = bytes.length & ~1;
  for (let i = 0; i < pairs; i += 2) {
    even = Math.imul(even ^ (bytes[i] as number), 0x01000193);
    odd = Math.imul(odd ^ (bytes[i + 1] as number), 0x01000193);
  }
  if (pairs < bytes.length) even = Math.imul(even ^ (bytes[pairs] as number), 0x01000193);
  return (BigInt(odd >>> 0) << 32n) | BigInt(even >>> 0);
}

/** A hash of any description made of plain objects, arrays, typed arrays, numbers, strings and bigints. */
export function hashDescription(description: unknown): string {
  const text = JSON.stringify(description, (_, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (ArrayBuffer.isView(value))
      return `${value.constructor.name} ${checksum(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
  return checksum(new TextEncoder().encode(text)).toString(16).padStart(16, "0");
}
