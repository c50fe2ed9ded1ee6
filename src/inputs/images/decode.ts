import { InputError } from "../../core/errors.js";
import { decodeIdx, idxImages } from "./idx.js";
import { checkBytes, type GreyImage } from "./image.js";
import { decodePgm } from "./pgm.js";
import { decodePng } from "./png.js";

/**
 * Decodes a PGM, PNG or IDX file, told apart by their first bytes; an IDX file may hold many images. Errors: InputError.
 */
export function decodeImages(file: Uint8Array | ArrayBuffer): GreyImage[] {
  const bytes = checkBytes("file", file);
  const [first, second] = bytes;
  if (first === 0x50 && (second === 0x32 || second === 0x35)) return [decodePgm(bytes)];
  if (first === 0x89 && second === 0x50) return [decodePng(bytes)];
  if (first === 0 && second === 0) return idxImages(decodeIdx(bytes));
  throw new InputError("the first two bytes of the file", `${first} ${second}`, "those of a PGM, PNG or IDX file");
}
