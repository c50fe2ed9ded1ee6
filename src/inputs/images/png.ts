import { type DecodedPng, decode } from "fast-png";
import { InputError, MicrocircuitError } from "../../core/errors.js";
import { checkBytes, checkSides, type GreyImage } from "./image.js";

/** Grey of red, green and blue as ITU-R BT.601 weighs them. */
function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/**
 * Decodes a PNG file of any colour type and depth, interlaced or not. Grey values are those of the file (0 to 2^depth - 1); colour becomes
 * grey as 0.299 R + 0.587 G + 0.114 B, palettes by their 8-bit colours; transparency is ignored. Errors: InputError for a damaged
 * file or another format.
 */
export function decodePng(file: Uint8Array | ArrayBuffer): GreyImage {
  const bytes = checkBytes("file", file);
  try {
    const image = decode(bytes, { checkCrc: true });
    checkSides("the PNG file", image.width, image.height);
    return { width: image.width, height: image.height, pixels: greyOf(image) };
  } catch (error) {
    if (error instanceof MicrocircuitError) throw error;
    throw new InputError("file", bytes, `a PNG file that can be decoded (${(error as Error).message})`);
  }
}

function greyOf({ width, height, data, depth, channels, palette }: DecodedPng): Float64Array {
  const values = depth < 8 ? unpacked(data as Uint8Array, width, height, depth) : data;
  const pixels = new Float64Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    if (palette) {
      const colour = palette[values[i] as number];
      if (!colour)
        throw new InputError(`pixel ${i} of the PNG file`, values[i], `less than ${palette.length}, the size of its palette`);
      pixels[i] = luma(...(colour as [number, number, number]));
    } else {
      const at = i * channels;
      const first = values[at] as number;
      pixels[i] = channels < 3 ? first : luma(first, values[at + 1] as number, values[at + 2] as number);
    }
  }
  return pixels;
}

/** One number per pixel; rows of 1, 2 or 4 bits per pixel begin at a byte. */
function unpacked(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  const perByte = 8 / depth;
  const row = Math.ceil(width / perByte);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const column = i % width;
    const byte = data[Math.floor(i / width) * row + Math.floor(column / perByte)] as number;
    return (byte >> (8 - depth * (1 + (column % perByte)))) & ((1 << depth) - 1);
  });
}
