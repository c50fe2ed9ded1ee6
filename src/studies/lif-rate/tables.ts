import type { TableInput } from "../framework/tables.js";
import type { Sorted } from "./jobs.js";
import { RASTER, RATE_BIN } from "./network.js";
import { drivesOf, driveTitles, type Parameters } from "./parameters.js";
import { errorOfVariation, excess, type Point } from "./points.js";
import { BIN_WIDTH, histogramLow } from "./theory.js";

export const noiseTitles = { gaussian: "Gaussian", poisson: "Poisson", delta: "Poisson, delta" } as const;

const hz = (name: string, description: string) => ({ name, unit: "Hz", description });
const ms = (name: string, description: string) => ({ name, unit: "ms", description });
const mV = (name: string, description: string) => ({ name, unit: "mV", description });
const percent = (name: string, description: string) => ({ name, unit: "%", description });

export function tablesOf(p: Parameters, results: Sorted, points: readonly Point[]): Record<string, TableInput> {
  return {
    theory: theoryTable(p, results),
    rates: ratesTable(points),
    shifts: shiftsTable(p, results),
    bias: biasTable(results),
    moments: momentsTable(results),
    transfer: transferTable(results),
    transfer_theory: transferTheoryTable(results),
    density: densityTable(results),
    histogram: histogramTable(p, results),
    networks: networksTable(results),
    network_variation: variationTable(results),
    network_rates: networkRatesTable(results),
    network_raster: rasterTable(results),
  };
}

function theoryTable(p: Parameters, { theory }: Sorted): TableInput {
  const drives = drivesOf(p);
  return {
    title: "Formulas at the three drives, white noise",
    columns: [
      "drive",
      { name: "excitatory rate", unit: "1/ms" },
      { name: "inhibitory rate", unit: "1/ms" },
      ms("tau_eff", "effective membrane time constant"),
      mV("E_0", "equilibrium of the drift"),
      hz("white", "angle form of the white-noise rate"),
      hz("finite differences", "the same rate by finite differences"),
      hz("Ito", "without the noise-induced drift"),
      hz("ETC", "effective-time-constant approximation"),
      { name: "CV", description: "coefficient of variation, white noise" },
      mV("free SD", "standard deviation without threshold"),
      { name: "slope", unit: "1/sqrt(ms)", description: "relative fall of the rate with sqrt(tau_s) for tau_s -> 0" },
    ],
    rows: (["P1", "P2", "P3"] as const).map((name) => {
      const t = theory.drives[name];
      return [
        driveTitles[name],
        drives[name].excitatoryRate,
        drives[name].inhibitoryRate,
        t.effective.tauEffective,
        t.effective.E0,
        t.white,
        t.finiteDifference,
        t.ito,
        t.effectiveTimeConstant,
        t.coefficientOfVariation,
        t.freeStandardDeviation,
        t.slope,
      ];
    }),
  };
}

function ratesTable(points: readonly Point[]): TableInput {
  return {
    title: "Simulated rates against the formulas",
    columns: [
      "drive",
      "noise",
      ms("tau_s", "decay time of the conductances; 0: delta conductances"),
      { name: "smallness", description: "sqrt(tau_s/tau_eff)" },
      hz("rate", "simulated"),
      hz("standard error", "rate CV/sqrt(spikes)"),
      { name: "spikes" },
      hz("white", "white-noise formula"),
      hz("shifted", "formula with shifted bounds"),
      percent("error of white", "white/simulated - 1"),
      percent("error of shifted", "shifted/simulated - 1"),
      percent("sampling error", "standard error of the simulated rate, relative"),
      { name: "CV", description: "simulated coefficient of variation of the intervals" },
      { name: "error of CV", description: "standard error for gamma-distributed intervals" },
      { name: "CV shifted", description: "formula; white noise where tau_s = 0" },
      ms("dt", "time step"),
    ],
    rows: points.map((point) => {
      const { simulated, shifted, white } = point;
      const cv = simulated.coefficientOfVariation;
      const ok = simulated.spikes > 0;
      return [
        driveTitles[point.drive],
        noiseTitles[point.noise],
        point.timeConstant,
        point.smallness,
        simulated.rate,
        simulated.standardError,
        simulated.spikes,
        white,
        shifted?.rate ?? null,
        ok ? 100 * excess(white, point).value : null,
        ok && shifted ? 100 * excess(shifted.rate, point).value : null,
        simulated.standardError === null ? null : 100 * point.relativeError,
        cv,
        cv === null ? null : errorOfVariation(cv, simulated.spikes),
        shifted?.coefficientOfVariation ?? null,
        point.noise === "delta" ? null : simulated.dt,
      ];
    }),
  };
}

