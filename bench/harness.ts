import type { Core } from "../src/index.js";

/** A kernel beside its twin: the same computation in plain JavaScript over typed arrays. */
export interface KernelBenchmark {
  /** Short and unique: "exp f64", "lif step f32". */
  readonly name: string;
  /** What is computed, with the sizes. */
  readonly description: string;
  /** What one operation is, singular: "element", "neuron step". */
  readonly unit: string;
  prepare(core: Core): PreparedBenchmark;
}

export interface PreparedBenchmark {
  /** Operations of one call of `kernel`, and of `twin`. */
  readonly operations: number;
  kernel(): void;
  twin(): void;
  /** Runs both on equal input; throws when the answers differ by more than the benchmark's stated tolerance. */
  check(): void;
}

export interface Measurement {
  readonly rounds: number;
  /** Calls per timed sample. */
  readonly kernelCalls: number;
  readonly twinCalls: number;
  /** Medians over the rounds, ns per operation. */
  readonly kernelNanoseconds: number;
  readonly twinNanoseconds: number;
  /** Median over the rounds of twin / kernel (above 1: the kernel is faster), with its smallest and largest value. */
  readonly ratio: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
}

export interface MeasureOptions {
  /** Timed rounds; each takes one sample of the kernel and one of the twin. Default 15. */
  readonly rounds?: number;
  /** Shortest sample, ms. Default 15: a thousand times the clock's resolution. */
  readonly sampleMilliseconds?: number;
  /** Shortest warm-up of each side, ms: V8 compiles both anew while they run. Default 150. */
  readonly warmUpMilliseconds?: number;
  /** Clock, ms. */
  readonly now?: () => number;
}

const MAX_CALLS = 2 ** 24;

/**
 * Times the kernel against its twin, interleaved (kernel, twin, kernel, twin, ...), so that a change of clock speed or a
 * neighbour on the machine meets both. The ratio is taken within each round and only then summarised.
 */
export function measure(prepared: PreparedBenchmark, options: MeasureOptions = {}): Measurement {
  const { rounds = 15, sampleMilliseconds = 15, warmUpMilliseconds = 150, now = () => performance.now() } = options;
  const kernel = () => prepared.kernel();
  const twin = () => prepared.twin();
  warmUp(kernel, warmUpMilliseconds, now);
  warmUp(twin, warmUpMilliseconds, now);
  const kernelCalls = callsPerSample(kernel, sampleMilliseconds, now);
  const twinCalls = callsPerSample(twin, sampleMilliseconds, now);
  const samples = Array.from({ length: rounds }, () => ({
    kernel: sample(kernel, kernelCalls, now) / kernelCalls,
    twin: sample(twin, twinCalls, now) / twinCalls,
  }));
  const nanoseconds = (milliseconds: number) => (milliseconds * 1e6) / prepared.operations;
  const ratios = samples.map((round) => round.twin / round.kernel);
  return {
    rounds,
    kernelCalls,
    twinCalls,
    kernelNanoseconds: nanoseconds(median(samples.map((round) => round.kernel))),
    twinNanoseconds: nanoseconds(median(samples.map((round) => round.twin))),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds that `calls` calls take. */
function sample(call: () => void, calls: number, now: () => number): number {
  const start = now();
  for (let i = 0; i < calls; i++) call();
  return now() - start;
}

function warmUp(call: () => void, milliseconds: number, now: () => number): void {
  const end = now() + milliseconds;
  do call();
  while (now() < end);
}

/** The number of calls that takes at least `milliseconds`, found by doubling. */
function callsPerSample(call: () => void, milliseconds: number, now: () => number): number {
  let calls = 1;
  while (calls < MAX_CALLS) {
    const elapsed = sample(call, calls, now);
    if (elapsed >= milliseconds) return calls;
    // Aim at the target once the sample is long enough to tell, but never trust a single short sample with more than 8x.
    const factor = elapsed > 0 ? milliseconds / elapsed : 8;
    calls = Math.min(MAX_CALLS, Math.max(calls + 1, Math.ceil(calls * Math.min(8, factor))));
  }
  return calls;
}
