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
  /** Keeps its order with any matrix in place of the Jacobian (a W-method): takes `jacobianBlock`. */
  readonly anyJacobian?: boolean;
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
/** Of Hairer's DOP853, which has beta = 0. */
const integralOnly: StepControl = { ...pi, proportional: 0, integral: 1, largestGrowth: 6, largestCut: 0.333 };
/** Of Hairer's RADAU5: its own control takes the limits alone. */
const radau: StepControl = { ...pi, proportional: 0, integral: 1, largestGrowth: 8, largestCut: 0.2 };
/** Its own control takes the limits alone; a smaller safety factor than others', as a failed step costs a matrix. */
const bdf: StepControl = { ...pi, proportional: 0, integral: 1, safety: 0.85 };

/** 5 to 20 % fewer steps of Rodas5P at equal error than `pi` on ROBER, HIRES, VDPOL and OREGO. */
const piRosenbrock: StepControl = { ...pi, proportional: 0.2, integral: 0.8 };

/** The methods by name. */
export const methods = {
  dopri5: { number: 0, title: "Dormand-Prince 5(4)", family: "explicit", order: 5, adaptive: true, control: pi5 },
  tsit5: { number: 1, title: "Tsitouras 5(4)", family: "explicit", order: 5, adaptive: true, control: pi5 },
  dop853: { number: 2, title: "Dormand-Prince 8(5,3)", family: "explicit", order: 8, adaptive: true, control: integralOnly },
  bs3: { number: 3, title: "Bogacki-Shampine 3(2)", family: "explicit", order: 3, adaptive: true, control: pi },
  rk4: { number: 4, title: "Runge-Kutta 4", family: "explicit", order: 4, adaptive: false, control: pi },
  heun: { number: 5, title: "Heun", family: "explicit", order: 2, adaptive: false, control: pi },
  euler: { number: 6, title: "Euler", family: "explicit", order: 1, adaptive: false, control: pi },
  ros2: { number: 10, title: "ROS2", family: "rosenbrock", order: 2, adaptive: true, anyJacobian: true, control: piRosenbrock },
  ros3p: { number: 11, title: "ROS3P", family: "rosenbrock", order: 3, adaptive: true, control: piRosenbrock },
  ros34pw2: {
    number: 12,
    title: "ROS34PW2",
    family: "rosenbrock",
    order: 3,
    adaptive: true,
    anyJacobian: true,
    control: piRosenbrock,
  },
  rodas3: { number: 13, title: "RODAS3", family: "rosenbrock", order: 3, adaptive: true, control: piRosenbrock },
  rodas4: { number: 14, title: "RODAS4", family: "rosenbrock", order: 4, adaptive: true, control: piRosenbrock },
  rodas4p: { number: 15, title: "RODAS4P", family: "rosenbrock", order: 4, adaptive: true, control: piRosenbrock },
  rodas5p: { number: 16, title: "RODAS5P", family: "rosenbrock", order: 5, adaptive: true, control: piRosenbrock },
  rosenbrock23: {
    number: 17,
    title: "Rosenbrock23",
    family: "rosenbrock",
    order: 2,
    adaptive: true,
    anyJacobian: true,
    control: piRosenbrock,
  },
  radau: { number: 20, title: "Radau IIA 5", family: "implicit", order: 5, adaptive: true, control: radau },
  trbdf2: { number: 21, title: "TR-BDF2", family: "implicit", order: 2, adaptive: true, control: pi },
  bdf: { number: 22, title: "NDF of order 1 to 5", family: "multistep", order: 5, adaptive: true, control: bdf },
  "implicit-euler": { number: 23, title: "Backward Euler", family: "implicit", order: 1, adaptive: false, control: pi },
  "implicit-midpoint": { number: 24, title: "Implicit midpoint", family: "implicit", order: 2, adaptive: false, control: pi },
  trapezoid: { number: 25, title: "Trapezoidal rule", family: "implicit", order: 2, adaptive: false, control: pi },
  auto: { number: 30, title: "Tsitouras 5(4), Rodas5P", family: "automatic", order: 5, adaptive: true, control: piRosenbrock },
  auto23: {
    number: 31,
    title: "Tsitouras 5(4), Rosenbrock23",
    family: "automatic",
    order: 2,
    adaptive: true,
    control: piRosenbrock,
  },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

export const methodNames = Object.keys(methods) as MethodName[];
