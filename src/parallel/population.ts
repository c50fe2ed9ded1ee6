import type { PopulationRequest, PopulationValues } from "../training/population/request.js";
import type { StretchRequest } from "../training/population/stretches.js";
import { chunksOf } from "./chunks.js";
import type { PopulationTask, StretchTask } from "./tasks.js";

export interface PopulationPlan {
  readonly size: number;
  readonly tasks: readonly PopulationTask[];
  readonly sizes: readonly number[];
}

/** Numbers objects by identity: what workers keep belongs to the very description or strategy it was made for. */
class Names {
  readonly #names = new WeakMap<object, string>();
  #count = 0;

  of(object: object): string {
    const name = this.#names.get(object) ?? String(this.#count++);
    this.#names.set(object, name);
    return name;
  }
}

const names = new Names();
let stamps = 0;

export function splitPopulation(request: PopulationRequest, threads: number, chunk: number | undefined): PopulationPlan {
  const { size, ...rest } = request;
  const chunks = chunksOf(size, threads, 1, size, chunk);
  const keys = { problemKey: names.of(request.problem), samplerKey: names.of(request.sampler.options), stamp: stamps++ };
  return {
    size,
    tasks: chunks.map(([from, to]) => ({ kind: "population", piece: { ...rest, ...keys, from, to } })),
    sizes: chunks.map(([from, to]) => to - from),
  };
}

/** Values in the order of members, whatever worker they came from. */
export function joinPopulation({ size, tasks }: PopulationPlan, parts: readonly PopulationValues[]): PopulationValues {
  const losses = new Float64Array(size);
  const accuracies = new Float64Array(size);
  tasks.forEach(({ piece: { from } }, p) => {
    losses.set(parts[p]!.losses, from);
    accuracies.set(parts[p]!.accuracies, from);
  });
  return { losses, accuracies };
}

export function splitStretches(
  request: StretchRequest,
  threads: number,
  chunk: number | undefined,
): { readonly tasks: readonly StretchTask[]; readonly sizes: readonly number[] } {
  const { particles, ...rest } = request;
  const chunks = chunksOf(particles.length, threads, 1, particles.length, chunk);
  const problemKey = names.of(request.problem);
  return {
    tasks: chunks.map(([from, to]) => ({
      kind: "stretches",
      piece: { ...rest, problemKey, particles: particles.slice(from, to) },
    })),
    sizes: chunks.map(([from, to]) => to - from),
  };
}
