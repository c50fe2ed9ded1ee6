import type { Core } from "../../core/core.js";
import { gaussLegendre } from "../../numeric/index.js";
import {
  boundaryShifts,
  type EffectiveParameters,
  effectiveParameters,
  effectiveTimeConstantRate,
  finiteDifferenceRate,
  freeJumpMoments,
  freeMoments,
  shiftedRate,
  stationaryDensity,
  whiteNoiseRate,
} from "../../theory/lif-rate/index.js";
import { gaussianFreeMean } from "./free-mean.js";
import { bothTimeConstants, conductanceNeuron, type Drive } from "./neuron.js";
import {
  type DriveName,
  drivesOf,
  FREE_TIME_CONSTANTS,
  freeDrive,
  membraneOf,
  type Parameters,
  transferDrive,
} from "./parameters.js";

/** Bins of the voltage histogram below the threshold, mV. */
export const BIN_WIDTH = 0.5;
export const BINS = 40;

/** What the formulas say about one drive. Rates in Hz. */
export interface DriveTheory {
  readonly effective: EffectiveParameters;
  readonly white: number;
  readonly finiteDifference: number;
  readonly ito: number;
  readonly effectiveTimeConstant: number;
  readonly coefficientOfVariation: number;
  /** mV */
  readonly freeMean: number;
  readonly freeStandardDeviation: number;
  /** lim (white - shifted)/(white sqrt(tau_s)) for tau_s -> 0, 1/sqrt(ms). */
  readonly slope: number;
  /** int P dV + nu tau_ref - 1. */
  readonly normalisation: number;
}

export interface ShiftedTheory {
  readonly rate: number;
  readonly withMemory: number;
  readonly coefficientOfVariation: number;
  /** mV */
  readonly thresholdShift: number;
  readonly resetShift: number;
}

export interface DensityTheory {
  /** mV */
  readonly voltages: readonly number[];
  /** 1/mV, at the voltages. */
  readonly white: readonly number[];
  readonly shifted: readonly number[];
  /** Means over the histogram's bins, 1/mV. */
  readonly whiteBins: readonly number[];
  readonly shiftedBins: readonly number[];
}

export interface TransferTheory {
  readonly excitatoryRate: number;
  /** null: white noise; else the decay time, ms, of the shifted formula. */
  readonly timeConstant: number | null;
  readonly rate: number;
  readonly effectiveTimeConstant: number;
  readonly coefficientOfVariation: number;
}

export interface TheoryResult {
  readonly drives: Readonly<Record<DriveName, DriveTheory>>;
  /** By drive, then by the text of the decay time. */
  readonly shifted: Readonly<Record<DriveName, Readonly<Record<string, ShiftedTheory>>>>;
  readonly density: Readonly<Record<"P1" | "P3", DensityTheory>>;
  readonly transfer: readonly TransferTheory[];
  /** White over shifted rate along sqrt(tau_s/tau_eff). */
  readonly bias: Readonly<Record<"P1" | "P3", readonly { readonly smallness: number; readonly ratio: number }[]>>;
  readonly free: {
    readonly stratonovich: number;
    readonly ito: number;
    readonly standardDeviation: number;
    readonly gaussian: number;
    readonly jumps: number;
    readonly jumpsStandardDeviation: number;
  };
}

/** All that is computed rather than simulated. */
export function theory(core: Core, p: Parameters): TheoryResult {
  const membrane = membraneOf(p);
  const drives = drivesOf(p);
  const times = [...new Set([...p.synapticTimeConstants, p.densityTimeConstant])];
  const of = <T>(compute: (drive: Drive) => T) =>
    Object.fromEntries(Object.entries(drives).map(([name, drive]) => [name, compute(drive)])) as Record<DriveName, T>;
  const free = conductanceNeuron(membrane, freeDrive);
  const jumps = freeJumpMoments(core, free);
  return {
    drives: of((drive) => driveTheory(core, p, drive)),
    shifted: of((drive) => Object.fromEntries(times.map((tau) => [String(tau), shiftedTheory(core, p, drive, tau)]))),
    density: { P1: densityTheory(core, p, drives.P1), P3: densityTheory(core, p, drives.P3) },
    transfer: transferTheory(core, p),
    bias: { P1: biasTheory(core, p, drives.P1), P3: biasTheory(core, p, drives.P3) },
    free: {
      stratonovich: freeMoments(free).mean,
      ito: freeMoments(free, { interpretation: "ito" }).mean,
      standardDeviation: freeMoments(free).standardDeviation,
      gaussian: gaussianFreeMean(core, membrane, freeDrive, FREE_TIME_CONSTANTS.gaussian),
      jumps: jumps.mean,
      jumpsStandardDeviation: jumps.standardDeviation,
    },
  };
}

function driveTheory(core: Core, p: Parameters, drive: Drive): DriveTheory {
  const neuron = conductanceNeuron(membraneOf(p), drive);
  const white = whiteNoiseRate(core, neuron);
  const moments = freeMoments(neuron);
  const short = 1e-6; // ms: the slope's next term is smaller by the shift, 1e-3 mV, over the distance of the bounds
  const shifted = shiftedRate(core, conductanceNeuron(membraneOf(p), drive, bothTimeConstants(short)));
  return {
    effective: effectiveParameters(neuron),
    white: white.rate,
    finiteDifference: finiteDifferenceRate(core, neuron).rate,
    ito: whiteNoiseRate(core, neuron, { interpretation: "ito" }).rate,
    effectiveTimeConstant: effectiveTimeConstantRate(core, neuron).rate,
    coefficientOfVariation: white.coefficientOfVariation,
    freeMean: moments.mean,
    freeStandardDeviation: moments.standardDeviation,
    slope: (white.rate - shifted.rate) / (white.rate * Math.sqrt(short)),
    normalisation: normalisation(core, p, drive, white.rate),
  };
}

