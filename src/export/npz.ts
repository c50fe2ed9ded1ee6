import { unzipSync, type Zippable, zipSync } from "fflate";
import { describe, InputError } from "../core/errors.js";
import { decodeNpy, encodeNpy, type NumericArray, type ShapedArray } from "./npy.js";

// Zip archives store local time; with this fixed one the bytes depend on the arrays alone. 1980 is where zip's time starts.
const timestamp = new Date(1980, 0, 1);

export interface NpzOptions {
  /** Deflate the arrays, as numpy.savez_compressed does. Default false, as numpy.savez. */
  readonly compress?: boolean;
}

/**
 * NumPy's .npz: `numpy.load(path)[name]` gives each array back with its type and shape. The same arrays in the same order give
 * the same bytes everywhere, unless compressed by another version of the compressor.
 *
 * @param arrays by name; a typed array alone is one-dimensional, `{ data, shape }` holds its elements in C order
 * @throws InputError naming the array, for other types, a shape that does not fit, or a name that is not a plain file name
 */
export function toNpz(
  arrays: { readonly [name: string]: NumericArray | ShapedArray },
  options: NpzOptions = {},
): Uint8Array<ArrayBuffer> {
  if (arrays === null || typeof arrays !== "object" || Array.isArray(arrays) || ArrayBuffer.isView(arrays)) {
    throw new InputError("arrays", arrays, "an object with arrays by name");
  }
  const files: Zippable = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (!isPlainName(name)) throw new InputError("name", name, "not empty, without slashes, backslashes or control characters");
    files[`${name}.npy`] = encodeNpy(array, name);
  }
  return zipSync(files, { level: options.compress ? 6 : 0, mtime: timestamp }) as Uint8Array<ArrayBuffer>;
}

/**
 * Reads a .npz with numeric arrays in C order, little-endian.
 * @throws InputError if it is not a zip archive, or naming the array that cannot be read
 */
export function fromNpz(bytes: Uint8Array): { [name: string]: { data: NumericArray; shape: number[] } } {
  if (!(bytes instanceof Uint8Array)) throw new InputError("bytes", bytes, "a Uint8Array with a .npz file");
  let files: { [name: string]: Uint8Array };
  try {
    files = unzipSync(bytes);
  } catch (error) {
    throw new InputError("bytes", bytes, `a .npz file (${error instanceof Error ? error.message : describe(error)})`);
  }
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.endsWith(".npy"))
      .map(([path, file]) => [path.slice(0, -".npy".length), decodeNpy(file, path.slice(0, -".npy".length))]),
  );
}

function isPlainName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  return name !== "" && name !== "." && name !== ".." && !/[/\\\u0000-\u001f\u007f]/.test(name);
}
