import type { Evaluation, Tensor } from "../problem.js";
import { norm } from "./gradients.js";
import type { Group } from "./group.js";

/** Mean over batches, in order; failed trials are summed. */
export function meanEvaluation(results: readonly Evaluation[]): Evaluation {
  const mean = (of: (result: Evaluation) => number) => results.reduce((sum, result) => sum + of(result), 0) / results.length;
  const hasAccuracy = results.every(({ accuracy }) => accuracy !== undefined);
  return {
    loss: mean(({ loss }) => loss),
    ...(hasAccuracy ? { accuracy: mean(({ accuracy }) => accuracy!) } : {}),
    failed: results.reduce((sum, { failed = 0 }) => sum + failed, 0),
  };
}

/** ||W - W_0|| / ||W_0|| by tensor; ||W - W_0|| where W_0 is 0. */
export function changesOf(tensors: readonly Tensor[], now: Float64Array, before: Float64Array): Record<string, number> {
  return Object.fromEntries(
    tensors.map(({ name, offset, length }) => {
      const start = before.subarray(offset, offset + length);
      const change = norm(now.subarray(offset, offset + length).map((value, i) => value - start[i]!));
      const size = norm(start);
      return [name, size > 0 ? change / size : change];
    }),
  );
}

/** Length of all gradients together; NaN without. */
export function lengthOfAll(lengths: readonly (number | undefined)[]): number {
  const known = lengths.filter((length) => length !== undefined);
  return known.length > 0 ? norm(Float64Array.from(known)) : Number.NaN;
}

/** Why training cannot go on, in words. */
export function obstacleOf(tensors: readonly Tensor[], parameters: Float64Array, groups: readonly Group[]): string | undefined {
  const bad = parameters.findIndex((value) => !Number.isFinite(value));
  const owner = tensors.find(({ offset, length }) => bad >= offset && bad < offset + length);
  if (owner) return `the tensor ${owner.name} ceased to be finite`;
  return groups.every(({ exhausted }) => exhausted) ? groups[0]!.exhausted : undefined;
}
