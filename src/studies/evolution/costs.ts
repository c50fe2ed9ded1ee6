/**
 * What a training costs on a reference machine, so that "equal seconds" depends neither on the machine of a run nor on what else that does: seconds of a loss evaluation, and
 * gradients in units of it, by the clock. The shortest of thirty runs on one thread of a cloud machine (2.8 GHz); Robertson's reaction: means over trainings.
 */
interface Cost {
  /** s */
  readonly evaluation: number;
  /** Evaluations that a gradient takes; budgets count it as three whatever it takes. */
  readonly gradient: number;
  /** The same of other gradients by method; budgets count these by the clock. */
  readonly gradients?: Readonly<Record<string, number>>;
}

export const costs: Readonly<Record<"network" | "spiral" | "robertson" | "pollu", Cost>> = {
  /** Of a cell and step of one trial. */
  network: { evaluation: 1.07e-8, gradient: 2.4 },
  spiral: { evaluation: 1.25e-4, gradient: 1.85 },
  robertson: { evaluation: 3e-4, gradient: 8, gradients: { "forward-sensitivities": 100, backsolve: 200 } },
  pollu: { evaluation: 3e-4, gradient: 8 },
};

/** Seconds per candidate that strategies take for themselves with 188 parameters; others take less than a tenth of an evaluation. */
export const strategySeconds: Readonly<Record<string, number>> = { "cma-es": 4e-4 };
