/**
 * Where a long job keeps how far it is: beside the job's result, so that an interrupted run goes on inside the job. It is gone when the job has
 * finished. What it holds must let the job go on to the same bits.
 */
export interface JobCheckpoint {
  /** What this job saved last in an interrupted run; undefined: begin at the beginning. */
  load(): Uint8Array | undefined;
  /** Keeps bytes in place of those before; when it returns, an interruption no longer loses them. Does nothing where the run has no store. */
  save(bytes: Uint8Array): void;
  /** How often it is worth saving, s. */
  readonly everySeconds: number;
}

/** Seconds between checkpoints: little is lost, and writing takes no time that counts. */
const EVERY = 20;

/** A checkpoint kept by two functions. */
export function jobCheckpoint(kept: Pick<JobCheckpoint, "load" | "save">): JobCheckpoint {
  return { load: () => kept.load(), save: (bytes) => kept.save(bytes), everySeconds: EVERY };
}

/** Of runs without a store. */
export const noCheckpoint: JobCheckpoint = jobCheckpoint({ load: () => undefined, save: () => {} });
