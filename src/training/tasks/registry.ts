import { checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { EvidenceWords, type EvidenceWordsOptions } from "./evidence-words.js";
import { FlipFlop, type FlipFlopOptions } from "./flip-flop.js";
import { NoisyEvidence, type NoisyEvidenceOptions } from "./noisy-evidence.js";
import type { Task } from "./task.js";
import { TwoPulse, type TwoPulseOptions } from "./two-pulse.js";

/** A task as plain data. */
export type TaskOptions =
  | ({ readonly kind: "stimulus-integration" | "working-memory" } & EvidenceWordsOptions)
  | ({ readonly kind: "two-pulse" } & TwoPulseOptions)
  | ({ readonly kind: "flip-flop" } & FlipFlopOptions)
  | ({ readonly kind: "noisy-evidence" } & NoisyEvidenceOptions);

export const taskKinds = ["stimulus-integration", "working-memory", "two-pulse", "flip-flop", "noisy-evidence"] as const;

/** Makes a task of its options. Errors: InputError. */
export function createTask(core: Core, options: TaskOptions): Task {
  checkOneOf("task.kind", options?.kind, taskKinds);
  switch (options.kind) {
    case "stimulus-integration":
      return new EvidenceWords(core, options, (words) => words - 1);
    case "working-memory":
      return new EvidenceWords(core, options, (words) => Math.floor(words / 2));
    case "two-pulse":
      return new TwoPulse(core, options);
    case "flip-flop":
      return new FlipFlop(core, options);
    case "noisy-evidence":
      return new NoisyEvidence(core, options);
  }
}
