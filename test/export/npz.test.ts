import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromNpz, type NumericArray, type ShapedArray, toNpz } from "../../src/export/index.js";
import { InputError } from "../../src/index.js";

const dtypes: { readonly [name: string]: string } = {
  Float64Array: "<f8",
  Float32Array: "<f4",
  Uint8Array: "|u1",
  Int8Array: "|i1",
  Uint16Array: "<u2",
  Int16Array: "<i2",
  Uint32Array: "<u4",
  Int32Array: "<i4",
  BigUint64Array: "<u8",
  BigInt64Array: "<i8",
};

/** The content of test/export/fixtures/write_fixture.py. */
const contents: { readonly [name: string]: ShapedArray } = {
  f64: {
    data: new Float64Array([0.1, -0, Math.PI, 5e-324, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
    shape: [7],
  },
  f32: { data: new Float32Array([0.5, -1.25, 3e38, 1e-45]), shape: [2, 2] },
  u8: { data: new Uint8Array([0, 50, 100, 150, 200, 250]), shape: [1, 2, 3] },
  i8: { data: new Int8Array([-128, 127]), shape: [2] },
  u16: { data: new Uint16Array([0, 65535]), shape: [2] },
  i16: { data: new Int16Array([-32768, 32767]), shape: [2] },
  u32: { data: new Uint32Array([0, 4294967295]), shape: [2] },
  i32: { data: new Int32Array([-2147483648, 2147483647]), shape: [2] },
  u64: { data: new BigUint64Array([0n, 18446744073709551615n]), shape: [2] },
  i64: { data: new BigInt64Array([-9223372036854775808n, 9223372036854775807n]), shape: [2] },
  scalar: { data: new Float64Array([42]), shape: [] },
  empty: { data: new Float64Array(0), shape: [0, 3] },
};

const bits = (data: NumericArray) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex");
const described = (arrays: { [name: string]: ShapedArray }) =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, { data, shape }]) => [
      name,
      { dtype: dtypes[data.constructor.name], shape, bits: bits(data) },
    ]),
  );

const numericArray: fc.Arbitrary<NumericArray> = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.uint8Array(),
  fc.int8Array(),
  fc.uint16Array(),
  fc.int16Array(),
  fc.uint32Array(),
  fc.int32Array(),
  fc.bigUint64Array(),
  fc.bigInt64Array(),
);
const shapedArray: fc.Arbitrary<ShapedArray> = numericArray.chain((data) =>
  fc
    .constantFrom([data.length], [data.length, 1], [1, data.length, 1], ...(data.length % 2 === 0 ? [[2, data.length / 2]] : []))
    .map((shape) => ({ data, shape })),
);
const plainName = fc.string({ minLength: 1 }).filter((name) => !/[/\\\p{Cc}]/u.test(name) && name !== "." && name !== "..");

describe("npz", () => {
  it.each([false, true])("gives back every element type, shape and bit pattern (compressed: %s)", (compress) => {
    fc.assert(
      fc.property(fc.dictionary(plainName, shapedArray, { maxKeys: 4 }), (arrays) => {
        expect(described(fromNpz(toNpz(arrays, { compress })))).toEqual(described(arrays));
      }),
    );
  });

  it("keeps the bits of NaN payloads and of views into larger buffers", () => {
    const buffer = new BigUint64Array([1n, 0x7ff8000000abcdefn, 2n]).buffer;
    const { nan } = fromNpz(toNpz({ nan: new Float64Array(buffer, 8, 1) }));
    expect(bits(nan!.data)).toBe("efcdab000000f87f");
  });

  it.each(["numpy-1.24.npz", "numpy-1.24-compressed.npz"])("reads what NumPy wrote: %s", (name) => {
    const file = readFileSync(new URL(`fixtures/${name}`, import.meta.url));
    expect(described(fromNpz(file))).toEqual(described(contents));
  });

  it("writes the same bytes everywhere", () => {
    const hash = createHash("sha256").update(toNpz(contents)).digest("hex");
    // Of bytes that NumPy 1.24 read back exactly (next test); a change of format must be a decision.
    expect(hash).toBe("175085532b23c98e08a91e0ef9a3c721d9adb828e1098d2fca0f24416f14f551");
  });

  it("is read by NumPy with the same types, shapes and bits", () => {
    const directory = mkdtempSync(join(tmpdir(), "microcircuit-npz-"));
    try {
      for (const compress of [false, true]) {
        const path = join(directory, "arrays.npz");
        writeFileSync(path, toNpz(contents, { compress }));
        const read = readWithNumPy(path);
        if (read === undefined) return;
        expect(read).toEqual(described(contents));
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("names the array it refuses", () => {
    expect(() => toNpz({ v: [1, 2] as never })).toThrow(InputError);
    expect(() => toNpz({ v: { data: new Float64Array(6), shape: [2, 2] } })).toThrow(
      'v.shape is "(2, 2)"; it must be axis lengths whose product is 6, the length of the data.',
    );
    expect(() => toNpz({ v: { data: new Float64Array(2), shape: [-2, -1] } })).toThrow(/v\.shape .* integers >= 0/);
    expect(() => toNpz({ v: new DataView(new ArrayBuffer(8)) as never })).toThrow(/^v is .*Float64Array/);
    for (const name of ["", "a/b", "a\\b", "..", "a\0"]) expect(() => toNpz({ [name]: new Uint8Array(1) })).toThrow(/^name is/);
    expect(() => fromNpz(new Uint8Array(40))).toThrow(/^bytes is .* a \.npz file/);
  });

  it("refuses damaged arrays instead of reading them wrong", () => {
    const npz = toNpz({ v: new Float64Array([1, 2]) });
    const at = Buffer.from(npz).indexOf("(2,)");
    for (const [text, message] of [
      ["(3,)", /16 bytes of data for shape \(3\)/],
      ["(2?)", /has the header/],
    ] as const) {
      const damaged = npz.slice();
      damaged.set(Buffer.from(text), at);
      expect(() => fromNpz(damaged)).toThrow(message);
    }
  });
});

const numPyScript = `
import json, sys
try:
    import numpy
except ImportError:
    sys.exit(3)
with numpy.load(sys.argv[1]) as arrays:
    print(json.dumps({name: {"dtype": a.dtype.str, "shape": list(a.shape), "bits": a.tobytes().hex()} for name, a in arrays.items()}))
`;

/** What NumPy reads from a .npz; undefined, with a notice, where there is no NumPy. */
function readWithNumPy(path: string): unknown {
  const { error, status, stdout, stderr } = spawnSync("python3", ["-c", numPyScript, path], { encoding: "utf8" });
  if (error || status === 3) {
    console.warn("NOTICE: not compared with NumPy, which is not installed here (python3 -c 'import numpy').");
    return undefined;
  }
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
