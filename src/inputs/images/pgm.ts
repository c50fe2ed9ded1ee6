import { InputError } from "../../core/errors.js";
import { checkBytes, checkSides, type GreyImage } from "./image.js";

const COMMENT = 0x23; // "#"
const LINE_FEED = 0x0a;
const isSpace = (byte: number | undefined): boolean => byte !== undefined && (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));

/** Reads the decimal numbers of a PGM header or of plain pixels. */
class Reader {
  at = 2; // after the magic number
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next number; comments and white space before it are skipped. */
  number(what: string): number {
    this.#skip();
    const from = this.at;
    let value = 0;
    for (;;) {
      const digit = (this.#bytes[this.at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9 || this.at - from > 9) break;
      value = 10 * value + digit;
      this.at++;
    }
    const next = this.#bytes[this.at];
    if (this.at === from || (next !== undefined && !isSpace(next) && next !== COMMENT)) {
      throw new InputError(`the PGM file at byte ${this.at}`, next, `a decimal number, ${what}, of at most 9 digits`);
    }
    return value;
  }

  #skip(): void {
    for (;;) {
      if (isSpace(this.#bytes[this.at])) this.at++;
      else if (this.#bytes[this.at] === COMMENT) {
        while (this.at < this.#bytes.length && this.#bytes[this.at] !== LINE_FEED) this.at++;
      } else return;
    }
  }
}

/**
 * Decodes a portable graymap, plain (P2) or raw (P5), of 8 or 16 bits; values are those of the file. Further images in the same file are
 * ignored. Errors: InputError for anything else, a file that is cut short, or a value above the file's maximum.
 */
export function decodePgm(file: Uint8Array | ArrayBuffer): GreyImage {
  const bytes = checkBytes("file", file);
  const magic = String.fromCharCode(...bytes.subarray(0, 2));
  if (magic !== "P2" && magic !== "P5") throw new InputError("the first two bytes of the file", magic, '"P2" or "P5"');
  const reader = new Reader(bytes);
  const width = reader.number("the width");
  const height = reader.number("the height");
  checkSides("the PGM file", width, height);
  const maximum = reader.number("the largest grey value");
  if (maximum < 1 || maximum > 65535) throw new InputError("the largest grey value of the PGM file", maximum, "from 1 to 65535");
  const pixels = new Float64Array(width * height);
  if (magic === "P2")
    pixels.forEach((_, i) => {
      pixels[i] = reader.number("a grey value");
    });
  else readRaw(bytes.subarray(reader.at + 1), maximum, pixels); // one white space ends the header
  const above = pixels.find((value) => value > maximum);
  if (above !== undefined) throw new InputError("a grey value of the PGM file", above, `at most ${maximum}, its largest`);
  return { width, height, pixels };
}

function readRaw(data: Uint8Array, maximum: number, pixels: Float64Array): void {
  const size = maximum < 256 ? 1 : 2;
  if (data.length < size * pixels.length) {
    throw new InputError("the number of bytes after the PGM header", data.length, `at least ${size * pixels.length}`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = size === 1 ? view.getUint8(i) : view.getUint16(2 * i);
}
