import type { JobContext } from "../framework/study.js";

/** A seed that all methods of a repetition share, as a number, which checkpoints hold exactly. */
export const sharedSeed = (context: Pick<JobContext, "seedOf">, label: string): number =>
  Number(BigInt.asUintN(52, context.seedOf(label)));
