import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { vi } from "vitest";
import { runCommandLine } from "../../src/cli/program.js";

export interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command line as a program of its own, its output piped. */
export function start(words: readonly string[]): { readonly child: ChildProcess; readonly outcome: Promise<Outcome> } {
  const program = ["--import", "tsx", resolve("src/cli/main.ts"), ...words];
  const child = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (text) => {
    out += text;
  });
  child.stderr.on("data", (text) => {
    err += text;
  });
  const outcome = new Promise<Outcome>((done) => child.on("close", (status) => done({ status, out, err })));
  return { child, outcome };
}

/** Runs the command line as a program of its own. */
export const spawned = (...words: string[]): Promise<Outcome> => start(words).outcome;

/** Runs the command line inside the test's process: the same but for the process, and ten times as fast. */
export async function here(...words: string[]): Promise<Outcome> {
  let out = "";
  let err = "";
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      out += text;
      return true;
    }),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      err += text;
      return true;
    }),
    vi.spyOn(console, "log").mockImplementation((text) => {
      out += `${text}\n`;
    }),
    vi.spyOn(console, "error").mockImplementation((text) => {
      err += `${text}\n`;
    }),
  ];
  try {
    const status = await runCommandLine(words);
    return { status, out, err };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
