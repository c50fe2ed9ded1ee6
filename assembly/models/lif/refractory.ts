import { splat } from "../../numeric/lanes";

// A neuron that spikes in step n with a refractory period of r steps holds its voltage in steps n + 1 .. n + r: until
// "release" = n + 1 + r. Steps are counted from the last multiple of EPOCH, so that they are exact in f32 too.

export const EPOCH: u64 = 1 << 22;

/** The change of the voltage, or 0 for a neuron in its refractory period: it stays at the reset voltage. */
// @ts-ignore: decorator
@inline
export function unlessRefractory<T>(change: v128, release: v128, now: v128): v128 {
  return v128.andnot(change, v128.gt<T>(release, now));
}

/** Number of `step` within its epoch. */
// @ts-ignore: decorator
@inline
export function stepInEpoch<T>(step: u64): T {
  return <T>(step % EPOCH);
}

/** Counts the releases from the epoch that starts with the next step. Infinite ones (padding) stay. */
export function startEpoch<T>(release: usize, bytes: usize): void {
  const past = splat<T>(0);
  const length = splat<T>(<f64>EPOCH);
  for (const end = release + bytes; release < end; release += 16) {
    v128.store(release, v128.pmax<T>(past, v128.sub<T>(v128.load(release), length)));
  }
}
