import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Core, DirectCircuit, InterneuronCircuit, loadSync, RandomStream } from "../../src/index.js";
import { projectRoot } from "../environment.js";
import { median } from "../harness.js";
import type { PeerFigure } from "../results.js";

const RATE = 1e-3;
const sizes = [5, 10, 50, 100];

/** The same algorithm with the same kind of solve on both sides. */
const tasks = {
  direct: {
    description: "Algorithm 1, dense solve for each sample",
    make: (core: Core, n: number) => new DirectCircuit(core, { primary: n, learningRate: RATE }),
  },
  interneurons: {
    description: "Algorithm 2, dense solve for each sample",
    make: (core: Core, n: number) => new InterneuronCircuit(core, { primary: n, learningRate: RATE, solver: "cholesky" }),
  },
  "rank-one": {
    description: "Algorithm 2, rank-one update of the inverse for each sample",
    make: (core: Core, n: number) => new InterneuronCircuit(core, { primary: n, learningRate: RATE, solver: "rank-one" }),
  },
} as const;

interface NumPyRun {
  readonly seconds: number;
  readonly numpy: string;
  readonly python: string;
}

/** A Python that can import NumPy: $PYTHON, python3 or the system's; undefined when there is none. */
function findNumPy(): string | undefined {
  const candidates = [process.env.PYTHON, "python3", "/usr/bin/python3"].filter((path) => path !== undefined);
  return candidates.find((python) => spawnSync(python, ["-c", "import numpy"], { stdio: "ignore" }).status === 0);
}

/** The whitening circuits in NumPy with one BLAS thread and here, run alternately on the same samples; undefined without NumPy. */
export function compareWithNumPy(rounds: number): { figures: PeerFigure[]; notes: string[] } | undefined {
  const python = findNumPy();
  if (python === undefined) {
    console.log("NumPy is not installed (Debian: python3-numpy): nothing to compare the whitening circuits with.");
    return undefined;
  }
  const core = loadSync();
  const folder = mkdtempSync(join(tmpdir(), "microcircuit-"));
  let versions: NumPyRun | undefined;
  try {
    const figures = (Object.keys(tasks) as (keyof typeof tasks)[]).flatMap((task) =>
      sizes.map((n) => {
        const count = Math.max(500, Math.floor(20_000 / (1 + (n / 20) ** 2)));
        const samples = samplesOf(core, n, count);
        writeFileSync(join(folder, "samples"), new Uint8Array(samples.buffer));
        const measured = Array.from({ length: rounds }, () => {
          versions = runNumPy(python, folder, task, n);
          return { peer: versions.seconds, own: runHere(core, folder, task, n, samples) };
        });
        return figureOf(`${tasks[task].description}, n = ${n}, ${count} samples`, measured);
      }),
    );
    return { figures, notes: [conditions(versions)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gaussian samples with standard deviations from .5 to 1.5. */
function samplesOf(core: Core, n: number, count: number): Float64Array {
  const samples = new RandomStream(core, { seed: n }).normals(n * count);
  for (let i = 0; i < samples.length; i++) samples[i]! *= 0.5 + (i % n) / n;
  return samples;
}

function runNumPy(python: string, folder: string, task: string, n: number): NumPyRun {
  const script = join(projectRoot(), "bench/peers/whitening_numpy.py");
  const files = ["--samples", join(folder, "samples"), "--weights", join(folder, "weights")];
  const options = [script, "--task", task, "--size", String(n), "--rate", String(RATE), ...files];
  const { status, stdout, stderr } = spawnSync(python, options, { encoding: "utf8" });
  if (status !== 0) throw new Error(`whitening_numpy.py failed:\n${stderr}`);
  return JSON.parse(stdout) as NumPyRun;
}

/** CPU seconds for the same samples here, repeated until the clock can tell; the weights must be those of NumPy. */
function runHere(core: Core, folder: string, task: keyof typeof tasks, n: number, samples: Float64Array): number {
  const make = () => tasks[task].make(core, n);
  const checked = make();
  checked.learn(samples);
  const bytes = readFileSync(join(folder, "weights"));
  const expected = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const apart = checked.weights.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i]!)), 0);
  checked.dispose();
  // Rounding of all updates in another order, times the condition of the matrices
  if (!(apart < 1e-9)) throw new Error(`Weights of ${task}, n = ${n}, differ from NumPy's by ${apart}.`);
  let seconds = 0;
  let repeats = 0;
  while (seconds < 0.1) {
    const circuit = make();
    const before = process.cpuUsage();
    circuit.learn(samples);
    const used = process.cpuUsage(before);
    circuit.dispose();
    seconds += (used.user + used.system) / 1e6;
    repeats++;
  }
  return seconds / repeats;
}

function figureOf(task: string, measured: readonly { peer: number; own: number }[]): PeerFigure {
  const ratios = measured.map(({ peer, own }) => peer / own);
  const figure = {
    task,
    peer: "NumPy",
    peerSeconds: median(measured.map(({ peer }) => peer)),
    ownSeconds: median(measured.map(({ own }) => own)),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
  console.log(
    `${task}: NumPy ${figure.peerSeconds.toFixed(3)} s, microcircuit ${figure.ownSeconds.toFixed(4)} s, ${figure.ratio.toFixed(1)}x (${figure.ratioMin.toFixed(1)}..${figure.ratioMax.toFixed(1)})`,
  );
  return figure;
}

function conditions(versions: NumPyRun | undefined): string {
  return `NumPy ${versions?.numpy} (Python ${versions?.python}), one BLAS thread, a loop over the samples with preallocated arrays and no work beyond the algorithm. Both sides learn from the same samples to the same weights within 1e-9; seconds are CPU time of the loop alone.`;
}
