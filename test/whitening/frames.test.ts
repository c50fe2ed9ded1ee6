import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  convolutionalFrame,
  convolutionalInterneurons,
  type Frame,
  frameDistance,
  frameOf,
  gainRates,
  InputError,
  identity,
  joinFrames,
  mercedesBenzFrame,
  optimisedFrame,
  RandomStream,
  randomFrame,
  rotated,
  spannedDimensions,
  spectralFrame,
  sufficientInterneurons,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { largestDifference, multiplied, transposeOf } from "./gain-support.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});

const gram = ({ primary: n, interneurons: k, weights }: Frame) => multiplied(transposeOf(weights, n, k), weights, k, n, k);
const squaredLengths = (frame: Frame) => gram(frame).filter((_, e) => e % (frame.interneurons + 1) === 0);
const stream = (seed: number) => new RandomStream(core, { seed });

describe("convolutional frames", () => {
  // Counts of arXiv:2301.11955 and its public code.
  it.each([
    [[12, 12], [4, 4], 2664],
    [[10, 1], [2, 1], 19],
    [[5, 5], [5, 5], 325],
  ] as const)("a %j grid with a window of %j has %i interneurons", (grid, window, count) => {
    expect(convolutionalFrame({ grid, window }).interneurons).toBe(count);
    expect(convolutionalInterneurons({ grid, window })).toBe(count);
  });

  it("item 23: has as many vectors as the formula says, all of length 1, for any grid and window", () => {
    const size = fc.integer({ min: 1, max: 5 });
    const pair = fc.tuple(size, size);
    fc.assert(
      fc.property(pair, pair, (grid, window) => {
        const frame = convolutionalFrame({ grid, window });
        expect(frame.interneurons).toBe(convolutionalInterneurons({ grid, window }));
        // 2 (1/sqrt 2)^2 rounds by 2^-52
        expect(largestDifference(squaredLengths(frame), new Array(frame.interneurons).fill(1))).toBeLessThan(2 ** -51);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("spans the symmetric matrices when the window covers the grid, and its own window otherwise", () => {
    expect(spannedDimensions(core, convolutionalFrame({ grid: [3, 3], window: [3, 3] }))).toBe(sufficientInterneurons(9));
    expect(spannedDimensions(core, convolutionalFrame({ grid: [10, 1], window: [2, 1] }))).toBe(19);
  });
});

describe("frames", () => {
  it("Mercedes-Benz: three vectors at 120 degrees", () => {
    // cos 120 degrees = -1/2; rounding of sqrt(3)/2
    expect(largestDifference(gram(mercedesBenzFrame()), [1, -0.5, -0.5, -0.5, 1, -0.5, -0.5, -0.5, 1])).toBeLessThan(2 ** -51);
  });

  it("random frames have columns of length 1 and span what their number allows", () => {
    const frame = randomFrame(4, 10, stream(3));
    expect(largestDifference(squaredLengths(frame), new Array(10).fill(1))).toBeLessThan(1e-15);
    expect(spannedDimensions(core, frame)).toBe(10);
    expect(spannedDimensions(core, randomFrame(4, 12, stream(4)))).toBe(10);
    expect(spannedDimensions(core, randomFrame(4, 9, stream(5)))).toBe(9);
  });

  it("optimised frames of three in the plane are Mercedes-Benz frames in any position", () => {
    for (let seed = 0; seed < 5; seed++) {
      const frame = optimisedFrame(2, 3, stream(seed));
      const overlaps = gram(frame).map(Math.abs);
      // Descent ends where a step no longer lowers a potential of order 1: errors of sqrt(2^-52) at a quadratic minimum.
      expect(largestDifference(overlaps, [1, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1])).toBeLessThan(1e-6);
    }
  });

  it("optimised frames settle more evenly than random ones", () => {
    const condition = (frame: Frame) => {
      const { rates } = gainRates(core, { frame, covariance: identity(3) });
      return rates[rates.length - 1]! / rates[0]!;
    };
    for (let seed = 0; seed < 5; seed++) {
      expect(condition(optimisedFrame(3, 6, stream(seed)))).toBeLessThan(condition(randomFrame(3, 6, stream(seed))));
    }
  });

  it("rotations keep all angles", () => {
    const frame = randomFrame(5, 7, stream(1));
    // Rounding of 5-term products twice over
    expect(largestDifference(gram(rotated(core, frame, stream(2))), gram(frame))).toBeLessThan(1e-14);
    const quarter = rotated(core, mercedesBenzFrame(), [0, -1, 1, 0]);
    expect([...quarter.weights.subarray(3)]).toEqual([...mercedesBenzFrame().weights.subarray(0, 3)]);
  });

  it("the spectral frame diagonalises C", () => {
    const c = Float64Array.of(2, 0.5, 0.1, 0.5, 1, 0.2, 0.1, 0.2, 3);
    const { weights } = spectralFrame(core, c, 3);
    const turned = multiplied(multiplied(transposeOf(weights, 3, 3), c, 3, 3, 3), weights, 3, 3, 3);
    const off = turned.filter((_, e) => e % 4 !== 0);
    expect(largestDifference(off, new Array(6).fill(0))).toBeLessThan(1e-14); // 1e-14 n |C| of the eigen-decomposition
  });

  it("frames stand side by side", () => {
    const joined = joinFrames(
      frameOf([
        [1, 2],
        [3, 4],
      ]),
      frameOf([[5], [6]]),
    );
    expect(joined).toEqual({ primary: 2, interneurons: 3, weights: Float64Array.of(1, 2, 5, 3, 4, 6) });
  });

  it("normalises columns on demand", () => {
    const frame = frameOf(
      [
        [0, 1, 1],
        [1, 1, 0],
      ],
      { normalised: true },
    );
    expect(largestDifference(frame.weights, [0, Math.SQRT1_2, 1, 1, Math.SQRT1_2, 0])).toBeLessThan(2 ** -52);
  });

  it("the distance of frames ignores order and sign", () => {
    const frame = randomFrame(3, 4, stream(8));
    const order = [2, 0, 3, 1];
    const sign = [1, -1, -1, 1];
    const shuffled = {
      ...frame,
      weights: frame.weights.map((_, e) => frame.weights[e - (e % 4) + order[e % 4]!]! * sign[e % 4]!),
    };
    expect(frameDistance(frame, shuffled)).toBe(0);
    shuffled.weights[5]! += 0.25;
    expect(frameDistance(frame, shuffled)).toBeCloseTo(0.25, 14);
  });
});

describe("refuses", () => {
  it.each([
    ["no interneurons", () => randomFrame(2, 0, stream(1)), "interneurons"],
    ["no neurons", () => randomFrame(0, 3, stream(1)), "primary"],
    ["a grid without rows", () => convolutionalFrame({ grid: [0, 3], window: [1, 1] }), "grid[0]"],
    ["a window that is not a pair", () => convolutionalFrame({ grid: [2, 3], window: [1] as never }), "window"],
    ["an unknown option", () => convolutionalFrame({ grid: [2, 3], window: [1, 1], stride: 2 } as never), "options.stride"],
    [
      "a column of zeros",
      () =>
        frameOf(
          [
            [0, 1],
            [0, 1],
          ],
          { normalised: true },
        ),
      "column 0 of rows",
    ],
    ["rows of unequal length", () => frameOf([[0, 1], [0]]), "rows[1]"],
    ["frames of different N", () => joinFrames(mercedesBenzFrame(), randomFrame(3, 2, stream(1))), "frames[1].primary"],
    ["an indefinite covariance", () => spectralFrame(core, [1, 2, 2, 1], 2), "covariance"],
    ["an asymmetric covariance", () => spectralFrame(core, [2, 0, 1, 2], 2), "covariance[1][0]"],
    ["weights that do not fit", () => spannedDimensions(core, { ...mercedesBenzFrame(), primary: 3 }), "frame.weights"],
    ["frames of different size", () => frameDistance(mercedesBenzFrame(), randomFrame(2, 2, stream(1))), "b"],
  ])("%s", (_, call, field) => {
    const error = caught(call);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).field).toBe(field);
  });
});

function caught(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
