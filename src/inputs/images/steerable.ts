import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { fourierTransform2d, inverseFourierTransform2d } from "./fourier.js";
import { checkImage, type GreyImage } from "./image.js";
import { standardised } from "./prepare.js";

export interface SteerableBandOptions {
  /** Scale, 0 the finest, 0 to 6; default 0. */
  readonly scale?: number;
  /** Orientation, 0 to order; default 0 (varies along x, so that vertical edges stand out); each next is turned by pi/(order + 1). */
  readonly orientation?: number;
  /** Order of the directional derivative, even, 0 to 8; default 2: three orientations. */
  readonly order?: number;
}

/**
 * One oriented band of the steerable pyramid (E. Simoncelli and W. Freeman, ICIP 1995) without down-sampling, brought to mean 0 and
 * variance 1. In the Fourier domain, with r the frequency in units of Nyquist's and phi its angle, the image is multiplied by
 *
 *     L(r) L(2r) ... L(2^scale r) H(2^(scale + 1) r) A(phi)      A = cos(phi - pi b/(order + 1))^order, up to a factor
 *     H(r) = cos(pi/2 log2 r), 0 below r = 1/2, 1 above r = 1        L^2 = 1 - H^2
 *
 * The squares of all bands' filters and of the two residuals' add up to a constant: a tight frame.
 * Errors: InputError; the sides must be powers of two, from 4 up.
 */
export function steerableBand(core: Core, image: GreyImage, options: SteerableBandOptions = {}): GreyImage {
  checkKeys("options", options, ["scale", "orientation", "order"]);
  const scale = checkNumber("options.scale", options.scale ?? 0, { min: 0, max: 6, integer: true });
  const order = checkNumber("options.order", options.order ?? 2, { min: 0, max: 8, integer: true });
  if (order % 2 !== 0) throw new InputError("options.order", order, "even");
  const orientation = checkNumber("options.orientation", options.orientation ?? 0, { min: 0, max: order, integer: true });
  const { width, height, pixels } = checkImage("image", image);
  for (const [side, length] of Object.entries({ width, height })) {
    if (length < 4 || !Number.isInteger(Math.log2(length))) throw new InputError(`image.${side}`, length, "a power of two, >= 4");
  }
  const spectrum = { real: pixels, imaginary: new Float64Array(pixels.length) };
  fourierTransform2d(core, spectrum, height, width);
  const filter = steerableFilter(core, height, width, { scale, orientation, order });
  filter.forEach((factor, i) => {
    spectrum.real[i] = (spectrum.real[i] as number) * factor;
    spectrum.imaginary[i] = (spectrum.imaginary[i] as number) * factor;
  });
  inverseFourierTransform2d(core, spectrum, height, width);
  // i^order, the sign of a derivative of even order
  const sign = order % 4 === 0 ? 1 : -1;
  return { width, height, pixels: standardised(spectrum.real.map((value) => sign * value)) };
}

/** The filter of a band at every frequency, in the order of the transform (height x width). The bands' squares add up as stated above. */
export function steerableFilter(
  core: Core,
  height: number,
  width: number,
  { scale, orientation, order }: Required<SteerableBandOptions>,
): Float64Array {
  return core.call((e) => {
    const halfTurn = orientation / (2 * (order + 1));
    const [cosine, sine] = [e.cosTwoPi(halfTurn), e.sinTwoPi(halfTurn)];
    // Sum over b of cos(phi - pi b/n)^(2 order) = n (2 order)! / (2^order order!)^2
    let sum = order + 1;
    for (let i = 1; i <= order; i++) sum *= (2 * i - 1) / (2 * i);
    const norm = 1 / Math.sqrt(sum);
    const quarter = (logarithm: number): number => Math.min(Math.max(-logarithm, 0), 1) / 4;
    return Float64Array.from({ length: height * width }, (_, at) => {
      const [row, column] = [Math.floor(at / width), at % width];
      const y = (2 * (row < height / 2 ? row : row - height)) / height;
      const x = (2 * (column < width / 2 ? column : column - width)) / width;
      const square = x * x + y * y;
      if (square === 0) return 0;
      const logarithm = e.log(square) / (2 * Math.LN2); // log2 r
      let value = norm * e.cosTwoPi(quarter(logarithm + scale + 1));
      for (let i = 0; i <= scale; i++) value *= e.sinTwoPi(quarter(logarithm + i));
      const along = x * cosine + y * sine;
      const direction = (along * along) / square;
      for (let i = 0; i < order / 2; i++) value *= direction;
      return value;
    });
  });
}
