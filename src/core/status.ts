import { KernelError, NotPositiveDefiniteError, UnstableDynamicsError } from "./errors.js";

interface Explanation {
  readonly code: string;
  readonly sentence: (at: Failure) => string;
  readonly remedy: string;
  /** The error's class; KernelError when left out. */
  readonly kind?: typeof KernelError;
}

interface Failure {
  readonly what: string;
  readonly index: number;
  readonly time: number;
  readonly value: number;
}

// Codes of assembly/core/status.ts; those of the solvers are in src/solvers/failures.ts
const explanations: Readonly<Record<number, Explanation>> = {
  1: {
    code: "not-finite",
    sentence: ({ what, index, time, value }) => `${what} ${index} became ${value} at ${time} ms.`,
    remedy: "Make dt smaller, or look for a weight or current that drives it away.",
  },
  2: {
    code: "buffer-full",
    sentence: ({ what, time }) => `The buffer of ${what} was full at ${time} ms.`,
    remedy: "Run in shorter stretches or record fewer elements.",
  },
  3: {
    code: "no-convergence",
    sentence: ({ what, value }) => `${what} did not converge (last value ${value}).`,
    remedy: "Loosen the tolerance, or check that the parameters are in the formula's range.",
  },
  4: {
    code: "domain",
    sentence: ({ what, value }) => `${what} is not defined for ${value}.`,
    remedy: "Check the argument's range in the documentation of the function.",
  },
  5: {
    code: "not-positive-definite",
    sentence: ({ what, index }) => `${what} was no longer positive definite after sample or step ${index}, which was taken back.`,
    remedy: "Make the learning rate smaller, or start from larger weights or gains.",
    kind: NotPositiveDefiniteError,
  },
  6: {
    code: "diverged",
    sentence: ({ what, index }) => `${what} became infinite in sample or step ${index}, which was taken back.`,
    remedy: "Make the learning rate smaller, or scale the samples down.",
  },
  7: {
    code: "unstable",
    sentence: ({ what, index, time }) =>
      `The neural dynamics of ${what} ran away in sample ${index}, after ${time} steps; the state is as before it.`,
    remedy: "Make the neural step smaller than 2 / (largest eigenvalue of the effective matrix), or respond by solving.",
    kind: UnstableDynamicsError,
  },
};

/** The typed error for status `code`, with what the status block says. `name` turns an owner id into a noun phrase. */
export function kernelError(memory: WebAssembly.Memory, address: number, name: (owner: number) => string): KernelError {
  const view = new DataView(memory.buffer, address, 32);
  const code = view.getInt32(0, true);
  const failure = {
    what: name(view.getUint32(24, true)),
    index: view.getUint32(4, true),
    time: view.getFloat64(8, true),
    value: view.getFloat64(16, true),
  };
  const explanation = explanations[code];
  if (!explanation)
    return new KernelError("unknown", `A kernel returned the unknown status ${code}.`, {
      ...failure,
      remedy: "Please report this.",
    });
  return new (explanation.kind ?? KernelError)(explanation.code, explanation.sentence(failure), {
    ...failure,
    remedy: explanation.remedy,
  });
}
