import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/index.js";
import {
  decodeIdx,
  decodeImages,
  decodePgm,
  decodePng,
  idxImages,
  loadNaturalImage,
  naturalImageNames,
} from "../../src/inputs/index.js";

const text = (content: string) => new TextEncoder().encode(content);
const join = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));

describe("PGM", () => {
  it("is read from plain files, with comments anywhere in the header", () => {
    const image = decodePgm(text("P2 # a comment\n3\n# another 7\n2 255\n0 1 2\n253 254\t255 \n"));
    expect(image).toEqual({ width: 3, height: 2, pixels: Float64Array.of(0, 1, 2, 253, 254, 255) });
    expect(decodePgm(text("P2 1 1 65535 40000")).pixels).toEqual(Float64Array.of(40000));
  });

  it("is read from raw files of 8 and 16 bits", () => {
    expect(decodePgm(join(text("P5 2 2 255\n"), [0, 10, 13, 255])).pixels).toEqual(Float64Array.of(0, 10, 13, 255));
    // pixels that look like white space or comments are pixels
    expect(decodePgm(join(text("P5\n#x\n2 1\n255\n"), [0x20, 0x23])).pixels).toEqual(Float64Array.of(32, 35));
    const wide = decodePgm(join(text("P5 2 1 1000\n"), [3, 0xe8, 0, 7]));
    expect(wide.pixels).toEqual(Float64Array.of(1000, 7));
  });

  it("is read from part of a larger buffer", () => {
    const bytes = join([9, 9, 9], text("P5 1 1 300\n"), [1, 2]);
    expect(decodePgm(bytes.subarray(3)).pixels).toEqual(Float64Array.of(258));
  });

  it.each([
    ["P3 1 1 255 0", /first two bytes/],
    ["P2 1", /byte 4.*the height/],
    ["P2 x 1 255 0", /the width/],
    ["P2 1 1 255 -1", /a grey value/],
    ["P2 2 1 255 1", /a grey value/],
    ["P2 1 1 255 256", /a grey value of the PGM file is 256/],
    ["P2 0 1 255 0", /the width of the PGM file is 0/],
    ["P2 100000 100000 255 0", /the height of the PGM file/],
    ["P2 1 1 70000 0", /largest grey value of the PGM file is 70000/],
    ["P2 1 1 0 0", /largest grey value/],
    ["P5 2 2 255\nabc", /number of bytes after the PGM header is 3; it must be at least 4/],
    ["P5 1 2 256\nabc", /at least 4/],
    ["P2 1 1 99999999999 0", /decimal number/],
  ])("refuses %j", (content, message) => {
    expect(() => decodePgm(text(content))).toThrow(message);
    expect(() => decodePgm(text(content))).toThrow(InputError);
  });
});

describe("IDX", () => {
  const header = (type: number, ...shape: number[]) => {
    const bytes = new Uint8Array(4 + 4 * shape.length);
    const view = new DataView(bytes.buffer);
    view.setUint8(2, type);
    view.setUint8(3, shape.length);
    shape.forEach((length, i) => {
      view.setUint32(4 + 4 * i, length);
    });
    return bytes;
  };
  const numbers = (bytes: number, write: (view: DataView, at: number, value: number) => void, values: number[]) => {
    const data = new Uint8Array(bytes * values.length);
    values.forEach((value, i) => {
      write(new DataView(data.buffer), bytes * i, value);
    });
    return data;
  };

  it.each([
    ["unsigned bytes", 8, numbers(1, (v, at, x) => v.setUint8(at, x), [0, 255, 7, 128]), [0, 255, 7, 128]],
    ["signed bytes", 9, numbers(1, (v, at, x) => v.setInt8(at, x), [0, -1, 7, -128]), [0, -1, 7, -128]],
    ["16-bit integers", 11, numbers(2, (v, at, x) => v.setInt16(at, x), [0, -300, 7, 300]), [0, -300, 7, 300]],
    ["32-bit integers", 12, numbers(4, (v, at, x) => v.setInt32(at, x), [0, -70000, 7, 70000]), [0, -70000, 7, 70000]],
    ["32-bit floats", 13, numbers(4, (v, at, x) => v.setFloat32(at, x), [0, -0.5, 7, 1e10]), [0, -0.5, 7, 1e10]],
    ["64-bit floats", 14, numbers(8, (v, at, x) => v.setFloat64(at, x), [0, -0.1, 7, 1e300]), [0, -0.1, 7, 1e300]],
  ])("is read with %s", (_, type, data, values) => {
    expect(decodeIdx(join(header(type, 2, 2), data))).toEqual({ shape: [2, 2], data: Float64Array.from(values) });
  });

  it("gives images as MNIST stores them", () => {
    const file = join(header(8, 2, 2, 3), [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]);
    const images = idxImages(decodeIdx(file));
    expect(images).toEqual([
      { width: 3, height: 2, pixels: Float64Array.of(1, 2, 3, 4, 5, 6) },
      { width: 3, height: 2, pixels: Float64Array.of(11, 12, 13, 14, 15, 16) },
    ]);
    expect(decodeImages(file)).toEqual(images);
    expect(() => idxImages({ shape: [3], data: new Float64Array(3) })).toThrow(/the shape of the IDX array is "3"/);
  });

  it.each([
    ["another type", join(header(10, 1), [1]), /first three bytes/],
    ["no type", Uint8Array.of(0, 0), /first three bytes/],
    ["no dimensions", header(8), /at least 8 bytes/],
    ["a header cut short", header(8, 2, 2).subarray(0, 9), /length of the IDX file is 9/],
    ["too few numbers", join(header(8, 2, 2), [1, 2, 3]), /12.*16 bytes|15; it must be 16 bytes/],
    ["numbers left over", join(header(8, 1), [1, 2]), /it must be 9 bytes/],
    ["a shape beyond memory", header(8, 2 ** 31, 2 ** 31), /of which there may be/],
    ["NaN", join(header(13, 1), [0x7f, 0xc0, 0, 0]), /number 0 of the IDX file is NaN/],
  ])("refuses %s", (_, file, message) => {
    expect(() => decodeIdx(file)).toThrow(message);
    expect(() => decodeIdx(file)).toThrow(InputError);
  });
});

