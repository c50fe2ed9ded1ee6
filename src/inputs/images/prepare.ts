import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { applyFunction } from "../../numeric/apply.js";
import { checkImage, type GreyImage } from "./image.js";

export interface PrepareOptions {
  /** Takes log(offset + v) of every value first; default not. */
  readonly logarithm?: boolean;
  /** Added before the logarithm; default 1. */
  readonly offset?: number;
  /** Brings the image to mean 0 and variance 1; default not. */
  readonly standardise?: boolean;
}

/** A new image: the logarithm of its values, then mean 0 and variance 1, as asked for. Errors: InputError. */
export function prepareImage(core: Core, image: GreyImage, options: PrepareOptions = {}): GreyImage {
  checkKeys("options", options, ["logarithm", "offset", "standardise"]);
  const { width, height, pixels } = checkImage("image", image);
  const offset = checkNumber("options.offset", options.offset ?? 1);
  const values = options.logarithm ? logarithms(core, pixels, offset) : pixels;
  return { width, height, pixels: options.standardise ? standardised(values) : values };
}

function logarithms(core: Core, pixels: Float64Array, offset: number): Float64Array {
  const shifted = pixels.map((value) => value + offset);
  const lowest = shifted.findIndex((value) => !(value > 0));
  if (lowest >= 0) throw new InputError(`image.pixels[${lowest}]`, pixels[lowest], `above ${-offset}, to have a logarithm`);
  return applyFunction(core, "log", shifted);
}

/** Values of mean 0 and variance 1. */
export function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  if (!(variance > 0)) throw new InputError("the variance of the image", variance, "> 0");
  const scale = 1 / Math.sqrt(variance);
  return values.map((value) => (value - mean) * scale);
}
