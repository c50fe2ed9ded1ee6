import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../environment.js";

export const methods = ["exponential_euler", "euler"] as const;

/** One way of building the network; each is a program of its own. */
export interface Variant {
  readonly method: (typeof methods)[number];
  /** mV */
  readonly drive: number;
  /** Whether spikes are recorded. */
  readonly monitor: boolean;
}

export interface Brian2Run {
  /** Brian2's own figure for its simulation loop, s (CPU time). */
  readonly runSeconds: number;
  /** Of the whole binary: connecting, running, writing, s. */
  readonly wallSeconds: number;
  /** Only with the monitor on. */
  readonly spikes?: number;
}

export interface Build {
  readonly buildSeconds: number;
  readonly compilerFlags: string;
  readonly versions: { readonly brian2: string; readonly compiler: string };
}

const script = join(projectRoot(), "bench/peers/coba_brian2.py");

/** A Python that can import Brian2: $PYTHON, python3 or the system's; undefined when there is none. */
export function findBrian2(): string | undefined {
  const candidates = [process.env.PYTHON, "python3", "/usr/bin/python3"].filter((path) => path !== undefined);
  return candidates.find((python) => spawnSync(python, ["-c", "import brian2"], { stdio: "ignore" }).status === 0);
}

/** Generates and compiles one variant, once for each version of the script. */
export class Brian2Network {
  readonly build: Build;
  readonly #directory: string;
  readonly #python: string;

  constructor(python: string, { method, drive, monitor }: Variant) {
    this.#python = python;
    const hash = createHash("sha256").update(readFileSync(script)).digest("hex").slice(0, 12);
    const name = `${method}-${drive}-${monitor ? "monitor" : "bare"}`;
    this.#directory = join(projectRoot(), "build/peers", hash, name);
    const description = join(this.#directory, "build.json"); // written last
    if (!existsSync(description)) {
      this.#call("build", ["--method", method, "--drive", String(drive), "--monitor", monitor ? "on" : "off"]);
    }
    this.build = JSON.parse(readFileSync(description, "utf8")) as Build;
  }

  /** Runs the compiled binary for `duration` s of biological time. */
  run(seed: number, duration: number): Brian2Run {
    return this.#call("run", ["--seed", String(seed), "--duration", String(duration)]) as Brian2Run;
  }

  #call(command: string, options: readonly string[]): unknown {
    const { status, stdout, stderr } = spawnSync(this.#python, [script, command, "--directory", this.#directory, ...options], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`coba_brian2.py ${command} failed:\n${stderr}`);
    return JSON.parse(stdout);
  }
}
