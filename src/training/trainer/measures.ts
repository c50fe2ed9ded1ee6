import type { Evaluation, Tensor } from "../problem.js";
import { norm } from "./gradients.js";
import type { Group } from "./group.js";
import { LOST } from "./stop.js";

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

/** Turns of each group in a row that had nothing to learn from, after an iteration of the active ones. */
export function turnsInVain(groups: readonly Group[], active: readonly Group[], before: readonly number[] = []): number[] {
  return groups.map((group, k) => {
    const turns = before[k] ?? 0;
    if (!active.includes(group) || group.usable === undefined) return turns;
    return group.usable ? 0 : turns + 1;
  });
}

/** Why training cannot go on, in words; `unusable`: turns of each group in a row that had nothing to learn from. */
export function obstacleOf(
  tensors: readonly Tensor[],
  parameters: Float64Array,
  groups: readonly Group[],
  unusable: readonly number[],
): string | undefined {
  const bad = parameters.findIndex((value) => !Number.isFinite(value));
  const owner = tensors.find(({ offset, length }) => bad >= offset && bad < offset + length);
  if (owner) return `the tensor ${owner.name} ceased to be finite`;
  const stuck = groups.find((_, k) => (unusable[k] ?? 0) >= LOST);
  if (stuck) return `${stuck.method} of ${namesOf(stuck)} had ${lackOf(stuck)}`;
  return groups.every(({ exhausted }) => exhausted) ? groups[0]!.exhausted : undefined;
}

function namesOf({ tensors }: Group): string {
  const names = tensors.map(({ name }) => name);
  return names.length > 5 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} others` : names.join(", ");
}

/** What a group was without, and what to try. */
function lackOf({ method, want, cost }: Group): string {
  if (method === "readout-solve") return `no finite solution in ${LOST} turns in a row: try a larger ridge, or readout-gradient`;
  if (!want || cost > 0)
    return `no candidate with a finite loss in ${LOST} turns in a row: try a smaller stepSize, or another start`;
  const others =
    method === "backsolve-adjoint"
      ? "interpolating-adjoint or backpropagation, which do not run the equations backward"
      : "truncated-backpropagation with a short window, or an evolution strategy, which needs losses alone";
  return `no usable gradient in ${LOST} turns in a row, all of it not finite, or its run failed: try a smaller learning rate or another start, or ${others}`;
}
