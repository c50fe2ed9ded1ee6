/**
 * What a training costs on a reference machine, so that "equal seconds" does not depend on the machine or on what else it does: seconds of a loss evaluation,
 * gradients in units of it, and the share of the strategy's own work. Measured alone on one thread of a cloud machine (2.8 GHz), to a factor of 1.5 elsewhere.
 */
interface Cost {
  /** s, of the default sizes. */
  readonly evaluation: number;
  /** Evaluations that a gradient takes by the clock; the budget counts it as three. */
  readonly gradient: number;
}

export const costs: Readonly<Record<"network" | "spiral" | "robertson" | "pollu", Cost>> = {
  network: { evaluation: 2.5e-3, gradient: 3.5 },
  spiral: { evaluation: 9e-5, gradient: 2.5 },
  robertson: { evaluation: 2e-4, gradient: 5 },
  pollu: { evaluation: 8e-4, gradient: 5 },
};

/** Seconds per candidate that strategies take for themselves with 188 parameters; others take less than a hundredth of an evaluation. */
export const strategySeconds: Readonly<Record<string, number>> = { "cma-es": 4e-4 };
