import { type Core, createStrategy, type StrategyName, strategyNames } from "../../src/index.js";

/** SHA-256 of what {@link goldenEvolution} returns, by strategy: the same in every engine, on every machine. */
export const goldenEvolutionHashes: Readonly<Record<StrategyName, string>> = {
  "cma-es": "7d02b6b36e9d11a9aacb6d7c56353f3bbe94e9976560f43c363422bf20d474ab",
  "restarted-cma-es": "7d02b6b36e9d11a9aacb6d7c56353f3bbe94e9976560f43c363422bf20d474ab",
  "separable-cma-es": "53d1b4d35ed5b2192f7c6ec7af34181adddcdc8a7b51d5c3e68c4ef2e5d03344",
  "limited-memory-ma-es": "adf1a9e395c0781e7d5e3c2fe5e84ba0c76add78589ad9fb37a51f319fd52e04",
  snes: "d4bd48e691622bfc1bfaa46f249c0bb38683f9aef4db7f25ee2f6927c74e3ade",
  xnes: "b7eb9cb754b31592dbca77e3e0e4abac3b54e5f069c217189242ecab562804b3",
  "openai-es": "77f534a871a32e0f5eeb683b52c171c3672ac123e22518103d001cd0c20f09f2",
  "smoothed-gradient": "91751bf15c97d9ede61995718fbfbf3b60ba17842cddea2acaf5e92f1ab1891c",
  pgpe: "3e63a7c15fa24090eae62382e920111bdbe68f905403f901dd7c04201caba3cf",
  "augmented-random-search": "ed3fe1a6f511d5c36755e5e6b2685f02a06f793e3547c09eb655c86d3396ea1b",
  "one-plus-one-es": "d8a8ea8ef9e92c6618f4b022a0a7d6e2f1a5d0e7fe97dbdeb7f4efe24cffa255",
  "differential-evolution": "a57b321c43cbddbd50e594e1aafd46879f4ba22ad12bfd310fee0a7b2065c1c1",
  "guided-es": "6f9cd1f29b67320f68469bf7709ff41728369f1d2844dc751386cfda30b107ec",
};

/** A rotated bowl with a ripple, of operations whose bits are the same everywhere. */
function bowl(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const next = x[(i + 1) % x.length]!;
    const slope = x[i]! - 0.5 * next + 0.1;
    sum += (i + 1) * slope * slope + Math.abs(next) / (1 + x[i]! * x[i]!);
  }
  return sum;
}

/** Where each strategy stands after 30 generations: the best and the mean parameters, and the step size. */
export function goldenEvolution(core: Core): Record<StrategyName, Float64Array> {
  const ends = strategyNames.map((name) => {
    const strategy = createStrategy(core, name, {
      goal: "minimize",
      start: Float64Array.from({ length: 17 }, (_, i) => (i - 5) / 8),
      seed: 2024,
      stepSize: 0.3,
      bounds: { lower: -1.5, upper: 4 },
    } as never);
    for (let generation = 0; generation < 30; generation++) strategy.tell(strategy.ask().map(bowl));
    const end = Float64Array.of(...strategy.best, ...strategy.mean, strategy.stepSize, strategy.bestValue);
    strategy.dispose();
    return [name, end];
  });
  return Object.fromEntries(ends) as Record<StrategyName, Float64Array>;
}
