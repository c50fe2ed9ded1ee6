// Bundled by golden.test.ts and run as it is in Node, in a page and in a worker.
import { load } from "../../src/index.js";
import { goldenRun } from "../support/golden.js";
import { goldenEnsembles } from "../support/golden-ensembles.js";
import { goldenEvolution } from "../support/golden-evolution.js";
import { goldenNeurons } from "../support/golden-neurons.js";
import { goldenWhitening } from "../support/golden-whitening.js";

interface Fingerprint {
  readonly network: string;
  readonly functions: string;
  readonly whitening: string;
  readonly ensembles: string;
  /** By what is computed. */
  readonly neurons: Readonly<Record<string, string>>;
  /** By strategy. */
  readonly evolution: Readonly<Record<string, string>>;
}

/**
 * SHA-256 (hexadecimal) of what the golden network, the whitening circuits, the ensembles, the biophysical neurons, single solves and
 * evolution strategies compute, and of the elementary functions over their ranges.
 */
export async function fingerprint(): Promise<Fingerprint> {
  const core = await load();
  const { exp, expm1, log, log1p, tanh, logistic, cosh, sinTwoPi, cosTwoPi } = core.exports;
  const count = 20_000;
  const values = [exp, expm1, log, log1p, tanh, logistic, cosh, sinTwoPi, cosTwoPi].flatMap((f) =>
    // From where exp underflows to where it overflows. The sign and payload of a NaN are the one thing WebAssembly leaves open.
    Array.from({ length: count }, (_, i) => f((i - count / 2) / 13)).map((y) => (Number.isNaN(y) ? 0 : y)),
  );
  return {
    network: await sha256(goldenRun(core, [100])),
    functions: await sha256(Float64Array.from(values)),
    whitening: await sha256(goldenWhitening(core)),
    ensembles: await sha256(goldenEnsembles(core)),
    neurons: await sha256Each(goldenNeurons(core)),
    evolution: await sha256Each(goldenEvolution(core)),
  };
}

async function sha256Each(arrays: Readonly<Record<string, Float64Array>>): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [name, array] of Object.entries(arrays)) hashes[name] = await sha256(array);
  return hashes;
}

async function sha256(array: Uint8Array | Float64Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", array as BufferSource);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// In a worker: answer, or fail in a way that the page hears of.
if (typeof document === "undefined" && typeof postMessage === "function") {
  fingerprint().then(
    (answer) => postMessage(answer),
    (error) =>
      setTimeout(() => {
        throw error;
      }),
  );
}
