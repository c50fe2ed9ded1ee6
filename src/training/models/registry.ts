import { checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { type ForwardMorrisLecarOptions, forwardMorrisLecarModel } from "./forward-morris-lecar.js";
import type { SequenceModel } from "./sequence-model.js";

/** A sequence model as plain data; how many inputs it has follows from its task. */
export type SequenceModelOptions = { readonly kind: "morris-lecar" } & ForwardMorrisLecarOptions;

const kinds = ["morris-lecar"] as const;

/** Makes a sequence model of its options. Errors: InputError, MemoryError. */
export function createSequenceModel(core: Core, options: SequenceModelOptions, inputs: number): SequenceModel {
  checkOneOf("model.kind", options?.kind, kinds);
  const { kind: _, ...rest } = options;
  return forwardMorrisLecarModel(core, { ...rest, inputs });
}
