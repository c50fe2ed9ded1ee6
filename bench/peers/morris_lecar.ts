import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Core, createMorrisLecarEnsemble, loadSync } from "../../src/index.js";
import { projectRoot } from "../environment.js";
import { median } from "../harness.js";
import type { PeerFigure } from "../results.js";
import { type Build, findBrian2 } from "./brian2.js";

const script = join(projectRoot(), "bench/peers/morris_lecar_brian2.py");
const forms = ["gates", "exponentials"] as const;
const precisions = ["f64", "f32"] as const; // f64 is like for like; Brian2's C++ mode computes in double precision
const CELLS = 1000;
const dt = 0.1;
const DURATION = 400; // ms
const current = Float64Array.from({ length: CELLS }, (_, i) => 40 + 0.03 * i);

/** 1000 Morris-Lecar cells for 4000 steps, in Brian2's C++ standalone mode and here, alternately; undefined without Brian2. */
export function compareMorrisLecar(rounds: number): { figures: PeerFigure[]; notes: string[] } | undefined {
  const python = findBrian2();
  if (python === undefined) {
    console.log("Brian2 is not installed (Debian: python3-brian): nothing to compare Morris-Lecar cells with.");
    return undefined;
  }
  const core = loadSync();
  const builds: Build[] = [];
  const figures = forms.flatMap((form) => {
    const { directory, build } = buildOf(python, form);
    builds.push(build);
    checkAnswer(core, python, directory);
    for (const precision of precisions) ownSeconds(core, precision); // V8 compiles anew while it runs
    const samples = Array.from({ length: rounds }, () => ({
      peer: call(python, ["run", "--directory", directory]).runSeconds as number,
      f64: ownSeconds(core, "f64"),
      f32: ownSeconds(core, "f32"),
    }));
    return precisions.map((precision) => figureOf(form, precision, samples));
  });
  const { versions, compilerFlags } = builds[0]!;
  const note = `Brian2 ${versions.brian2}, C++ standalone, one thread, method rk4, \`${compilerFlags}\`, ${versions.compiler}; its seconds are its own figure for its simulation loop, in f64. Figures of this project are CPU time of the run alone. Before timing, final voltages are compared: 1e-6 mV.`;
  return { figures, notes: [note] };
}

function figureOf(
  form: string,
  precision: "f64" | "f32",
  samples: readonly { peer: number; f64: number; f32: number }[],
): PeerFigure {
  const ratios = samples.map((sample) => sample.peer / sample[precision]);
  const figure = {
    task: `${CELLS} Morris-Lecar cells, Runge-Kutta of order 4, 4000 steps; Brian2's equations with ${form === "gates" ? "tanh and cosh" : "two exponentials"}; ${precision}`,
    peer: "Brian2",
    peerSeconds: median(samples.map(({ peer }) => peer)),
    ownSeconds: median(samples.map((sample) => sample[precision])),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
  console.log(
    `${figure.task}: Brian2 ${figure.peerSeconds.toFixed(3)} s, microcircuit ${figure.ownSeconds.toFixed(4)} s, ${figure.ratio.toFixed(2)}x (${figure.ratioMin.toFixed(2)}..${figure.ratioMax.toFixed(2)})`,
  );
  return figure;
}

/** CPU seconds of a run. */
function ownSeconds(core: Core, precision: "f64" | "f32"): number {
  const ensemble = createMorrisLecarEnsemble(core, { cells: CELLS, current, dt, precision });
  const before = process.cpuUsage();
  ensemble.run(DURATION);
  const { user, system } = process.cpuUsage(before);
  ensemble.dispose();
  return (user + system) / 1e6;
}

/** Both sides are the same method on the same numbers: after 400 ms they differ by rounding, which upstrokes magnify. */
function checkAnswer(core: Core, python: string, directory: string): void {
  const folder = mkdtempSync(join(tmpdir(), "microcircuit-"));
  try {
    const file = join(folder, "voltages");
    call(python, ["run", "--directory", directory, "--voltages", file]);
    const bytes = readFileSync(file);
    const peer = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const ensemble = createMorrisLecarEnsemble(core, { cells: CELLS, current, dt });
    ensemble.run(DURATION);
    const apart = Float64Array.from(ensemble.voltages).reduce((most, v, i) => Math.max(most, Math.abs(v - peer[i]!)), 0);
    ensemble.dispose();
    if (!(apart <= 1e-6)) throw new Error(`Brian2's voltages differ by ${apart} mV.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Generates and compiles once for each version of the script. */
function buildOf(python: string, form: string): { directory: string; build: Build } {
  const hash = createHash("sha256").update(readFileSync(script)).digest("hex").slice(0, 12);
  const directory = join(projectRoot(), "build/peers", hash, form);
  const description = join(directory, "build.json"); // written last
  if (!existsSync(description)) call(python, ["build", "--directory", directory, "--form", form]);
  return { directory, build: JSON.parse(readFileSync(description, "utf8")) as Build };
}

function call(python: string, options: readonly string[]): Record<string, unknown> {
  const { status, stdout, stderr } = spawnSync(python, [script, ...options], { encoding: "utf8" });
  if (status !== 0) throw new Error(`morris_lecar_brian2.py ${options[0]} failed:\n${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}
