import type { Core } from "../../core/core.js";
import { createSampler } from "../evolution/registry.js";
import type { Sampler } from "../evolution/sampler.js";
import type { StretchEvaluation, TrainingProblem } from "../problem.js";
import { loadTrainingProblem } from "../problems/registry.js";
import { allOf, evaluateMembers } from "./evaluate.js";
import type { PopulationRequest, PopulationValues } from "./request.js";
import { advanceParticles, type StretchRequest } from "./stretches.js";

/** Members [from, to) of a request, for one worker. */
export interface PopulationPiece extends Omit<PopulationRequest, "size"> {
  readonly from: number;
  readonly to: number;
  /** Names the problem and the strategy among those of one caller: workers keep what they have made for them. */
  readonly problemKey: string;
  readonly samplerKey: string;
  /** Tells requests apart: pieces of one have the same sampler state. */
  readonly stamp: number;
}

/** Some particles of a request, for one worker. */
export interface StretchPiece extends StretchRequest {
  /** As for a population. */
  readonly problemKey: string;
}

/** Problems and strategies kept at a time; those not used for longest are given up. */
const KEPT = 4;

/** What one core has made to evaluate pieces: a problem per description, a sampler per strategy. */
export class Evaluators {
  readonly #core: Core;
  readonly #problems = new Map<string, Promise<TrainingProblem>>();
  readonly #samplers = new Map<string, { readonly sampler: Sampler; stamp: number }>();

  constructor(core: Core) {
    this.#core = core;
  }

  async evaluate(piece: PopulationPiece): Promise<PopulationValues> {
    const problem = await this.#problem(piece);
    const sampler = this.#sampler(piece);
    return allOf(evaluateMembers(problem, (member) => sampler.candidate(member), piece, piece.from, piece.to));
  }

  async advance(piece: StretchPiece): Promise<StretchEvaluation[]> {
    return allOf(advanceParticles(await this.#problem(piece), piece));
  }

  #problem({ problemKey, problem }: Pick<PopulationPiece, "problemKey" | "problem">): Promise<TrainingProblem> {
    const made = this.#problems.get(problemKey) ?? loadTrainingProblem(this.#core, problem);
    keep(this.#problems, problemKey, made, (old) => {
      old.then((given) => given.dispose()).catch(() => {}); // one that was never made holds nothing
    });
    made.catch(() => this.#problems.delete(problemKey));
    return made;
  }

  #sampler({ samplerKey, sampler: state, stamp }: PopulationPiece): Sampler {
    const found = this.#samplers.get(samplerKey) ?? { sampler: createSampler(this.#core, state), stamp };
    if (found.stamp !== stamp) found.sampler.follow(state);
    found.stamp = stamp;
    keep(this.#samplers, samplerKey, found, (old) => old.sampler.dispose());
    return found.sampler;
  }
}

/** Puts an entry last, and gives up the first where there are too many. */
function keep<V>(entries: Map<string, V>, key: string, value: V, giveUp: (old: V) => void): void {
  entries.delete(key);
  entries.set(key, value);
  if (entries.size <= KEPT) return;
  const [[oldest, old]] = entries as unknown as [[string, V]];
  entries.delete(oldest);
  giveUp(old);
}
