import type { MorrisLecarSet } from "../../../neurons/index.js";
import { atLeast, atMost, type Claim, within, withinRelative } from "../../framework/claims.js";
import { basins } from "../attractors.js";
import type { Sorted } from "../jobs.js";
import { SPECTRUM_CELLS, spectrumConductances } from "../network-spectrum.js";
import { setTitles } from "../parameters.js";
import {
  amplitudes,
  networkSpectrumReference,
  passageConstant,
  saddleNodes,
  sensitivities,
  sensitivityTimes,
  spectra,
} from "../references.js";
import { periodRows } from "../tables/orbits.js";

export function orbitClaims(results: Sorted): Claim[] {
  return [
    ...periodClaims(results),
    ...lawClaims(results),
    ...amplitudeClaims(results),
    ...basinClaims(results),
    ...spectrumClaims(results),
    ...networkSpectrumClaims(results),
    ...sensitivityClaims(results),
  ];
}

function periodClaims(results: Sorted): Claim[] {
  const rows = periodRows(results).map(({ reference, measured }) => ({
    ...reference,
    // next to a SNIC the period depends on I so steeply that rounding of I itself shows
    steep:
      (reference.set.startsWith("snlc") && reference.current <= 40.5) || (reference.set === "authors" && reference.current <= 40),
    error: Math.abs(measured.period / reference.period - 1),
    sectionError: reference.recovery === undefined ? 0 : Math.abs(measured.recovery - reference.recovery),
  }));
  const sets = [...new Set(rows.map(({ set }) => set))];
  const worst = (list: typeof rows) => Math.max(...list.map(({ error }) => error));
  const precision = (set: MorrisLecarSet) => (set === "homoclinic" ? "double precision, 11 digits" : "quadruple precision");
  return [
    ...sets.map((set) =>
      atMost({
        id: `periods-${set}`,
        statement: `${setTitles[set]} set: the largest relative deviation of a period (away from the SNIC)`,
        source: `${precision(set)}; the solver's tolerance of 1e-12, amplified by the return to the section`,
        limit: 0,
        tolerance: 1e-8,
        measured: worst(rows.filter((row) => row.set === set && !row.steep)),
      }),
    ),
    atMost({
      id: "periods-near-snic",
      statement: "Within 0.6 µA/cm² of a SNIC: the largest relative deviation of a period",
      source: "quadruple precision; the period is a steep function of I there",
      limit: 0,
      tolerance: 1e-7,
      measured: worst(rows.filter(({ steep }) => steep)),
    }),
    atMost({
      id: "sections",
      statement: "The largest deviation of w where V rises through 0",
      source: "quadruple precision; as for the periods",
      limit: 0,
      tolerance: 1e-8,
      measured: Math.max(...rows.map(({ sectionError }) => sectionError)),
    }),
    withinRelative({
      id: "isolated-cell",
      statement:
        'A network of type "current" with z = 0 gives each cell 39.9 µA/cm² and a period of 339.808 ms, longer than a trial of 200 ms',
      source: "quadruple precision, released code's parameters; events on the dense output",
      expected: 339.8077296489505,
      relativeTolerance: 1e-7,
      measured: results.attractors.isolatedPeriod,
      unit: "ms",
    }),
  ];
}

