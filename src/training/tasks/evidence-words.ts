import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import type { ReadoutWindow } from "../models/sequence-model.js";
import { answer, untiedScores } from "./score-counts.js";
import { type Task, type TaskTrials, type TrialRange, trialStream } from "./task.js";

/** Sizes of the tasks of evidence in words; those of the released code when left out. */
export interface EvidenceWordsOptions {
  /** Words of a trial, the last of which is <eos>. Default 50, at most 256. */
  readonly words?: number;
  /** Words in which evidence may occur, from the start; the others before <eos> are null. Default: see {@link EvidenceWords}. */
  readonly evidenceWords?: number;
  /** Steps that each word is held. Default 40. */
  readonly stepsPerWord?: number;
  /** Steps at the end whose mean output is read. Default 100. */
  readonly readoutSteps?: number;
  /** Components of a word's vector, at least 3. Default 50. */
  readonly inputs?: number;
  /** Chooses the words' vectors. Default 0. */
  readonly vocabularySeed?: Seed;
}

export const evidenceWordsKeys = ["words", "evidenceWords", "stepsPerWord", "readoutSteps", "inputs", "vocabularySeed"] as const;

const EVIDENCES = 3;
const NULL_WORD = 3;
const END_WORD = 4;
const VOCABULARY = 5;

/**
 * Which of three kinds of evidence occurred most often? Words are evid0, evid1, evid2, null and <eos>, each a fixed random vector x in
 * {0, 1 / sqrt(inputs / 2)}^inputs (E |x| is about 1), all distinct. The score (how often each kind occurs) is uniform over all triples with a
 * sum of at most `evidenceWords` whose maximum is not shared; the rest of these words is null, and their order is random. Then null words,
 * and <eos> last. The answer is read in the last steps.
 *
 * "stimulus-integration" (generator `retro_context_int` of the first author of arXiv:2311.10869): evidence everywhere but in <eos>.
 * "working-memory" (chosen here; the paper's own is not known): evidence in the first half, then nothing until the answer.
 */
export class EvidenceWords implements Task {
  readonly inputs: number;
  readonly classes = EVIDENCES;
  readonly steps: number;
  readonly windows: readonly ReadoutWindow[];
  readonly words: number;
  readonly evidenceWords: number;
  readonly stepsPerWord: number;
  /** Vectors of the words, words x inputs. */
  readonly vocabulary: Float64Array;
  readonly #core: Core;
  readonly #scores: Uint8Array;

  /** Errors: InputError. */
  constructor(core: Core, options: EvidenceWordsOptions, defaultEvidence: (words: number) => number) {
    checkKeys("task", options, ["kind", ...evidenceWordsKeys]);
    const whole = (name: keyof EvidenceWordsOptions, value: number, min: number, max: number) =>
      checkNumber(`task.${name}`, value, { min, max, integer: true });
    this.words = whole("words", options.words ?? 50, 2, 256);
    const fallback = defaultEvidence(this.words);
    this.evidenceWords = whole("evidenceWords", options.evidenceWords ?? fallback, 1, this.words - 1);
    this.stepsPerWord = whole("stepsPerWord", options.stepsPerWord ?? 40, 1, 1e6);
    this.steps = this.words * this.stepsPerWord;
    const readoutSteps = whole("readoutSteps", options.readoutSteps ?? 100, 1, this.steps);
    this.windows = [{ from: this.steps - readoutSteps, to: this.steps }];
    this.inputs = whole("inputs", options.inputs ?? 50, 3, 65536);
    this.vocabulary = vocabulary(core, this.inputs, options.vocabularySeed ?? 0);
    this.#core = core;
    this.#scores = untiedScores(this.evidenceWords);
  }

  trials(range: TrialRange): TaskTrials {
    const { count } = range;
    const { words, evidenceWords, inputs } = this;
    const choices = new Uint16Array(words * count).fill(NULL_WORD);
    choices.fill(END_WORD, (words - 1) * count);
    const labels = new Uint8Array(count);
    const scores = trialStream(this.#core, range, "score", 1).integers(count, this.#scores.length / EVIDENCES);
    const uniforms = trialStream(this.#core, range, "order", evidenceWords).uniforms(count * evidenceWords);
    const order = new Uint16Array(evidenceWords);
    for (let trial = 0; trial < count; trial++) {
      const score = this.#scores.subarray(EVIDENCES * scores[trial]!, EVIDENCES * scores[trial]! + EVIDENCES);
      labels[trial] = answer(score[0]!, score[1]!, score[2]!);
      let at = 0;
      for (let kind = 0; kind < EVIDENCES; kind++) {
        order.fill(kind, at, at + score[kind]!);
        at += score[kind]!;
      }
      order.fill(NULL_WORD, at);
      shuffle(order, uniforms.subarray(trial * evidenceWords, (trial + 1) * evidenceWords));
      for (let word = 0; word < evidenceWords; word++) choices[word * count + trial] = order[word]!;
    }
    const input = { rows: words, stepsPerRow: this.stepsPerWord, trials: count, inputs, patterns: this.vocabulary, choices };
    return { input, labels };
  }
}

/** Every order equally likely (Fisher and Yates), to 2^-52. */
function shuffle(list: Uint16Array, uniforms: Float64Array): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(uniforms[i]! * (i + 1));
    const kept = list[i]!;
    list[i] = list[j]!;
    list[j] = kept;
  }
}

function vocabulary(core: Core, inputs: number, seed: Seed): Float64Array {
  const stream = new RandomStream(core, { seed }).substream("vocabulary");
  const size = 1 / Math.sqrt(inputs / 2);
  const seen = new Set<string>();
  const vectors = new Float64Array(VOCABULARY * inputs);
  for (let word = 0, tries = 0; word < VOCABULARY; tries++) {
    if (tries === 1e5) throw new InputError("task.inputs", inputs, "large enough for five words to differ");
    const bits = stream.integers(inputs, 2);
    const name = bits.join("");
    if (seen.has(name)) continue;
    seen.add(name);
    vectors.set(
      bits.map((bit) => bit * size),
      word * inputs,
    );
    word++;
  }
  return vectors;
}
