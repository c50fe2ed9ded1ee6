import { InputError } from "../../core/errors.js";
import { checkBytes, checkSides, type GreyImage, MOST_PIXELS } from "./image.js";

const types: Readonly<Record<number, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>> = {
  8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  9: { bytes: 1, read: (view, at) => view.getInt8(at) },
  11: { bytes: 2, read: (view, at) => view.getInt16(at) },
  12: { bytes: 4, read: (view, at) => view.getInt32(at) },
  13: { bytes: 4, read: (view, at) => view.getFloat32(at) },
  14: { bytes: 8, read: (view, at) => view.getFloat64(at) },
};

/** An array of numbers of any number of dimensions, the last index running fastest. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * Decodes an IDX file (the format of MNIST): unsigned and signed bytes, 16- and 32-bit integers, 32- and 64-bit floats, all big-endian.
 * Errors: InputError for another type, a file that is cut short or has bytes left over, or a number that is not finite.
 */
export function decodeIdx(file: Uint8Array | ArrayBuffer): IdxArray {
  const bytes = checkBytes("file", file);
  const type = bytes[0] === 0 && bytes[1] === 0 ? types[bytes[2] ?? 0] : undefined;
  if (!type)
    throw new InputError(
      "the first three bytes of the file",
      bytes.subarray(0, 3).join(" "),
      "those of an IDX file: 0, 0, and 8, 9, 11, 12, 13 or 14",
    );
  const dimensions = bytes[3] ?? 0;
  const header = 4 + 4 * dimensions;
  if (dimensions < 1 || bytes.length < header) {
    throw new InputError(
      "the length of the IDX file",
      bytes.length,
      `at least ${Math.max(header, 8)} bytes, for one dimension or more`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, length) => product * length, 1);
  if (count > MOST_PIXELS || bytes.length !== header + type.bytes * count) {
    const allowed = `${header + type.bytes * count} bytes for ${shape.join(" x ")} numbers, of which there may be ${MOST_PIXELS}`;
    throw new InputError("the length of the IDX file", bytes.length, allowed);
  }
  const data = Float64Array.from({ length: count }, (_, i) => type.read(view, header + type.bytes * i));
  const faulty = data.findIndex((value) => !Number.isFinite(value));
  if (faulty >= 0) throw new InputError(`number ${faulty} of the IDX file`, data[faulty], "finite");
  return { shape, data };
}

/** The images of an IDX array of shape height x width or images x height x width. Errors: InputError for another shape. */
export function idxImages({ shape, data }: IdxArray): GreyImage[] {
  if (shape.length !== 2 && shape.length !== 3) {
    throw new InputError("the shape of the IDX array", shape.join(" x "), "height x width or images x height x width");
  }
  const [height, width] = shape.slice(-2) as [number, number];
  checkSides("the IDX images", width, height);
  const count = shape.length === 3 ? (shape[0] as number) : 1;
  return Array.from({ length: count }, (_, i) => {
    return { width, height, pixels: data.slice(i * width * height, (i + 1) * width * height) };
  });
}
