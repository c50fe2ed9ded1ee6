/** Steppers of a network, in the order of the core's numbers; orders 4, 1, 1, 2. */
export const networkSteppers = ["rk4", "staggered-trapezoid", "exponential-euler", "strang-midpoint"] as const;
export type NetworkStepper = (typeof networkSteppers)[number];

export interface NetworkRunOptions {
  /** Trials that run side by side with the same weights, 1 or more. Default 1. */
  readonly trials?: number;
  /** Step, ms, > 0. */
  readonly dt: number;
  /** Default "exponential-euler". */
  readonly stepper?: NetworkStepper;
  /** "f64" (default) or "f32". */
  readonly precision?: "f64" | "f32";
  /** Spikes are upward crossings of this voltage, mV, from one step to the next. Left out: they are not counted. */
  readonly threshold?: number;
}

/** One number, or cells x trials numbers row by row. */
export type PerCellAndTrial = number | ArrayLike<number>;

/** Currents as a function of time, constant over `every` steps each. */
export interface CurrentSeries {
  /** Steps that each row holds for, the first from the start of the run; the last one stays in force after it. */
  readonly every: number;
  /** All of I but what the network adds, uA/cm2: ceil(steps / every) rows of cells, or cells x trials, numbers. */
  readonly values: ArrayLike<number>;
}

export interface NetworkRecordingOptions {
  /** Steps from one recorded sample to the next; left out: nothing is recorded. Samples fall on multiples of it since time 0. */
  readonly every?: number;
  /** Whether mean outputs are recorded. Default false. */
  readonly meanOutputs?: boolean;
  /** Left out: the currents stay as they are. */
  readonly currents?: CurrentSeries;
}

export interface NetworkRecording {
  /** ms, of each sample. */
  readonly times: Float64Array;
  /** V, mV: samples x cells x trials. */
  readonly voltages: Float64Array;
  /** Mean over the run's steps of T (type "current") or s, after each step: cells x trials; if asked for. */
  readonly meanOutputs?: Float64Array;
}
