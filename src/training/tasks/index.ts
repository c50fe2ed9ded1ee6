export { EvidenceWords, type EvidenceWordsOptions } from "./evidence-words.js";
export { FlipFlop, type FlipFlopOptions } from "./flip-flop.js";
export { NoisyEvidence, type NoisyEvidenceOptions } from "./noisy-evidence.js";
export { createTask, type TaskOptions, taskKinds } from "./registry.js";
export { type ScoreCounts, scoreCounts } from "./score-counts.js";
export type { Task, TaskTrials, TrialRange } from "./task.js";
export { TwoPulse, type TwoPulseOptions } from "./two-pulse.js";
