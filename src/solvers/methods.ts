/** What a method needs and can do. */
export interface Method {
  /** Number in assembly/solvers/methods.ts. */
  readonly number: number;
  readonly title: string;
  readonly family: "explicit" | "rosenbrock" | "implicit" | "multistep" | "automatic";
  /** Order of convergence. */
  readonly order: number;
  /** Whether it estimates its error; others take `stepSize`. */
  readonly adaptive: boolean;
  readonly control: StepControl;
}

/** Exponents and limits of the control of the step (assembly/solvers/step-control.ts). */
export interface StepControl {
  readonly proportional: number;
  readonly integral: number;
  readonly derivative: number;
  /** Factor on the step that the errors suggest. */
  readonly safety: number;
  /** Largest factor from one step to the next. */
  readonly largestGrowth: number;
  /** Least factor. */
  readonly largestCut: number;
}

const pi: StepControl = { proportional: 0.4, integral: 0.3, derivative: 0, safety: 0.9, largestGrowth: 10, largestCut: 0.2 };
/** The constants of Hairer's DOPRI5: exponent 1/5 - 0.75 beta, beta = 0.04. */
const pi5: StepControl = { ...pi, proportional: 0.2, integral: 0.65 };

/** The methods by name. */
export const methods = {
  dopri5: { number: 0, title: "Dormand-Prince 5(4)", family: "explicit", order: 5, adaptive: true, control: pi5 },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

export const methodNames = Object.keys(methods) as MethodName[];
