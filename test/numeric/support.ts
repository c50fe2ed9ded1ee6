import { readFileSync } from "node:fs";

export type Lane = "f64" | "f32";

/** Numbers of a fixture: base64 of little-endian doubles. */
export function decode(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float64Array(bytes.buffer);
}

/** A fixture file written by the Python script of the same name. */
export function fixture(name: string): Record<string, Record<string, Float64Array>> {
  const text = readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8");
  const file = JSON.parse(text) as Record<string, Record<string, string>>;
  return Object.fromEntries(
    Object.entries(file).map(([key, lists]) => [
      key,
      Object.fromEntries(Object.entries(lists).map(([list, numbers]) => [list, decode(numbers)])),
    ]),
  );
}

const formats = {
  f64: { bits: 52, least: -1022, largest: Number.MAX_VALUE },
  f32: { bits: 23, least: -126, largest: 3.4028234663852886e38 },
} as const;

/** Spacing of the numbers of the format around `value`: subnormals share the spacing of the smallest normal numbers. */
export function spacing(value: number, lane: Lane): number {
  const { bits, least, largest } = formats[lane];
  const magnitude = Math.min(Math.abs(value), largest);
  let exponent = Math.max(Math.floor(Math.log2(magnitude)), least);
  if (2 ** exponent > magnitude && exponent > least) exponent--; // log2 rounds up just below a power of two
  return 2 ** (exponent - bits);
}

/** Distance of `value` from the reference high + low in units of the format's spacing at the reference. */
export function ulpError(value: number, high: number, low: number, lane: Lane): number {
  if (value === high && low === 0) return 0;
  if (!Number.isFinite(value)) {
    // An overflow is right where the reference rounds to infinity too.
    return lane === "f32" ? (Math.fround(high) === value ? 0 : Infinity) : value === high ? 0 : Infinity;
  }
  return Math.abs(value - high - low) / spacing(high, lane);
}