function shiftsTable(p: Parameters, { theory }: Sorted): TableInput {
  return {
    title: "Shifted formula",
    columns: [
      "drive",
      ms("tau_s", "decay time of the conductances"),
      mV("threshold shift", "d_th"),
      mV("reset shift", "d_r, without the memory factor exp(-tau_ref/tau_s)"),
      hz("shifted", "rate with these shifts"),
      hz("with memory", "rate with the memory factor in d_r"),
      { name: "CV" },
    ],
    rows: (["P1", "P3"] as const).flatMap((name) =>
      p.synapticTimeConstants.map((tau) => {
        const s = theory.shifted[name][String(tau)]!;
        return [driveTitles[name], tau, s.thresholdShift, s.resetShift, s.rate, s.withMemory, s.coefficientOfVariation];
      }),
    ),
  };
}

function biasTable({ theory }: Sorted): TableInput {
  return {
    title: "White-noise over shifted formula",
    columns: ["drive", { name: "smallness", description: "sqrt(tau_s/tau_eff)" }, "ratio"],
    rows: (["P1", "P3"] as const).flatMap((name) =>
      theory.bias[name].map(({ smallness, ratio }) => [driveTitles[name], smallness, ratio]),
    ),
  };
}

function momentsTable({ theory, free }: Sorted): TableInput {
  const f = theory.free;
  return {
    title: "Voltage without threshold under strong events (a = 0.1)",
    columns: ["what", mV("mean", "mean voltage"), mV("standard error", "of the mean"), mV("SD", "standard deviation")],
    rows: [
      ["white noise, Stratonovich", f.stratonovich, null, f.standardDeviation],
      ["white noise, Ito (wrong)", f.ito, null, null],
      ["Gaussian conductances, exact", f.gaussian, null, null],
      ["delta conductances, exact", f.jumps, null, f.jumpsStandardDeviation],
      ...free.map(({ job, result }) => [
        `${noiseTitles[job.input.noise]} conductances, simulated`,
        result.mean,
        result.standardError,
        result.standardDeviation,
      ]),
    ],
  };
}

function transferTable({ transfer }: Sorted): TableInput {
  return {
    title: "Transfer curve, simulated",
    columns: [
      { name: "excitatory rate", unit: "1/ms" },
      "noise",
      ms("tau_s", "decay time of the conductances"),
      hz("rate", "simulated"),
      hz("standard error", "rate CV/sqrt(spikes)"),
      hz("low", "rate - standard error"),
      hz("high", "rate + standard error"),
      "CV",
      "spikes",
    ],
    rows: transfer.map(({ job, result }) => {
      const { rate, standardError, coefficientOfVariation, spikes } = result;
      const error = standardError ?? 0;
      return [
        job.input.drive.excitatoryRate,
        noiseTitles[job.input.noise],
        job.input.timeConstants.excitatory,
        rate,
        standardError,
        rate - error,
        rate + error,
        coefficientOfVariation,
        spikes,
      ];
    }),
  };
}

function transferTheoryTable({ theory }: Sorted): TableInput {
  return {
    title: "Transfer curve, formulas",
    columns: [
      { name: "excitatory rate", unit: "1/ms" },
      "formula",
      ms("tau_s", "decay time; empty: white noise"),
      hz("rate", "firing rate"),
      { name: "CV", description: "coefficient of variation" },
    ],
    rows: theory.transfer.flatMap((t) => [
      [t.excitatoryRate, t.timeConstant === null ? "white" : "shifted", t.timeConstant, t.rate, t.coefficientOfVariation],
      ...(t.timeConstant === null ? [[t.excitatoryRate, "ETC", null, t.effectiveTimeConstant, null]] : []),
    ]),
  };
}

