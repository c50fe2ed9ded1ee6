import type { Core } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { exponentials, normals, normalsF32, uniforms } from "./random-twin.js";

const SEED = 0x0123456789abcden;
const STREAM = 0x0fedcba987654321n;
const START = 1024n;
/** Draws per call: enough to make the call itself negligible, few enough for the first-level cache. */
const COUNT = 4096;

type Fill = "fillNormalsF64" | "fillNormalsF32" | "fillUniformsF64" | "fillExponentialsF64";
type Draws = Float64Array | Float32Array;

interface Description {
  readonly name: string;
  readonly description: string;
  readonly fill: Fill;
  readonly twin: (out: Draws, words: Int32Array, seed: bigint, stream: bigint, start: bigint) => void;
  /** Largest difference allowed, in units of the larger of 1 and the draw. */
  readonly tolerance: number;
}

function benchmark({ name, description, fill, twin, tolerance }: Description): KernelBenchmark {
  return {
    name,
    description,
    unit: "draw",
    prepare(core: Core) {
      const type = fill.endsWith("F32") ? "f32" : "f64";
      const block = core.arena(8 * COUNT + 64).block(type, COUNT);
      const twinDraws = type === "f32" ? new Float32Array(COUNT) : new Float64Array(COUNT);
      const words = new Int32Array(type === "f32" ? COUNT : 2 * COUNT);
      const run = core.exports[fill];
      const kernel = (): void => run(block.address, COUNT, SEED, STREAM, START);
      const runTwin = (): void => twin(twinDraws, words, SEED, STREAM, START);
      return {
        operations: COUNT,
        kernel,
        twin: runTwin,
        check() {
          kernel();
          runTwin();
          const draws = block.view;
          for (let i = 0; i < COUNT; i++) {
            const [ours, theirs] = [draws[i] as number, twinDraws[i] as number];
            if (!(Math.abs(ours - theirs) <= tolerance * Math.max(1, Math.abs(theirs)))) {
              throw new Error(`${name}: draw ${i} is ${ours} from the kernel and ${theirs} from the twin`);
            }
          }
        },
      };
    },
  };
}

// Tolerances: the uniforms are the same bits; log, sine and cosine are the host's in the twins, a few ulp from ours.
export const benchmarks: KernelBenchmark[] = [
  benchmark({
    name: "normals f64",
    description: "Philox4x32-10 and Box-Muller, double precision, 4096 draws a call",
    fill: "fillNormalsF64",
    twin: normals,
    tolerance: 2e-15,
  }),
  benchmark({
    name: "normals f32",
    description: "Philox4x32-10 and Box-Muller, single precision, 4096 draws a call",
    fill: "fillNormalsF32",
    twin: normalsF32,
    tolerance: 2e-6,
  }),
  benchmark({
    name: "exponentials f64",
    description: "Philox4x32-10 and -log u, double precision, 4096 draws a call",
    fill: "fillExponentialsF64",
    twin: exponentials,
    tolerance: 2e-15,
  }),
  benchmark({
    name: "uniforms f64",
    description: "Philox4x32-10 and 52-bit uniforms in (0, 1), 4096 draws a call",
    fill: "fillUniformsF64",
    twin: uniforms,
    tolerance: 0,
  }),
];
