import {
  type ConductanceNeuron,
  type Core,
  effectiveParameters,
  effectiveTimeConstantRate,
  InputError,
  shiftedRate,
  stationaryDensity,
  whiteNoiseRate,
} from "microcircuit";
import { DENSITY_BINS, voltageOf } from "./frame.js";
import { catalogue, MEMBRANE, REVERSALS, type SingleSettings } from "./settings.js";

/** Rate (Hz) and coefficient of variation of the intervals; NaN where the formula has none. */
export interface Prediction {
  readonly rate: number;
  readonly variation: number;
}

/** What the formulas say about one setting. */
export interface Theory {
  /** The rate of excitatory input that is set, per ms. */
  readonly input: number;
  /** Synapses of the decay times that are set, to first order in their root. */
  readonly corrected: Prediction;
  /** Synapses infinitely fast. */
  readonly white: Prediction;
  /** The usual approximation: noise frozen at the mean voltage. */
  readonly effective: Prediction;
  /** ms */
  readonly timeConstant: number;
  /** mV */
  readonly equilibrium: number;
  readonly curves: Curves;
  /** Densities (1/mV) in the middle of the bins: corrected, white. */
  readonly densities: readonly [Float64Array, Float64Array];
}

/** Against the rate of excitatory input, per ms; NaN where a formula has none. */
export interface Curves {
  readonly inputs: Float64Array;
  /** Hz: corrected, white, effective. */
  readonly rates: readonly [Float64Array, Float64Array, Float64Array];
  /** Of the intervals, in the same order. */
  readonly variations: readonly [Float64Array, Float64Array, Float64Array];
}

/** Points of a curve, beside the point that is set. */
const POINTS = 40;

/** The neuron in the form that the theory takes. */
function neuronOf(settings: SingleSettings): ConductanceNeuron {
  return {
    ...MEMBRANE,
    membraneTimeConstant: settings.membrane,
    current: settings.current,
    synapses: [
      {
        reversal: REVERSALS.excitatory,
        rate: settings.excitatoryRate,
        strength: settings.excitatoryStrength,
        timeConstant: settings.excitatoryDecay,
      },
      {
        reversal: REVERSALS.inhibitory,
        rate: settings.inhibitoryRate,
        strength: settings.inhibitoryStrength,
        timeConstant: settings.inhibitoryDecay,
      },
    ],
  };
}

export function theoryOf(core: Core, settings: SingleSettings): Theory {
  const neuron = neuronOf(settings);
  const { tauEffective, E0 } = effectiveParameters(neuron);
  return {
    input: settings.excitatoryRate,
    corrected: predicted(() => shiftedRate(core, neuron)),
    white: predicted(() => whiteNoiseRate(core, neuron)),
    effective: predicted(() => effectiveTimeConstantRate(core, neuron)),
    timeConstant: tauEffective,
    equilibrium: E0,
    curves: curvesOf(core, settings),
    densities: [densityOf(core, neuron, true), densityOf(core, neuron, false)],
  };
}

function curvesOf(core: Core, settings: SingleSettings): Curves {
  const { max } = catalogue.excitatoryRate;
  const inputs = Float64Array.from({ length: POINTS + 1 }, (_, i) =>
    i < POINTS ? (max * (i + 1)) / POINTS : settings.excitatoryRate,
  ).sort();
  const formulas = [shiftedRate, whiteNoiseRate, effectiveTimeConstantRate] as const;
  const [corrected, white, effective] = formulas.map((formula) =>
    Array.from(inputs, (excitatoryRate) => predicted(() => formula(core, neuronOf({ ...settings, excitatoryRate })))),
  ) as [Prediction[], Prediction[], Prediction[]];
  const rates = (curve: Prediction[]) => Float64Array.from(curve, ({ rate }) => rate);
  // Of a neuron that hardly ever fires the CV is 1, which says nothing.
  const variations = (curve: Prediction[]) =>
    Float64Array.from(curve, ({ rate, variation }) => (rate < 0.01 ? Number.NaN : variation));
  return {
    inputs,
    rates: [rates(corrected), rates(white), rates(effective)],
    variations: [variations(corrected), variations(white), variations(effective)],
  };
}

function densityOf(core: Core, neuron: ConductanceNeuron, shifted: boolean): Float64Array {
  const voltages = Array.from({ length: DENSITY_BINS }, (_, bin) => voltageOf(bin));
  try {
    return stationaryDensity(core, neuron, voltages, shifted ? { shifted } : {});
  } catch (error) {
    if (error instanceof InputError) return new Float64Array(DENSITY_BINS).fill(Number.NaN);
    throw error;
  }
}

/** A formula refuses what it does not hold for. */
function predicted(formula: () => { readonly rate: number; readonly coefficientOfVariation: number }): Prediction {
  try {
    const { rate, coefficientOfVariation } = formula();
    return { rate, variation: coefficientOfVariation };
  } catch (error) {
    if (error instanceof InputError) return { rate: Number.NaN, variation: Number.NaN };
    throw error;
  }
}
