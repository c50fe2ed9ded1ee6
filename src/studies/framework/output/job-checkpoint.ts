import { readFileSync } from "node:fs";
import { type JobCheckpoint, jobCheckpoint } from "../checkpoint.js";
import { writeWhole } from "./files.js";

/** A job's checkpoint in a file, in whichever thread the job runs. */
export function fileJobCheckpoint(path: string): JobCheckpoint {
  return jobCheckpoint({
    load: () => {
      try {
        return new Uint8Array(readFileSync(path));
      } catch (error) {
        if ((error as { code?: string }).code === "ENOENT") return undefined;
        throw error;
      }
    },
    save: (bytes) => writeWhole(path, bytes),
  });
}