function lawClaims({ periods, firing }: Sorted): Claim[] {
  const critical = saddleNodes[0]!.current;
  const period = periods.snlc.find(({ current }) => current === 40)!.period;
  const ratio = (period * Math.sqrt(40 - critical)) / passageConstant;
  const { current, frequency } = firing.I.curves[0]!;
  const nearestIndex = current.findIndex((I) => I > critical);
  const closest = 1000 / frequency[nearestIndex]!;
  const distance = current[nearestIndex]! - critical;
  const rest = current.filter((I, i) => I < critical && frequency[i]! > 0).length;
  const [up, down] = firing.II.curves;
  const onset = Math.min(...up!.frequency.filter((rate) => rate > 0));
  const offset = Math.min(...down!.frequency.filter((rate) => rate > 0));
  return [
    withinRelative({
      id: "period-law",
      statement: "Near its SNIC the SNLC set's period follows T √(I - I_c) = K, at I = 40 within 3 %",
      source: "normal form of the saddle-node; the next order is a constant time for the rest of the cycle",
      expected: passageConstant,
      relativeTolerance: 0.03,
      measured: period * Math.sqrt(40 - critical),
      unit: "ms √(µA/cm²)",
    }),
    within({
      id: "period-law-excess",
      statement: "where the exact period is 2.6 % longer than the law's",
      source: "quadruple precision: 944.42 ms against 920.10 ms",
      expected: 1.026,
      tolerance: 1e-3,
      measured: ratio,
    }),
    within({
      id: "period-law-limit",
      statement: "and the excess vanishes with the root of the distance: 0.001 µA/cm² from the SNIC",
      source: "T = K/√(I - I_c) + T_0, T_0 from the period at I = 40; the order after that",
      expected: 1 + ((ratio - 1) * Math.sqrt(distance)) / Math.sqrt(40 - critical),
      tolerance: 5e-4,
      measured: (closest * Math.sqrt(distance)) / passageConstant,
    }),
    atMost({
      id: "type-I-rest",
      statement: "Type I: below the SNIC the SNLC set does not fire; currents at which it did",
      source: "no other attractor there",
      limit: 0,
      measured: rest,
    }),
    atLeast({
      id: "type-II-onset",
      statement: "Type II: as I rises the Hopf set starts firing at a finite rate",
      source: "10.7 Hz at 93.86 µA/cm², where rest loses its stability: firing does not pass lower rates",
      limit: 10,
      measured: onset,
      unit: "Hz",
    }),
    atMost({
      id: "type-II-hysteresis",
      statement: "and as I falls goes on to lower rates, down to about 7.4 Hz: hysteresis",
      source: "period of 135.4 ms at the fold of cycles, 1000/135.4 Hz; the curve's last current lies above the fold",
      limit: 8.5,
      measured: offset,
      unit: "Hz",
    }),
  ];
}

function amplitudeClaims({ periods }: Sorted): Claim[] {
  const row = periods.hopf.find(({ current }) => current === 100)!;
  const source = "extrema located as events, double precision at 1e-12; digits printed";
  const claim = (id: string, of: string, expected: number, measured: number, tolerance: number, unit?: string) =>
    within({ id, statement: `Hopf set, I = 100: ${of}`, source, expected, measured, tolerance, ...(unit ? { unit } : {}) });
  return [
    claim("least-V", "least V of the cycle", amplitudes.voltage[0], row.voltage[0], 1e-3, "mV"),
    claim("greatest-V", "greatest V", amplitudes.voltage[1], row.voltage[1], 1e-3, "mV"),
    claim("least-w", "least w", amplitudes.recovery[0], row.recoveries[0], 1e-5),
    claim("greatest-w", "greatest w", amplitudes.recovery[1], row.recoveries[1], 1e-5),
  ];
}

function basinClaims({ attractors }: Sorted): Claim[] {
  return basins.map((basin, i) => {
    const row = attractors.rows[i]!;
    const at = `${setTitles[basin.set]} set, I = ${basin.current}, from (${basin.start.join(", ")})`;
    if (basin.fires) {
      return atLeast({
        id: `basin-${basin.id}`,
        statement: `${at}: fires; range of V in the last 200 of 3000 ms`,
        source: "cycles of more than 30 mV; rest states have ranges below 1 mV",
        limit: 20,
        measured: row.range,
        unit: "mV",
      });
    }
    return within({
      id: `basin-${basin.id}`,
      statement: `${at}: comes to rest; V at 3000 ms`,
      source: basin.tolerance === 1e-3 ? "the rest state" : "the focus, which is weakly damped",
      expected: basin.voltage,
      tolerance: basin.tolerance,
      measured: row.voltage,
      unit: "mV",
    });
  });
}

