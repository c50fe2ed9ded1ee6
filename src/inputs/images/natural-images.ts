import { checkOneOf } from "../../core/check.js";
import { MicrocircuitError } from "../../core/errors.js";
import { decodeImages } from "./decode.js";
import type { GreyImage } from "./image.js";

/** Names of the images that ship with the package: 256 x 256 pixels, 8 bits; their origin is in data/images/LICENCE.md. */
export const naturalImageNames = ["leaves", "head", "raccoon", "stairs"] as const;
export type NaturalImageName = (typeof naturalImageNames)[number];

/** Where they are beside the sources, and beside the compiled modules. Written out, since bundlers carry along what is named in this way. */
const packagedImages: Readonly<Record<NaturalImageName, () => URL>> = {
  leaves: () => new URL("../../../data/images/leaves.pgm", import.meta.url),
  head: () => new URL("../../../data/images/head.pgm", import.meta.url),
  raccoon: () => new URL("../../../data/images/raccoon.pgm", import.meta.url),
  stairs: () => new URL("../../../data/images/stairs.pgm", import.meta.url),
};

/**
 * Loads one of the images that ship with the package: from its folder in Node, over the network in a page. Vite and webpack carry the files along;
 * where they are served from elsewhere, say from where with `base` (a folder, ending with a slash).
 * Errors: InputError for an unknown name, MicrocircuitError ("file") when the file cannot be read.
 */
export async function loadNaturalImage(
  name: NaturalImageName,
  options: { readonly base?: string | URL } = {},
): Promise<GreyImage> {
  checkOneOf("name", name, naturalImageNames);
  const url = options.base === undefined ? packagedImages[name]() : new URL(`${name}.pgm`, options.base);
  try {
    return decodeImages(await bytesAt(url))[0] as GreyImage;
  } catch (error) {
    throw new MicrocircuitError("file", `The image ${url.href} could not be read.`, { cause: error });
  }
}

async function bytesAt(url: URL): Promise<Uint8Array> {
  if (url.protocol === "file:" && typeof process !== "undefined") {
    // Not an import: bundlers for pages would stumble over it.
    return process.getBuiltinModule("node:fs").promises.readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
