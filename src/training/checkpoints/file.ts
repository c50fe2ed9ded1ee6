// Checkpoints in files: for Node alone, and apart from index.ts so that a page never meets the file system.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { checkKeys, checkNumber } from "../../core/check.js";
import type { CheckpointSink } from "../trainer/run.js";
import { readSafetensors } from "./safetensors.js";

export interface FileCheckpointOptions {
  /** Seconds from one checkpoint to the next; default 60. */
  readonly everySeconds?: number;
}

/** A file of the last checkpoint, and beside it that of the one before. */
export interface FileCheckpoints extends CheckpointSink {
  readonly path: string;
  /** PATH.previous */
  readonly previousPath: string;
  /**
   * The bytes of the last intact checkpoint, for `resumeTrainer`; undefined where there is none yet. Errors: SnapshotError where both files are
   * damaged; those of the file system.
   */
  load(): Uint8Array | undefined;
}

/**
 * Keeps a trainer's checkpoints in the file `path` (safetensors):
 *
 *     const checkpoints = fileCheckpoints("run.safetensors", { everySeconds: 30 });
 *     const saved = checkpoints.load();
 *     const trainer = saved ? resumeTrainer(core, saved) : createTrainer(core, problem, options);
 *     trainer.run({ checkpoints });
 *
 * A checkpoint is written under another name, reaches the disk, and only then takes the place of the last, which stays as PATH.previous: whenever
 * the program or the machine ends, one of them is whole. Errors: InputError; those of the file system.
 */
export function fileCheckpoints(path: string, options: FileCheckpointOptions = {}): FileCheckpoints {
  checkKeys("options", options, ["everySeconds"]);
  const everySeconds = checkNumber("everySeconds", options.everySeconds ?? 60, { min: 0, unit: "s" });
  const previousPath = `${path}.previous`;
  return {
    path,
    previousPath,
    everySeconds,
    save: (bytes) => {
      const temporary = `${path}.${process.pid}.tmp`;
      mkdirSync(dirname(path), { recursive: true });
      try {
        writeThrough(temporary, bytes);
        if (existsSync(path)) renameSync(path, previousPath);
        renameSync(temporary, path);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    },
    load: () => {
      let damage: unknown;
      for (const file of [path, previousPath]) {
        if (!existsSync(file)) continue;
        const bytes = new Uint8Array(readFileSync(file));
        try {
          readSafetensors(bytes);
          return bytes;
        } catch (error) {
          damage ??= error;
        }
      }
      if (damage) throw damage;
      return undefined;
    },
  };
}

/** Writes a file whose content has reached the disk when this returns. */
function writeThrough(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
