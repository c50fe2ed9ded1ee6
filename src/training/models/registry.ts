import { checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { morrisLecarSequenceModel } from "./morris-lecar.js";
import type { MorrisLecarSequenceOptions } from "./morris-lecar-options.js";
import { rateSequenceModel } from "./rate-network.js";
import type { RateNetworkOptions } from "./rate-network-options.js";
import type { SequenceModel } from "./sequence-model.js";

/** A sequence model as plain data; how many inputs it has follows from its task. */
export type SequenceModelOptions =
  | ({ readonly kind: "morris-lecar" } & Omit<MorrisLecarSequenceOptions, "inputs">)
  | ({ readonly kind: "rate-network" } & Omit<RateNetworkOptions, "inputs">);

export const sequenceModelKinds = ["morris-lecar", "rate-network"] as const;

/** Makes a sequence model of its options. Errors: InputError, MemoryError. */
export function createSequenceModel(core: Core, options: SequenceModelOptions, inputs: number): SequenceModel {
  checkOneOf("model.kind", options?.kind, sequenceModelKinds);
  const own = (options as { inputs?: unknown }).inputs;
  if (own !== undefined) throw new InputError("model.inputs", own, "left out: the task says how many inputs there are");
  if (options.kind === "rate-network") {
    const { kind: _, ...rest } = options;
    return rateSequenceModel(core, { ...rest, inputs });
  }
  const { kind: _, ...rest } = options;
  return morrisLecarSequenceModel(core, { ...rest, inputs });
}
