import type { Core } from "../../core/core.js";
import { imagePatches, loadNaturalImage, naturalImageNames, type PatchOptions, prepareImage } from "../../inputs/index.js";
import { sampleCovariance, scaleToSpectralNorm } from "../../inputs/samples/index.js";

/** Side of the part of an image that makes one context, pixels. */
const REGION = 64;
const SPECTRAL_NORM = 10;

/**
 * Covariances of patches of each 64 x 64 part of each image, with a noise of the pixels added (`noise`: its variance as a share of the largest), at
 * spectral norm 10. The condition number is then at most 1 + 1/noise.
 */
export async function imageCovariances(
  core: Core,
  patches: Pick<PatchOptions, "mode" | "step"> & { readonly size: readonly [number, number]; readonly count: number },
  noise: number,
): Promise<Float64Array[]> {
  const covariances: Float64Array[] = [];
  const pixelsOfPatch = patches.size[0] * patches.size[1];
  for (const name of naturalImageNames) {
    const { width, height, pixels } = prepareImage(core, await loadNaturalImage(name), { logarithm: true, standardise: true });
    for (let top = 0; top + REGION <= height; top += REGION) {
      for (let left = 0; left + REGION <= width; left += REGION) {
        const part = Float64Array.from({ length: REGION * REGION }, (_, e) => {
          return pixels[(top + Math.floor(e / REGION)) * width + left + (e % REGION)]!;
        });
        const samples = imagePatches(
          core,
          { width: REGION, height: REGION, pixels: part },
          { ...patches, subtractMean: "pixel", seed: 0, stream: covariances.length },
        );
        const covariance = scaleToSpectralNorm(core, sampleCovariance(samples, pixelsOfPatch), 1);
        for (let a = 0; a < pixelsOfPatch; a++) covariance[a * (pixelsOfPatch + 1)]! += noise;
        covariances.push(scaleToSpectralNorm(core, covariance, SPECTRAL_NORM));
      }
    }
  }
  return covariances;
}
