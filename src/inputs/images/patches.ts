import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import { checkImage, type GreyImage } from "./image.js";

export interface PatchOptions {
  /** [height, width] in pixels, or the side of a square. */
  readonly size: number | readonly [number, number];
  /** Number of patches, T; with "grid" at most (and by default) as many as there are. */
  readonly count?: number;
  /**
   * Places of the patches' upper left corners. "random" (default): independent and uniform. "random-walk": from a uniform place, both
   * coordinates move by independent normal steps, are reflected at the image's borders, and rounded down to a pixel.
   * "grid": side by side, row by row.
   */
  readonly mode?: "random" | "random-walk" | "grid";
  /** Standard deviation of the walk's steps, pixels; default 1. */
  readonly step?: number;
  /** "none" (default); "pixel": the mean over patches of each pixel is subtracted, so that samples have mean zero; "patch": each patch's own. */
  readonly subtractMean?: "none" | "pixel" | "patch";
  /** Needed for the random modes. */
  readonly seed?: Seed;
  /** Default 0. */
  readonly stream?: Seed;
}

/** Patches of an image, T x (height width), each row by row. A function of image and options alone. Errors: InputError. */
export function imagePatches(core: Core, image: GreyImage, options: PatchOptions): Float64Array {
  checkKeys("options", options, ["size", "count", "mode", "step", "subtractMean", "seed", "stream"]);
  const { width, height, pixels } = checkImage("image", image);
  const [rows, columns] = checkSize(options.size, height, width);
  const mode = checkOneOf("options.mode", options.mode ?? "random", ["random", "random-walk", "grid"]);
  const mean = checkOneOf("options.subtractMean", options.subtractMean ?? "none", ["none", "pixel", "patch"]);
  const places = { height: height - rows + 1, width: width - columns + 1 };
  const corners = mode === "grid" ? grid(options, height, width, rows, columns) : random(core, options, mode, places);
  const count = corners.rows.length;
  const size = rows * columns;
  const patches = new Float64Array(count * size);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < rows; i++) {
      const from = ((corners.rows[t] as number) + i) * width + (corners.columns[t] as number);
      patches.set(pixels.subarray(from, from + columns), t * size + i * columns);
    }
  }
  if (mean === "patch") subtract(patches, (at) => Math.floor(at / size), count, size);
  if (mean === "pixel") subtract(patches, (at) => at % size, size, count);
  return patches;
}

/**
 * All pairs of pixels at an offset of `offset` = [rows, columns], each the first pixel and the one that lies so much further down and right
 * (T x 2). Rows may be 0 or more, columns any number, not both 0. Errors: InputError.
 */
export function pixelPairs(image: GreyImage, offset: readonly [number, number]): Float64Array {
  const { width, height, pixels } = checkImage("image", image);
  const list = checkNumbers("offset", offset, 2, { integer: true });
  const down = checkNumber("offset[0]", list[0], { min: 0, max: height - 1 });
  const right = checkNumber("offset[1]", list[1], { min: 1 - width, max: width - 1 });
  if (down === 0 && right === 0) throw new InputError("offset", "0, 0", "another pixel");
  const across = width - Math.abs(right);
  const left = Math.max(-right, 0);
  const pairs = new Float64Array(2 * (height - down) * across);
  for (let t = 0; t < pairs.length / 2; t++) {
    const at = Math.floor(t / across) * width + left + (t % across);
    pairs[2 * t] = pixels[at] as number;
    pairs[2 * t + 1] = pixels[at + down * width + right] as number;
  }
  return pairs;
}

interface Corners {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

function checkSize(size: unknown, height: number, width: number): [number, number] {
  const sides = checkNumbers("options.size", typeof size === "number" ? [size, size] : size, 2, { min: 1, integer: true });
  return [
    checkNumber("the height of options.size", sides[0], { max: height }),
    checkNumber("the width of options.size", sides[1], { max: width }),
  ];
}

function grid(options: PatchOptions, height: number, width: number, rows: number, columns: number): Corners {
  for (const field of ["step", "seed", "stream"] as const) {
    if (options[field] !== undefined) throw new InputError(`options.${field}`, options[field], 'left out with the mode "grid"');
  }
  const across = Math.floor(width / columns);
  const most = across * Math.floor(height / rows);
  const count = checkNumber("options.count", options.count ?? most, { min: 1, max: most, integer: true });
  return {
    rows: Float64Array.from({ length: count }, (_, t) => rows * Math.floor(t / across)),
    columns: Float64Array.from({ length: count }, (_, t) => columns * (t % across)),
  };
}

function random(
  core: Core,
  options: PatchOptions,
  mode: "random" | "random-walk",
  places: { height: number; width: number },
): Corners {
  const count = checkNumber("options.count", options.count, { min: 1, max: 2 ** 24, integer: true });
  const step = checkNumber("options.step", options.step ?? 1, { above: 0, max: 1e6, unit: "pixels" });
  if (mode === "random" && options.step !== undefined) {
    throw new InputError("options.step", options.step, 'left out unless the mode is "random-walk"');
  }
  const stream = new RandomStream(core, { seed: options.seed as Seed, stream: options.stream ?? 0 });
  const along = (name: string, length: number): Float64Array => {
    const draws = stream.substream(name);
    if (mode === "random") return draws.uniforms(count).map((u) => Math.floor(u * length));
    let place = (draws.uniforms(1)[0] as number) * length;
    return draws.normals(count).map((xi) => {
      const current = Math.min(Math.floor(place), length - 1);
      place = reflected(place + step * xi, length);
      return current;
    });
  };
  return { rows: along("rows", places.height), columns: along("columns", places.width) };
}

/** `place` folded back into [0, length]. */
function reflected(place: number, length: number): number {
  const phase = place - 2 * length * Math.floor(place / (2 * length));
  return phase <= length ? phase : 2 * length - phase;
}

/** Subtracts from each number the mean of its group; `members` numbers each. */
function subtract(values: Float64Array, groupOf: (at: number) => number, groups: number, members: number): void {
  const means = new Float64Array(groups);
  values.forEach((value, at) => {
    means[groupOf(at)] = (means[groupOf(at)] as number) + value / members;
  });
  values.forEach((value, at) => {
    values[at] = value - (means[groupOf(at)] as number);
  });
}
