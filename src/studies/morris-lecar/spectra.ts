import { cycleSamples, limitCycle, morrisLecarField, orbitSpectrum } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import type { MorrisLecarChoice } from "../../neurons/index.js";
import { recipe } from "./orbits.js";
import { spectra } from "./references.js";

export interface SpectrumRow {
  readonly least: number;
  readonly largest: number;
  readonly eulerLimit: number;
  /** Largest Floquet multiplier beside 1: below 1 for a stable cycle, though eigenvalues along it are positive for a while. */
  readonly multiplier: number;
}

export interface SpectraResult {
  /** In the order of the references. */
  readonly rows: readonly SpectrumRow[];
  /** The same cells without the division by C: C = 1 uF/cm2. */
  readonly undivided: readonly SpectrumRow[];
}

/** Samples along a cycle, evenly in time. */
const SAMPLES = 4000;

export function cycleSpectra(core: Core): SpectraResult {
  const row = (choice: MorrisLecarChoice, current: number, start: readonly [number, number]): SpectrumRow => {
    const field = morrisLecarField(core, choice);
    const cycle = limitCycle(core, field, { parameter: current, start });
    const { leastReal, largestReal, eulerLimit } = orbitSpectrum(
      field,
      cycleSamples(core, field, cycle, SAMPLES).states,
      current,
    );
    return { least: leastReal, largest: largestReal, eulerLimit, multiplier: cycle.multipliers[0]!.re };
  };
  return {
    rows: spectra.map(({ set, current }) => row(set, current, recipe[set].start)),
    undivided: spectra.map(({ set, current }) => row({ set, capacitance: 1 }, current, recipe[set].start)),
  };
}
