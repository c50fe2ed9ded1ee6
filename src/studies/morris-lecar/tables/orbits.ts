import type { TableInput } from "../../framework/tables.js";
import { basins } from "../attractors.js";
import type { Sorted } from "../jobs.js";
import { SPECTRUM_CELLS, spectrumConductances } from "../network-spectrum.js";
import { chosenTitle, type Parameters, setTitles } from "../parameters.js";
import { networkSpectrumReference, periods, sensitivities, sensitivityTimes, spectra } from "../references.js";
import { current, ms, mV, perMs, plain } from "./columns.js";

/** Rows of the periods with their references. */
export function periodRows(results: Sorted) {
  const used = new Map<string, number>();
  return periods.map((reference) => {
    const index = used.get(reference.set) ?? 0;
    used.set(reference.set, index + 1);
    return { reference, measured: results.periods[reference.set][index]! };
  });
}

export function periodsTable(results: Sorted): TableInput {
  return {
    title: "Periods of firing",
    columns: [
      plain("cell", "parameter set"),
      current("I"),
      ms("period"),
      { name: "rate", unit: "Hz" },
      plain("w", "where V rises through 0, homoclinic set 5 mV"),
      plain("multiplier", "Floquet multiplier: what one period leaves of a small deviation, below about 1e-12 rounding"),
      ms("reference period", "quadruple precision; homoclinic set: 11 digits"),
      plain("deviation", "of the period, relative"),
    ],
    rows: periodRows(results).map(({ reference, measured }) => [
      setTitles[reference.set],
      reference.current,
      measured.period,
      measured.frequency,
      measured.recovery,
      measured.multiplier,
      reference.period,
      measured.period / reference.period - 1,
    ]),
  };
}

export function firingTable({ firing }: Sorted): TableInput {
  const titles = { I: "SNLC, type I", II: "Hopf, type II" } as const;
  const { snic } = firing.I;
  return {
    title: "Firing rate against I",
    columns: [
      plain("cell", "parameter set and type"),
      plain("sweep", "up: from next to rest; down: from the cycle at the current before"),
      current("I"),
      { name: "rate", unit: "Hz" },
      current("I - I_c", "type I: distance from the saddle-node"),
      { name: "law", unit: "Hz", description: "type I: 1000 √(I - I_c)/K" },
    ],
    rows: (["I", "II"] as const).flatMap((type) =>
      firing[type].curves.flatMap(({ sweep, current: I, frequency }) =>
        I.map((x, i) => {
          const distance = type === "I" && snic && x > snic.current ? x - snic.current : null;
          const law = distance === null ? null : (1000 * Math.sqrt(distance)) / snic!.passageConstant;
          return [titles[type], sweep, x, frequency[i]!, distance, law];
        }),
      ),
    ),
  };
}

export function attractorsTable({ attractors }: Sorted): TableInput {
  return {
    title: "Several attractors at one current",
    columns: [
      plain("cell", "parameter set"),
      current("I"),
      mV("start V"),
      "start w",
      mV("V", "at 3000 ms"),
      plain("w", "at 3000 ms"),
      mV("range", "of V in the last 200 ms"),
    ],
    rows: basins.map(({ set, current: I, start }, i) => {
      const { voltage, recovery, range } = attractors.rows[i]!;
      return [setTitles[set], I, start[0], start[1], voltage, recovery, range];
    }),
  };
}

export function spectraTable(p: Parameters, { spectra: found, cell, networkSpectra }: Sorted): TableInput {
  const chosen = cell.spectrum;
  return {
    title: "Eigenvalues of the Jacobian along cycles (the chosen cell's orbit, where it comes to rest)",
    columns: [
      plain("cell", "parameter set"),
      current("I"),
      perMs("least Re λ"),
      perMs("largest Re λ"),
      ms(
        "Euler limit",
        "2/|least Re λ|: longest stable step of the explicit Euler method in a linear problem with this eigenvalue",
      ),
      plain("multiplier", "of the cycle"),
      perMs("reference least"),
      perMs("reference largest"),
    ],
    rows: [
      [
        `${chosenTitle(p)} (chosen)`,
        p.current,
        chosen.least,
        chosen.largest,
        2 / Math.abs(chosen.least),
        chosen.multiplier,
        null,
        null,
      ],
      ...spectra.map((reference, i) => {
        const { least, largest, eulerLimit, multiplier } = found.rows[i]!;
        return [
          setTitles[reference.set],
          reference.current,
          least,
          largest,
          eulerLimit,
          multiplier,
          reference.least,
          reference.largest,
        ];
      }),
      ...spectra.map(({ set, current: I }, i) => {
        const { least, largest, eulerLimit, multiplier } = found.undivided[i]!;
        return [`${setTitles[set]}, C = 1 µF/cm²`, I, least, largest, eulerLimit, multiplier, null, null];
      }),
      ...spectrumConductances.map((conductance) => {
        const { least, largest } = networkSpectra[conductance];
        const name = `network of ${SPECTRUM_CELLS} SNLC cells, ${conductance} mS/cm² of excitation and of inhibition`;
        return [
          name,
          45,
          least,
          largest,
          2 / Math.abs(least),
          null,
          networkSpectrumReference.least,
          networkSpectrumReference.largest,
        ];
      }),
    ],
  };
}

export function sensitivityTables({ sensitivity, cell }: Sorted): Record<string, TableInput> {
  const inputs = [45, 40.5] as const;
  const unit = "mV per µA/cm²";
  return {
    sensitivity_growth: {
      title: "Largest |dV/dI| up to a time, SNLC set from (-20 mV, 0.1)",
      columns: [current("I"), ms("time"), { name: "largest so far", unit }, { name: "reference", unit }],
      rows: inputs.flatMap((I) =>
        sensitivityTimes.map((time, i) => [I, time, sensitivity[I].published[i]!, sensitivities[I].maxima[i]!]),
      ),
    },
    sensitivity_traces: {
      title: "The same, every 10 ms, and what the change of the period predicts",
      columns: [
        current("I"),
        ms("time"),
        { name: "largest so far", unit },
        { name: "predicted", unit, description: "t max|V'| |T'(I)|/T" },
      ],
      rows: inputs.flatMap((I) =>
        sensitivity[I].times.map((time, i) => [I, time, sensitivity[I].maxima[i]!, time * sensitivity[I].slope]),
      ),
    },
    chosen_sensitivity: {
      title: "|dV/dI| of the chosen cell",
      columns: [
        ms("time"),
        { name: "value", unit },
        { name: "largest so far", unit, description: "of samples every 0.1 ms (of more than 2000 ms: 20,000 samples)" },
      ],
      data: { time: cell.sensitivity.time, value: cell.sensitivity.value, "largest so far": cell.sensitivity.maximum },
    },
  };
}
