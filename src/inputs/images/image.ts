import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import { InputError } from "../../core/errors.js";

/** A grey image. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  /** Grey values, row by row from the top left (height x width). */
  readonly pixels: Float64Array;
}

/** Largest number of pixels. */
export const MOST_PIXELS = 2 ** 27;

/** Checks an image that a caller passes. */
export function checkImage(field: string, image: unknown): GreyImage {
  checkKeys(field, image, ["width", "height", "pixels"]);
  const { width, height, pixels } = image as GreyImage;
  const sides = { min: 1, max: MOST_PIXELS, integer: true };
  checkNumber(`${field}.width`, width, sides);
  checkNumber(`${field}.height`, height, sides);
  return { width, height, pixels: Float64Array.from(checkNumbers(`${field}.pixels`, pixels, width * height)) };
}

/** Width and height as a decoder found them. */
export function checkSides(field: string, width: number, height: number): void {
  checkNumber(`the width of ${field}`, width, { min: 1, max: MOST_PIXELS, integer: true });
  checkNumber(`the height of ${field}`, height, { min: 1, max: Math.floor(MOST_PIXELS / width), integer: true });
}

/** The bytes of a file. */
export function checkBytes(field: string, value: unknown): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!(value instanceof Uint8Array))
    throw new InputError(field, value, "a Uint8Array or an ArrayBuffer with the bytes of a file");
  return value;
}
