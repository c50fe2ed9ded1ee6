import { checkOneOf } from "../../core/check.js";
import { MicrocircuitError } from "../../core/errors.js";
import { decodeImages } from "./decode.js";
import type { GreyImage } from "./image.js";

/** Names of the images that ship with the package: 256 x 256 pixels, 8 bits; their origin is in data/images/LICENCE.md. */
export const naturalImageNames = ["leaves", "head", "raccoon", "stairs"] as const;
export type NaturalImageName = (typeof naturalImageNames)[number];

/** The package's data/images/, seen from the sources or from dist/. */
function packagedImages(): URL {
  const compiled = /\/dist\/src\/inputs\/images\/[^/]*$/.test(import.meta.url);
  return new URL(`${compiled ? "../" : ""}../../../data/images/`, import.meta.url);
}

/**
 * Loads one of the images that ship with the package: from its folder in Node, over the network in a page. A bundler does not carry the
 * files along; where they are served from elsewhere, say from where with `base` (a folder, ending with a slash).
 * Errors: InputError for an unknown name, MicrocircuitError ("file") when the file cannot be read.
 */
export async function loadNaturalImage(
  name: NaturalImageName,
  options: { readonly base?: string | URL } = {},
): Promise<GreyImage> {
  checkOneOf("name", name, naturalImageNames);
  const url = new URL(`${name}.pgm`, options.base ?? packagedImages());
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
