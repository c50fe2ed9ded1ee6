import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, RandomStream, sampleCovariance } from "../../src/index.js";
import { fourierTransform2d, inverseFourierTransform2d } from "../../src/inputs/images/fourier.js";
import { steerableFilter } from "../../src/inputs/images/steerable.js";
import {
  type GreyImage,
  imagePatches,
  loadNaturalImage,
  type PatchOptions,
  pixelPairs,
  prepareImage,
  steerableBand,
} from "../../src/inputs/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

/** Pixel (y, x) is 100 y + x: a patch says where it comes from. */
const numbered = (height: number, width: number): GreyImage => ({
  width,
  height,
  pixels: Float64Array.from({ length: height * width }, (_, i) => 100 * Math.floor(i / width) + (i % width)),
});
const noise = (height: number, width: number, seed = 1): GreyImage => ({
  width,
  height,
  pixels: new RandomStream(core, { seed }).normals(height * width),
});
const corners = (patches: Float64Array, size: number) =>
  Array.from(
    { length: patches.length / size },
    (_, t) => [Math.floor(patches[t * size]! / 100), patches[t * size]! % 100] as const,
  );

describe("patches", () => {
  it("are rectangles of the image, row by row (property)", () => {
    const cases = fc.record({
      height: fc.integer({ min: 3, max: 40 }),
      width: fc.integer({ min: 3, max: 40 }),
      rows: fc.integer({ min: 1, max: 3 }),
      columns: fc.integer({ min: 1, max: 3 }),
      mode: fc.constantFrom("random", "random-walk", "grid") as fc.Arbitrary<"random" | "random-walk" | "grid">,
      seed: fc.integer({ min: 0, max: 1e6 }),
    });
    fc.assert(
      fc.property(cases, ({ height, width, rows, columns, mode, seed }) => {
        const options: PatchOptions =
          mode === "grid" ? { size: [rows, columns], mode } : { size: [rows, columns], mode, seed, count: 20 };
        const patches = imagePatches(core, numbered(height, width), options);
        corners(patches, rows * columns).forEach(([y, x], t) => {
          expect(y).toBeLessThanOrEqual(height - rows);
          expect(x).toBeLessThanOrEqual(width - columns);
          for (let i = 0; i < rows * columns; i++) {
            expect(patches[t * rows * columns + i]).toBe(100 * (y + Math.floor(i / columns)) + x + (i % columns));
          }
        });
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("of a grid lie side by side", () => {
    const all = imagePatches(core, numbered(5, 7), { size: [2, 3], mode: "grid" });
    expect(corners(all, 6)).toEqual([
      [0, 0],
      [0, 3],
      [2, 0],
      [2, 3],
    ]);
    expect(imagePatches(core, numbered(5, 7), { size: [2, 3], mode: "grid", count: 1 })).toEqual(all.slice(0, 6));
  });

  it("at random places cover all places evenly", () => {
    const places = corners(imagePatches(core, numbered(6, 5), { size: 3, count: 12000, seed: 3 }), 9);
    const counts = new Float64Array(12);
    for (const [y, x] of places) counts[3 * y + x]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(50); // 11 degrees of freedom: exceeded with a probability of 6e-7
  });

  it("on a walk move by normal steps and are reflected at the borders", () => {
    const step = 3;
    const places = corners(
      imagePatches(core, numbered(80, 80), { size: 4, count: 40000, mode: "random-walk", step, seed: 5 }),
      16,
    );
    const moves = places.slice(1).map(([y], t) => y - places[t]![0]);
    const inner = moves.filter((_, t) => places[t]![0] > 15 && places[t]![0] < 61);
    const variance = inner.reduce((sum, move) => sum + move * move, 0) / inner.length;
    // rounding down both ends adds 2/12; chi-square error of about 20000 moves is 1 %
    expect(Math.abs(variance / (step * step + 1 / 6) - 1)).toBeLessThan(0.05);
    const rows = new Set(places.map(([y]) => y));
    expect(rows.size).toBe(77);
    const slow = corners(
      imagePatches(core, numbered(80, 80), { size: 4, count: 10, mode: "random-walk", step: 1e-6, seed: 5 }),
      16,
    );
    expect(new Set(slow.map(String)).size).toBeLessThanOrEqual(2);
  });

  it("depend on seed and stream alone, the first ones not on their number", () => {
    for (const mode of ["random", "random-walk"] as const) {
      const options = { size: 3, mode, seed: 7 };
      const many = imagePatches(core, numbered(20, 20), { ...options, count: 50 });
      expect(imagePatches(core, numbered(20, 20), { ...options, count: 20 })).toEqual(many.slice(0, 180));
      expect(imagePatches(core, numbered(20, 20), { ...options, count: 50, stream: 1 })).not.toEqual(many);
    }
  });

  it("lose their means as asked", () => {
    const options = { size: 4, count: 500, seed: 1 };
    const byPixel = imagePatches(core, noise(32, 32), { ...options, subtractMean: "pixel" });
    const byPatch = imagePatches(core, noise(32, 32), { ...options, subtractMean: "patch" });
    for (let i = 0; i < 16; i++) {
      let [pixel, patch] = [0, 0];
      for (let t = 0; t < 500; t++) pixel += byPixel[16 * t + i]! / 500;
      for (let j = 0; j < 16; j++) patch += byPatch[16 * i + j]! / 16;
      expect(Math.abs(pixel)).toBeLessThan(1e-14); // rounding of 500 numbers of size 1
      expect(Math.abs(patch)).toBeLessThan(1e-15);
    }
    const raw = imagePatches(core, noise(32, 32), options);
    const [centred, direct] = [sampleCovariance(byPixel, 16), sampleCovariance(raw, 16, { subtractMean: true })];
    centred.forEach((value, i) => {
      expect(Math.abs(value - direct[i]!)).toBeLessThan(1e-14);
    });
  });

  it.each([
    [{ size: 0, count: 1, seed: 1 }, /options.size\[0\] is 0/],
    [{ size: 9, count: 1, seed: 1 }, /the height of options.size is 9; it must be a finite number <= 8/],
    [{ size: [2, 9], count: 1, seed: 1 }, /the width of options.size is 9/],
    [{ size: 2, seed: 1 }, /options.count is undefined/],
    [{ size: 2, count: 1 }, /seed is undefined/],
    [{ size: 2, count: 17, mode: "grid" }, /options.count is 17/],
    [{ size: 2, mode: "grid", seed: 1 }, /options.seed is 1; it must be left out/],
    [{ size: 2, count: 1, seed: 1, step: 1 }, /options.step is 1; it must be left out/],
    [{ size: 2, count: 1, seed: 1, mode: "spiral" }, /options.mode is "spiral"/],
    [{ size: 2, count: 1, seed: 1, whiten: true }, /options.whiten/],
  ])("refuse the options %j", (options, message) => {
    expect(() => imagePatches(core, numbered(8, 8), options as never)).toThrow(message);
  });

  it("refuse what is not an image", () => {
    const options = { size: 1, count: 1, seed: 1 };
    expect(() => imagePatches(core, { width: 2, height: 2, pixels: new Float64Array(3) }, options)).toThrow(/image.pixels/);
    expect(() => imagePatches(core, { width: 1, height: 1, pixels: Float64Array.of(Number.NaN) }, options)).toThrow(/NaN/);
    expect(() => imagePatches(core, null as never, options)).toThrow(InputError);
  });
});

describe("pairs of pixels", () => {
  it("lie at the offset, all of them", () => {
    const image = numbered(4, 5);
    expect([...pixelPairs(image, [0, 3])]).toEqual(
      [0, 1, 2, 3].flatMap((y) => [0, 1].flatMap((x) => [100 * y + x, 100 * y + x + 3])),
    );
    expect([...pixelPairs(image, [3, -4])]).toEqual([4, 300]);
    expect(pixelPairs(image, [1, 0]).length).toBe(2 * 15);
    expect(() => pixelPairs(image, [0, 0])).toThrow(/offset/);
    expect(() => pixelPairs(image, [4, 0])).toThrow(/offset\[0\] is 4/);
    expect(() => pixelPairs(image, [0, 0.5])).toThrow(InputError);
  });
});

describe("preparation", () => {
  it("takes logarithms and standardises", () => {
    const image = { width: 2, height: 2, pixels: Float64Array.of(0, 1, 2, 3) };
    const logs = prepareImage(core, image, { logarithm: true }).pixels;
    logs.forEach((value, i) => {
      expect(Math.abs(value - Math.log(1 + i))).toBeLessThan(1e-15);
    });
    const standard = prepareImage(core, image, { standardise: true }).pixels;
    standard.forEach((value, i) => {
      expect(Math.abs(value - (i - 1.5) / Math.sqrt(1.25))).toBeLessThan(1e-15);
    });
    expect(prepareImage(core, image)).toEqual(image);
    expect(image.pixels).toEqual(Float64Array.of(0, 1, 2, 3));
    expect(() => prepareImage(core, image, { logarithm: true, offset: 0 })).toThrow(/image.pixels\[0\] is 0; it must be above 0/);
    const flat = { width: 2, height: 1, pixels: Float64Array.of(3, 3) };
    expect(() => prepareImage(core, flat, { standardise: true })).toThrow(/variance of the image is 0/);
  });
});

describe("the Fourier transform", () => {
  it("agrees with the sum that defines it, and its inverse brings the image back", () => {
    const [height, width] = [4, 8];
    const { pixels } = noise(height, width);
    const array = { real: pixels.slice(), imaginary: noise(height, width, 2).pixels };
    const original = { real: array.real.slice(), imaginary: array.imaginary.slice() };
    fourierTransform2d(core, array, height, width);
    for (const [u, v] of [
      [0, 0],
      [1, 3],
      [3, 5],
      [2, 4],
      [3, 7],
    ] as const) {
      let [real, imaginary] = [0, 0];
      for (let at = 0; at < height * width; at++) {
        const angle = -2 * Math.PI * ((u * Math.floor(at / width)) / height + (v * (at % width)) / width);
        real += original.real[at]! * Math.cos(angle) - original.imaginary[at]! * Math.sin(angle);
        imaginary += original.real[at]! * Math.sin(angle) + original.imaginary[at]! * Math.cos(angle);
      }
      // rounding of 32 terms of size 1
      expect(Math.abs(array.real[u * width + v]! - real)).toBeLessThan(1e-13);
      expect(Math.abs(array.imaginary[u * width + v]! - imaginary)).toBeLessThan(1e-13);
    }
    inverseFourierTransform2d(core, array, height, width);
    array.real.forEach((value, i) => {
      expect(Math.abs(value - original.real[i]!)).toBeLessThan(1e-14);
      expect(Math.abs(array.imaginary[i]! - original.imaginary[i]!)).toBeLessThan(1e-14);
    });
  });
});

describe("the steerable pyramid's band", () => {
  it.each([0, 2, 4])("has filters of order %s whose squares add up to the radial band: a tight frame", (order) => {
    const [height, width] = [16, 32];
    const filters = [0, 1, 2].map((scale) =>
      Array.from({ length: order + 1 }, (_, orientation) => steerableFilter(core, height, width, { scale, orientation, order })),
    );
    for (let at = 1; at < height * width; at++) {
      const [row, column] = [Math.floor(at / width), at % width];
      const y = (2 * (row < height / 2 ? row : row - height)) / height;
      const x = (2 * (column < width / 2 ? column : column - width)) / width;
      const octave = Math.log2(Math.hypot(x, y));
      const high = (shift: number) => Math.cos((Math.PI / 2) * Math.min(Math.max(-(octave + shift), 0), 1)) ** 2;
      const energy = filters.flat().reduce((sum, filter) => sum + filter[at]! ** 2, 0);
      // high-pass residual + bands + low-pass residual = 1
      const low = (1 - high(0)) * (1 - high(1)) * (1 - high(2)) * (1 - high(3));
      expect(Math.abs(high(0) + energy + low - 1)).toBeLessThan(1e-13);
    }
  });

  it("passes gratings across its orientation and stops those along it, at the frequency of its scale", () => {
    const side = 64;
    const grating = (u: number, v: number, phase: number) =>
      Float64Array.from({ length: side * side }, (_, at) =>
        Math.cos((2 * Math.PI * (u * Math.floor(at / side) + v * (at % side))) / side + phase),
      );
    const response = (v: number, scale: number) => {
      const filter = steerableFilter(core, side, side, { scale, orientation: 0, order: 2 });
      return filter[v]!;
    };
    expect(response(16, 0)).toBeCloseTo(1 / Math.sqrt(1.125), 13); // half of Nyquist: A(0) alone, 3 * 3/8 = 1.125
    expect(response(8, 1)).toBeCloseTo(1 / Math.sqrt(1.125), 13);
    expect(Math.abs(response(8, 0))).toBeLessThan(1e-15);
    const [across, along] = [grating(0, 16, 0.3), grating(16, 0, 1)];
    const mixed = across.map((value, i) => value + 5 * along[i]!);
    const band = steerableBand(core, { width: side, height: side, pixels: mixed }).pixels;
    // -cos^2: order 2 is the negative of the grating, here of variance 1
    band.forEach((value, i) => {
      expect(Math.abs(value + Math.SQRT2 * across[i]!)).toBeLessThan(1e-13);
    });
    const turned = steerableBand(core, { width: side, height: side, pixels: mixed }, { orientation: 1 }).pixels;
    // at 60 degrees: across counts cos^2 60 = 1/4, along sin^2 60 = 3/4
    const expected = across.map((value, i) => -(value / 4 + (3 / 4) * 5 * along[i]!));
    const norm = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / expected.length);
    turned.forEach((value, i) => {
      expect(Math.abs(value - expected[i]! / norm)).toBeLessThan(1e-13);
    });
  });

  it("of natural images is heavy-tailed, with mean 0 and variance 1; of noise it is not", async () => {
    const kurtosis = (image: GreyImage) => {
      const band = steerableBand(core, image).pixels;
      const moment = (power: number) => band.reduce((sum, value) => sum + value ** power, 0) / band.length;
      expect(Math.abs(moment(1))).toBeLessThan(1e-13);
      expect(Math.abs(moment(2) - 1)).toBeLessThan(1e-13);
      return moment(4);
    };
    expect(kurtosis(await loadNaturalImage("leaves"))).toBeGreaterThan(6);
    expect(Math.abs(kurtosis(noise(256, 256)) - 3)).toBeLessThan(0.2); // 65,536 correlated normal numbers
  });

  it("refuses sides that are not powers of two, odd orders and bands that do not exist", () => {
    expect(() => steerableBand(core, noise(12, 16))).toThrow(/image.height is 12; it must be a power of two/);
    expect(() => steerableBand(core, noise(16, 16), { order: 3 })).toThrow(/options.order is 3/);
    expect(() => steerableBand(core, noise(16, 16), { orientation: 3 })).toThrow(/options.orientation is 3/);
    expect(() => steerableBand(core, noise(16, 16), { scale: -1 })).toThrow(/options.scale is -1/);
  });
});
