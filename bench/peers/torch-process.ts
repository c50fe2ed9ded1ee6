import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "../environment.js";

export const forms = ["eager", "script"] as const;
export type Form = (typeof forms)[number];

/** A task of bench/peers/training_torch.py. */
export interface TorchTask {
  readonly task: "rate-gradient" | "morris-lecar-gradient" | "morris-lecar-forward";
  readonly cells: number;
  readonly trials: number;
  readonly steps: number;
  readonly inputs: number;
  /** First step of the mean. */
  readonly first: number;
  readonly rate?: number;
  readonly numbers: Readonly<Record<string, Float64Array>>;
}

/** PyTorch in a process of its own. */
export class TorchProcess {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #folder: string;
  version = "";

  constructor(python: string, folder: string) {
    this.#folder = folder;
    const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
    this.#process = spawn(python, [join(projectRoot(), "bench/peers/training_torch.py")], { env });
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async greet(): Promise<void> {
    this.version = (await this.#answer<{ torch: string }>()).torch;
  }

  /** Prepares a task; returns its answer. */
  async prepare(task: TorchTask, form: Form): Promise<Float64Array> {
    const { numbers, ...sizes } = task;
    for (const [name, values] of Object.entries(numbers)) {
      writeFileSync(join(this.#folder, name), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    this.#ask({ ...sizes, form, folder: this.#folder });
    await this.#answer();
    const bytes = readFileSync(join(this.#folder, "answer"));
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }

  /** CPU seconds of one call of the prepared task. */
  async seconds(atLeast: number): Promise<number> {
    this.#ask({ seconds: atLeast });
    return (await this.#answer<{ seconds: number }>()).seconds;
  }

  finish(): void {
    this.#process.stdin.write("\n");
  }

  close(): void {
    this.#process.stdin.end();
  }

  #ask(question: object): void {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
  }

  async #answer<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("training_torch.py ended before it answered.");
    return JSON.parse(value) as T;
  }
}

/** A Python that can import PyTorch: $PYTHON, python3 or the system's; undefined when there is none. */
export function findTorch(): string | undefined {
  const candidates = [process.env.PYTHON, "python3", "/usr/bin/python3"].filter((path) => path !== undefined);
  return candidates.find((python) => spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0);
}