function densityTable({ theory }: Sorted): TableInput {
  return {
    title: "Density of the voltage, formulas",
    columns: [
      "drive",
      mV("voltage", "membrane voltage"),
      { name: "white", unit: "1/mV", description: "white noise" },
      { name: "shifted", unit: "1/mV", description: "with shifted bounds" },
    ],
    rows: (["P1", "P3"] as const).flatMap((name) => {
      const { voltages, white, shifted } = theory.density[name];
      return voltages.map((voltage, i) => [driveTitles[name], voltage, white[i]!, shifted[i]!]);
    }),
  };
}

/** Simulated density at a drive, of Gaussian conductances. */
export function histogramOf({ points }: Sorted, name: "P1" | "P3"): readonly number[] {
  return points.find(({ job, result }) => job.input.driveName === name && result.density !== null)!.result.density!;
}

function histogramTable(p: Parameters, results: Sorted): TableInput {
  const low = histogramLow(p);
  return {
    title: `Density of the voltage, simulated with Gaussian conductances of ${p.densityTimeConstant} ms`,
    columns: [
      "drive",
      mV("from", "lower edge of the bin"),
      mV("to", "upper edge of the bin"),
      { name: "simulated", unit: "1/mV" },
      { name: "white", unit: "1/mV", description: "mean over the bin" },
      { name: "shifted", unit: "1/mV", description: "mean over the bin" },
    ],
    rows: (["P1", "P3"] as const).flatMap((name) => {
      const { whiteBins, shiftedBins } = results.theory.density[name];
      return histogramOf(results, name).map((value, i) => {
        const from = low + i * BIN_WIDTH;
        return [driveTitles[name], from, from + BIN_WIDTH, value, whiteBins[i]!, shiftedBins[i]!];
      });
    }),
  };
}

function networksTable({ networks }: Sorted): TableInput {
  return {
    title: "COBA network, one row per realisation of 1 s",
    columns: [
      "realisation",
      hz("excitatory", "mean rate of the 3200 excitatory neurons"),
      hz("inhibitory", "mean rate of the 800 inhibitory neurons"),
      hz("all", "mean rate of all neurons"),
      { name: "mean CV", description: "over neurons with at least 5 intervals" },
    ],
    rows: networks.map(({ result }, i) => [
      i + 1,
      result.excitatoryRate,
      result.inhibitoryRate,
      networkRate(result),
      mean(result.coefficientsOfVariation),
    ]),
  };
}

/** Mean rate of all 4000 neurons, Hz. */
export const networkRate = ({ excitatoryRate, inhibitoryRate }: { excitatoryRate: number; inhibitoryRate: number }): number =>
  0.8 * excitatoryRate + 0.2 * inhibitoryRate;

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function variationTable({ networks }: Sorted): TableInput {
  const all = networks.flatMap(({ result }) => result.coefficientsOfVariation);
  const perUnit = 10;
  const bins = Array.from({ length: 45 }, (_, i) => all.filter((cv) => Math.floor(cv * perUnit) === i).length);
  return {
    title: "COBA network: neurons by the coefficient of variation of their intervals",
    columns: ["from", "to", { name: "share", unit: "%" }],
    rows: bins.map((count, i) => [i / perUnit, (i + 1) / perUnit, (100 * count) / Math.max(1, all.length)]),
  };
}

function networkRatesTable({ networks }: Sorted): TableInput {
  const rates = networks[0]!.result.rates!;
  return {
    title: "COBA network: population rates of the first realisation",
    columns: [ms("time", "middle of the bin"), "population", hz("rate", `in bins of ${RATE_BIN} ms`)],
    rows: (["excitatory", "inhibitory"] as const).flatMap((name) =>
      rates[name].map((rate, i) => [(i + 0.5) * RATE_BIN, name, rate]),
    ),
  };
}

function rasterTable({ networks }: Sorted): TableInput {
  const { times, neurons } = networks[0]!.result.raster!;
  return {
    title: `COBA network: spikes of ${RASTER.excitatory} excitatory and ${RASTER.inhibitory} inhibitory neurons`,
    columns: [ms("time", "of the spike"), { name: "neuron", description: `excitatory below ${RASTER.excitatory}` }],
    data: { time: times, neuron: neurons },
  };
}
