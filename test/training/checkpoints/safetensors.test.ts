import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { InputError, SnapshotError } from "../../../src/index.js";
import { fileCheckpoints } from "../../../src/training/checkpoints/file.js";
import { type Checkpoint, readSafetensors, writeSafetensors } from "../../../src/training/checkpoints/index.js";

const folder = mkdtempSync(join(tmpdir(), "microcircuit-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sample: Checkpoint = {
  tensors: {
    bytes: { shape: [3], data: Uint8Array.of(1, 2, 3) },
    "weights/in": { shape: [2, 3], data: Float64Array.of(0.1, -0, Number.NaN, Infinity, 5e-324, -1.5) },
    small: { shape: [2, 1], data: Float32Array.of(0.5, -2) },
    empty: { shape: [0, 4], data: new Int32Array(0) },
    scalar: { shape: [], data: BigInt64Array.of(-(2n ** 60n)) },
  },
  metadata: { format: "sample", wörter: 'of "two"\nlines' },
};

/** A file with this header and data of `size` bytes. */
function file(header: unknown, size: number, text = JSON.stringify(header)): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + encoded.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  return bytes;
}

describe("the safetensors format", () => {
  it("gives back what was written, bit for bit, whatever the bytes begin at", () => {
    const bytes = writeSafetensors(sample);
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    for (const given of [bytes, shifted]) {
      const read = readSafetensors(given);
      expect(read.metadata).toEqual(sample.metadata);
      expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(sample.tensors).sort());
      for (const [name, { shape, data }] of Object.entries(sample.tensors)) expect(read.tensors[name]).toEqual({ shape, data });
      expect(Object.is(read.tensors["weights/in"]!.data[1], -0)).toBe(true);
      expect(writeSafetensors(read)).toEqual(bytes);
    }
  });

  it("has its data aligned", () => {
    const bytes = writeSafetensors(sample);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const size = { F64: 8, I64: 8, F32: 4, I32: 4, U8: 1 } as Record<string, number>;
    for (const [name, entry] of Object.entries(header))
      if (name !== "__metadata__") {
        const { dtype, data_offsets } = entry as { dtype: string; data_offsets: [number, number] };
        expect(data_offsets[0] % size[dtype]!).toBe(0);
      }
  });

  it("is what a reader in Python makes of it", () => {
    const path = join(folder, "sample.safetensors");
    writeFileSync(path, writeSafetensors(sample));
    const program = `
import json, struct, sys
import numpy
with open(sys.argv[1], "rb") as file:
    length, = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
    data = file.read()
kinds = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "I32": "<i4", "U8": "u1"}
out = {"metadata": header.pop("__metadata__")}
for name, entry in header.items():
    begin, end = entry["data_offsets"]
    array = numpy.frombuffer(data[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"])
    out[name] = [list(array.shape), [repr(value) for value in array.ravel().tolist()]]
print(json.dumps(out))
`;
    const { stdout, stderr } = spawnSync("python3", ["-c", program, path], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      metadata: sample.metadata,
      bytes: [[3], ["1", "2", "3"]],
      "weights/in": [
        [2, 3],
        ["0.1", "-0.0", "nan", "inf", "5e-324", "-1.5"],
      ],
      small: [
        [2, 1],
        ["0.5", "-2.0"],
      ],
      empty: [[0, 4], []],
      scalar: [[], ["-1152921504606846976"]],
    });
  });

  it("reads files of other writers: unpadded headers, no metadata, any order", () => {
    const bytes = file(
      { b: { dtype: "U16", shape: [1], data_offsets: [8, 10] }, a: { dtype: "F64", shape: [1], data_offsets: [0, 8] } },
      10,
    );
    bytes.set([7, 1], bytes.length - 2);
    expect(readSafetensors(bytes)).toEqual({
      metadata: {},
      tensors: { a: { shape: [1], data: Float64Array.of(0) }, b: { shape: [1], data: Uint16Array.of(263) } },
    });
  });

  const entry = { dtype: "F64", shape: [2], data_offsets: [0, 16] };
  it.each<[string, Uint8Array, RegExp]>([
    ["an empty file", new Uint8Array(0), /has 0 bytes/],
    ["a header longer than the file", file({}, 0).fill(255, 0, 8), /header would have 18446744073709551615 bytes/],
    ["no JSON", file(0, 0, "{"), /header is not JSON/],
    ["bytes that are no text", file({}, 0).fill(255, 8), /header is not JSON/],
    ["a list for a header", file([], 0), /no JSON object/],
    ["an unknown type", file({ a: { ...entry, dtype: "BF16" } }, 16), /tensor a has the type BF16/],
    ["a type that is a name of objects", file({ a: { ...entry, dtype: "toString" } }, 16), /type toString/],
    ["no shape", file({ a: { ...entry, shape: [-2] } }, 16), /tensor a has no shape/],
    ["a size that is not whole", file({ a: { ...entry, shape: [1.5] } }, 16), /tensor a has no shape/],
    ["an entry that is no object", file({ a: null }, 16), /tensor a has the type undefined/],
    ["a tensor outside of the file", file({ a: entry }, 8), /does not lie inside/],
    ["a range turned around", file({ a: { ...entry, data_offsets: [16, 0] } }, 16), /does not lie inside/],
    ["a shape that does not fill its bytes", file({ a: { ...entry, shape: [3] } }, 16), /does not fill its 16 bytes/],
    ["tensors that overlap", file({ a: entry, b: { ...entry, data_offsets: [8, 24] } }, 24), /overlap at byte 8/],
    ["a gap", file({ a: entry, b: { ...entry, data_offsets: [24, 40] } }, 40), /leave a gap at byte 16/],
    ["more bytes than tensors", file({ a: entry }, 24), /the file at byte/],
    ["metadata of numbers", file({ __metadata__: { a: 1 } }, 0), /__metadata__\.a is no text/],
    ["metadata that is text", file({ __metadata__: "a" }, 0), /__metadata__ is no object/],
  ])("refuses %s", (_, bytes, words) => {
    expect(() => readSafetensors(bytes)).toThrow(SnapshotError);
    expect(() => readSafetensors(bytes)).toThrow(words);
  });

  it("refuses any shortened file, and whatever else happens to bytes ends in words or in tensors", () => {
    const bytes = writeSafetensors(sample);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(SnapshotError);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        try {
          readSafetensors(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(SnapshotError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("keeps names that objects have a meaning for", () => {
    const bytes = file(
      { __metadata__: {} },
      0,
      '{"__metadata__":{"__proto__":"x"},"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
    );
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    const { tensors, metadata } = readSafetensors(longer);
    expect(Object.keys(tensors)).toEqual(["__proto__"]);
    expect(Object.keys(metadata)).toEqual(["__proto__"]);
  });

  it("refuses to write shapes that do not fit, and arrays it has no type for", () => {
    const write = (tensor: object) => () => writeSafetensors({ tensors: { a: tensor as never }, metadata: {} });
    expect(write({ shape: [2], data: new Float64Array(3) })).toThrow(InputError);
    expect(write({ shape: [2], data: [1, 2] })).toThrow(/tensors\.a\.data/);
  });
});

describe("a file of checkpoints", () => {
  const checkpoint = (text: string) => writeSafetensors({ tensors: {}, metadata: { text } });
  const textOf = (bytes: Uint8Array | undefined) => bytes && readSafetensors(bytes).metadata.text;

  it("holds the last, and the one before beside it; nothing else stays", () => {
    const path = join(folder, "deep", "run.safetensors");
    const checkpoints = fileCheckpoints(path, { everySeconds: 5 });
    expect(checkpoints.everySeconds).toBe(5);
    expect(checkpoints.load()).toBeUndefined();
    for (const text of ["one", "two", "three"]) {
      checkpoints.save(checkpoint(text));
      expect(textOf(fileCheckpoints(path).load())).toBe(text);
    }
    expect(readdirSync(join(folder, "deep")).sort()).toEqual(["run.safetensors", "run.safetensors.previous"]);
    // Ended between its two renamings, or by a disk that lost a part:
    rmSync(path);
    expect(textOf(checkpoints.load())).toBe("two");
    writeFileSync(path, checkpoint("four").subarray(0, 20));
    expect(textOf(checkpoints.load())).toBe("two");
    writeFileSync(checkpoints.previousPath, "");
    expect(() => checkpoints.load()).toThrow(SnapshotError);
  });

  it("refuses intervals below 0, and leaves nothing behind where it cannot write", () => {
    expect(() => fileCheckpoints("x", { everySeconds: -1 })).toThrow(InputError);
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "");
    expect(() => fileCheckpoints(join(blocked, "run")).save(checkpoint("x"))).toThrow();
  });
});