function shiftedTheory(core: Core, p: Parameters, drive: Drive, tau: number): ShiftedTheory {
  const neuron = conductanceNeuron(membraneOf(p), drive, bothTimeConstants(tau));
  const shifts = boundaryShifts(core, neuron);
  const { rate, coefficientOfVariation } = shiftedRate(core, neuron);
  return {
    rate,
    withMemory: shiftedRate(core, neuron, { withMemory: true }).rate,
    coefficientOfVariation,
    thresholdShift: shifts.threshold,
    resetShift: shifts.reset,
  };
}

/** Left end of the histogram, mV. */
export const histogramLow = (p: Parameters): number => p.threshold - BIN_WIDTH * BINS;

function densityTheory(core: Core, p: Parameters, drive: Drive): DensityTheory {
  const neuron = conductanceNeuron(membraneOf(p), drive, bothTimeConstants(p.densityTimeConstant));
  const low = histogramLow(p);
  const voltages = Array.from({ length: BINS * 5 + 1 }, (_, i) => low + (i * BIN_WIDTH) / 5);
  // Means over bins: four Gauss-Legendre nodes in each, in two halves because the density has a corner at the reset.
  const rule = gaussLegendre(core, 4);
  const half = BIN_WIDTH / 2;
  const nodes = Array.from({ length: 2 * BINS }, (_, i) =>
    [...rule.nodes].map((node) => low + half * (i + 0.5) + (half / 2) * node),
  ).flat();
  const binned = (values: Float64Array) =>
    Array.from({ length: BINS }, (_, bin) => {
      let sum = 0;
      for (let k = 0; k < 8; k++) sum += (rule.weights[k % 4]! / 4) * values[bin * 8 + k]!;
      return sum;
    });
  return {
    voltages,
    white: [...stationaryDensity(core, neuron, voltages)],
    shifted: [...stationaryDensity(core, neuron, voltages, { shifted: true })],
    whiteBins: binned(stationaryDensity(core, neuron, nodes)),
    shiftedBins: binned(stationaryDensity(core, neuron, nodes, { shifted: true })),
  };
}

/** int P dV + nu tau_ref - 1, by 40 panels on each side of the reset, down to 14 standard deviations below. */
function normalisation(core: Core, p: Parameters, drive: Drive, rate: number): number {
  const neuron = conductanceNeuron(membraneOf(p), drive);
  const { mean, standardDeviation } = freeMoments(neuron);
  const rule = gaussLegendre(core, 10);
  const panels = 40;
  const bounds = [Math.min(mean, p.reset) - 14 * standardDeviation, p.reset, p.threshold];
  let total = (rate * p.refractoryPeriod) / 1000;
  for (let side = 0; side < 2; side++) {
    const width = (bounds[side + 1]! - bounds[side]!) / panels;
    const nodes = Array.from({ length: panels }, (_, i) =>
      [...rule.nodes].map((node) => bounds[side]! + width * (i + 0.5 + node / 2)),
    ).flat();
    stationaryDensity(core, neuron, nodes).forEach((value, k) => {
      total += (rule.weights[k % 10]! * width * value) / 2;
    });
  }
  return total - 1;
}

function biasTheory(core: Core, p: Parameters, drive: Drive) {
  const white = conductanceNeuron(membraneOf(p), drive);
  const { tauEffective } = effectiveParameters(white);
  const { rate } = whiteNoiseRate(core, white);
  const last = Math.sqrt(Math.max(...p.synapticTimeConstants));
  return Array.from({ length: 41 }, (_, i) => {
    const tau = ((i / 40) * last) ** 2;
    if (i === 0) return { smallness: 0, ratio: 1 };
    const shifted = shiftedRate(core, conductanceNeuron(membraneOf(p), drive, bothTimeConstants(tau)));
    return { smallness: Math.sqrt(tau / tauEffective), ratio: rate / shifted.rate };
  });
}

/** Where the transfer curve's lines begin, 1/ms: a little below the first symbol. */
export const lowestTransferRate = (p: Parameters): number => {
  const first = Math.min(...p.transferRates);
  return Math.max(first - 0.5, first / 2);
};

function transferTheory(core: Core, p: Parameters): TransferTheory[] {
  const low = lowestTransferRate(p);
  const high = Math.max(...p.transferRates);
  const grid = Array.from({ length: 61 }, (_, i) => low + ((high - low) * i) / 60);
  const rates = [...new Set([...grid, ...p.transferRates])].sort((a, b) => a - b);
  return rates.flatMap((excitatoryRate) => {
    const drive = transferDrive(p, excitatoryRate);
    const neuron = conductanceNeuron(membraneOf(p), drive);
    const effectiveTimeConstant = effectiveTimeConstantRate(core, neuron).rate;
    return [null, ...p.transferTimeConstants].map((timeConstant) => {
      const { rate, coefficientOfVariation } =
        timeConstant === null
          ? whiteNoiseRate(core, neuron)
          : shiftedRate(core, conductanceNeuron(membraneOf(p), drive, bothTimeConstants(timeConstant)));
      return { excitatoryRate, timeConstant, rate, effectiveTimeConstant, coefficientOfVariation };
    });
  });
}