function spectrumClaims({ spectra: found }: Sorted): Claim[] {
  const rows = spectra.flatMap((reference, i) => {
    const { least, largest } = found.rows[i]!;
    const of = `${setTitles[reference.set]} set, I = ${reference.current}`;
    const claim = (id: string, what: string, expected: number, measured: number) =>
      within({
        id: `${id}-eigenvalue-${reference.set}`,
        statement: `${of}: ${what} real part of an eigenvalue along the cycle`,
        source: "double precision, sampled; three decimals",
        expected,
        tolerance: 0.002,
        measured,
        unit: "1/ms",
      });
    return [claim("least", "least", reference.least, least), claim("largest", "largest", reference.largest, largest)];
  });
  const snlc = found.rows[1]!;
  return [
    ...rows,
    atLeast({
      id: "mildly-stiff",
      statement:
        "A single cell is only mildly stiff: explicit Euler's limit for the fastest mode of the SNLC cell is 9.5 ms, some 90 times the customary step of 0.1 ms",
      source: "2/0.211 ms, 2 % for the sampling",
      limit: 9.5,
      tolerance: 0.19,
      measured: snlc.eulerLimit,
      unit: "ms",
    }),
    atMost({
      id: "stable-all-the-same",
      statement:
        "Though neighbours separate at up to 0.42/ms on each upstroke, the cycle is stable: one period leaves less than 1e-4 of a deviation from it",
      source: "Floquet multiplier by the variational equations: 6.9e-6",
      limit: 1e-4,
      measured: snlc.multiplier,
    }),
    ...(["stiffest", "least stiff"] as const).map((which) =>
      within({
        id: `undivided-${which.replace(" ", "-")}`,
        statement: `Without the division by C = 20 µF/cm² cells would be 25 to 32 times stiffer: least real part of the ${which} of the three`,
        source:
          "cells with C = 1 µF/cm²: -8.0 to -6.7/ms in double precision; twice the rounding of one decimal, for the sampling",
        expected: which === "stiffest" ? -8 : -6.7,
        tolerance: 0.1,
        measured: (which === "stiffest" ? Math.min : Math.max)(...found.undivided.map(({ least }) => least)),
        unit: "1/ms",
      }),
    ),
  ];
}

/** Of a network: with GABA_A kinetics it is moderately stiff. */
function networkSpectrumClaims({ networkSpectra }: Sorted): Claim[] {
  const { least, largest, factor } = networkSpectrumReference;
  return spectrumConductances.flatMap((conductance) => {
    const measured = networkSpectra[conductance];
    const network = `${SPECTRUM_CELLS} cells, ${conductance} mS/cm² of excitation and of inhibition`;
    const source = "random networks of 60 cells drawn elsewhere: to a factor of 1.5";
    return [
      within({
        id: `least-eigenvalue-network-${conductance}`,
        statement: `A network is stiffer than a cell, by the kinetics of GABA_A: least real part of an eigenvalue, ${network}`,
        source: `${source}; a T(V) + b is at most 5.18/ms`,
        expected: least,
        tolerance: Math.abs(least) * (1 - 1 / factor),
        measured: measured.least,
        unit: "1/ms",
      }),
      within({
        id: `largest-eigenvalue-network-${conductance}`,
        statement: `but no more expansive: largest real part, ${network}`,
        source,
        expected: largest,
        tolerance: largest * (factor - 1),
        measured: measured.largest,
        unit: "1/ms",
      }),
    ];
  });
}

function sensitivityClaims({ sensitivity }: Sorted): Claim[] {
  const unit = "mV per µA/cm²";
  const values = ([45, 40.5] as const).flatMap((I) =>
    sensitivityTimes.map((time, i) =>
      withinRelative({
        id: `sensitivity-${I}-${time}`,
        statement: `SNLC set, I = ${I}: largest |dV/dI| within ${time} ms`,
        source: `double precision, sampled every 0.1 ms; ${I === 45 ? "1 %" : "two digits printed, 2 %"}`,
        expected: sensitivities[I].maxima[i]!,
        relativeTolerance: sensitivities[I].relativeTolerance,
        measured: sensitivity[I].published[i]!,
        unit,
      }),
    ),
  );
  const [, , , half, whole] = sensitivity[45].published;
  return [
    ...values,
    within({
      id: "linear-growth",
      statement: "Growth is linear in time, not exponential: the values at 5000 and 2500 ms have the ratio",
      source: "V(t; I) = U(t/T(I)); a cycle's share of the time",
      expected: 2,
      tolerance: 0.02,
      measured: whole! / half!,
    }),
    ...([45, 40.5] as const).map((I) =>
      withinRelative({
        id: `growth-rate-${I}`,
        statement: `I = ${I}: it is the change of the period that adds up, max|V'| |T'(I)|/T in a ms`,
        source:
          "period by differences of I, V' along the cycle; 0.1 ms between samples where |V'| is largest, and the cycle's other changes",
        expected: sensitivity[I].slope,
        relativeTolerance: 0.005,
        measured: sensitivity[I].measuredSlope,
        unit: `${unit} ms`,
      }),
    ),
  ];
}