describe("PNG", () => {
  const cases = JSON.parse(readFileSync(new URL("fixtures/png.json", import.meta.url), "utf8")) as {
    [name: string]: { file: string; rows: number[][] };
  };

  it.each(Object.entries(cases))("is read: %s", (_, { file, rows }) => {
    const image = decodePng(Buffer.from(file, "base64"));
    expect([image.height, image.width]).toEqual([rows.length, rows[0]!.length]);
    image.pixels.forEach((value, i) => {
      expect(Math.abs(value - rows.flat()[i]!)).toBeLessThan(1e-10); // rounding of three products below 65536
    });
    expect(decodeImages(Buffer.from(file, "base64"))).toEqual([image]);
  });

  it("is refused when damaged or cut short, by an InputError", () => {
    const file = Buffer.from(cases["colour 8"]!.file, "base64");
    for (let length = 0; length < file.length - 12; length += 5) {
      expect(() => decodePng(file.subarray(0, length))).toThrow(InputError);
    }
    for (let at = 0; at < file.length - 12; at += 3) {
      const damaged = Uint8Array.from(file);
      damaged[at]! ^= 0x55;
      expect(() => decodePng(damaged)).toThrow(InputError);
    }
  });
});

describe("all decoders", () => {
  it("answer random bytes with an image or an InputError (property)", () => {
    const starts = fc.constantFrom(
      [],
      [0x50, 0x32, 0x20],
      [0x50, 0x35, 0x20],
      [0, 0, 8, 1],
      [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
    );
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 64 }), (start, rest) => {
        try {
          expect(decodeImages(join(start, rest)).length).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000, seed: 4 },
    );
  });

  it("refuse what is not bytes, and unknown formats", () => {
    for (const decode of [decodeImages, decodePgm, decodePng, decodeIdx]) {
      expect(() => decode("P2 1 1 255 0" as never)).toThrow(/file is "P2 1 1 255 0"; it must be a Uint8Array/);
      expect(() => decode(null as never)).toThrow(InputError);
      expect(() => decode(new Uint8Array(0))).toThrow(InputError);
    }
    expect(() => decodeImages(text("GIF89a"))).toThrow(/those of a PGM, PNG or IDX file/);
    expect(decodeImages(text("P2 1 1 255 9").buffer)[0]!.pixels).toEqual(Float64Array.of(9));
  });
});

describe("the images of the package", () => {
  it.each(naturalImageNames)("%s has 256 x 256 pixels of 8 bits", async (name) => {
    const image = await loadNaturalImage(name);
    expect([image.width, image.height]).toEqual([256, 256]);
    expect(Math.max(...image.pixels)).toBeLessThanOrEqual(255);
    expect(new Set(image.pixels).size).toBeGreaterThan(100);
  });

  it("are refused under another name, and reported where they are missing", async () => {
    await expect(loadNaturalImage("lena" as never)).rejects.toThrow(/name is "lena"/);
    await expect(loadNaturalImage("leaves", { base: "file:///nowhere/" })).rejects.toThrow(
      /file:\/\/\/nowhere\/leaves.pgm could not be read/,
    );
  });
});
