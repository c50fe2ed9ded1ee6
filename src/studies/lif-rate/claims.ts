import { hypot } from "../../numeric/portable/index.js";
import { atLeast, atMost, type Claim, within, withinStandardErrors } from "../framework/claims.js";
import type { Sorted } from "./jobs.js";
import { FREE_TIME_CONSTANTS, hasReferenceNumbers, type Parameters } from "./parameters.js";
import { errorOfVariation, excess, find, type Point, totalVariation } from "./points.js";
import { referenceClaims } from "./reference-claims.js";
import { histogramOf, mean, networkRate } from "./tables.js";
import { BIN_WIDTH } from "./theory.js";

/** Rates are compared within what the formula is known to be off by, plus so many standard errors of the simulation. */
const ERRORS = 3;

export function claimsOf(p: Parameters, results: Sorted, points: readonly Point[]): Claim[] {
  const known = points.filter(({ relativeError }) => Number.isFinite(relativeError)); // a silent neuron tells nothing
  return [
    ...limitClaims(results, known),
    ...(hasReferenceNumbers(p) ? referenceClaims(results, known) : []),
    ...shiftedClaims(known),
    ...agreementClaims(known),
    ...calculusClaims(results),
    ...variationClaims(results, known),
    ...densityClaims(p, results),
    ...quadratureClaims(results),
    refractoryClaim(p, results, points),
    ...networkClaims(results),
  ];
}

const drives = ["P1", "P3"] as const;
const withErrors = (share: string) => `${share} plus ${ERRORS} standard errors of the simulation`;

/** The number that everything else is compared with, twice. */
function quadratureClaims({ theory }: Sorted): Claim[] {
  const all = Object.values(theory.drives);
  return [
    atMost({
      id: "two-solutions",
      statement: "Quadrature of the angle form and finite differences of the backward equation give one rate (P1, P2, P3)",
      source: "largest relative difference; discretisation error of 40,000 finite differences, 3e-7 at the low rate P2",
      limit: 1e-6,
      measured: Math.max(...all.map((t) => Math.abs(t.white / t.finiteDifference - 1))),
    }),
    atMost({
      id: "density-normalised",
      statement: "The stationary density and the refractory share of time add up to 1 (P1, P2, P3)",
      source: "conservation of probability; quadrature error of the density",
      limit: 1e-8,
      measured: Math.max(...all.map((t) => Math.abs(t.normalisation))),
    }),
  ];
}

/** (white - simulated)/white over sqrt(tau_s) at the shortest decay times, combined by their errors, against the shift's slope. */
function limitClaims({ theory }: Sorted, points: readonly Point[]): Claim[] {
  return drives.flatMap((name) => {
    const near = points.filter((point) => point.drive === name && point.noise === "gaussian" && point.timeConstant <= 0.1);
    if (near.length === 0) return [];
    let weights = 0;
    let slope = 0;
    for (const { simulated, relativeError, white, timeConstant } of near) {
      const root = Math.sqrt(timeConstant);
      const error = ((simulated.rate / white) * relativeError) / root;
      slope += (1 - simulated.rate / white) / root / error ** 2;
      weights += 1 / error ** 2;
    }
    const expected = theory.drives[name].slope;
    return within({
      id: `white-noise-limit-${name}`,
      statement: `The white-noise formula is the limit τ_s → 0: at ${name} the rate falls from it in proportion to √τ_s, with the slope of the shifted bounds`,
      source: `derived slope (Gaussian conductances, τ_s ≤ 0.1 ms); ${withErrors("20 % for the next order in √τ_s")}`,
      expected,
      tolerance: 0.2 * expected + ERRORS / Math.sqrt(weights),
      measured: slope / weights,
      unit: "ms^-1/2",
    });
  });
}

/**
 * How far the shifted formula may be off for tau_s <= 1 ms, %: terms of order tau_s/tau_eff, larger where tau_eff is short. At P3,
 * 1 ms, an independent simulator found 3.5(9) %, long runs of this one 4.4(3) %.
 */
const shiftedShare = { P1: 2, P3: 5 } as const;

function shiftedClaims(points: readonly Point[]): Claim[] {
  return points
    .filter(({ drive, noise, timeConstant }) => drive !== "P2" && noise === "gaussian" && timeConstant <= 1)
    .map((point) => {
      const drive = point.drive as "P1" | "P3";
      const { value, error } = excess(point.shifted!.rate, point);
      return within({
        id: `shifted-${drive}-${point.timeConstant}`,
        statement: `The formula with shifted bounds gives the simulated rate at ${drive}, τ_s = ${point.timeConstant} ms (excess over it)`,
        source: `derived to order √τ_s; ${withErrors(`${shiftedShare[drive]} % for the order τ_s, measured in long simulations`)}`,
        expected: 0,
        tolerance: shiftedShare[drive] + 100 * ERRORS * error,
        measured: 100 * value,
        unit: "%",
      });
    });
}

function agreementClaims(points: readonly Point[]): Claim[] {
  return points
    .filter(({ drive, noise, timeConstant }) => drive !== "P2" && noise === "poisson" && timeConstant <= 1)
    .flatMap((poisson) => {
      const gaussian = find(points, poisson.drive, "gaussian", poisson.timeConstant);
      if (!gaussian) return [];
      const share = poisson.timeConstant <= 0.1 ? 5 : 3;
      const { value, error } = excess(gaussian.simulated.rate, poisson);
      const tau = poisson.timeConstant;
      return within({
        id: `gaussian-poisson-${poisson.drive}-${tau}`,
        statement: `Gaussian conductances and Poisson events with exponential ones give one rate at ${poisson.drive}, τ_s = ${tau} ms (excess of Gaussian)`,
        source: `diffusion approximation; ${withErrors(`${share} % for the finite size of the events, measured with an independent simulator`)}`,
        expected: 0,
        tolerance: share + 100 * ERRORS * hypot(error, (1 + value) * gaussian.relativeError),
        measured: 100 * value,
        unit: "%",
      });
    });
}

function calculusClaims({ theory, free }: Sorted): Claim[] {
  const { gaussian, poisson } = Object.fromEntries(free.map(({ job, result }) => [job.input.noise, result]));
  const tau = FREE_TIME_CONSTANTS;
  return [
    withinStandardErrors({
      id: "stratonovich",
      statement: `Without threshold, Gaussian conductances of ${tau.gaussian} ms give the mean voltage of the Stratonovich drift (a = 0.1)`,
      source: `exact mean for τ_s = ${tau.gaussian} ms (Gaussian average), 0.01 mV from the Stratonovich limit; 4 standard errors`,
      expected: theory.free.gaussian,
      standardError: gaussian!.standardError,
      standardErrors: 4,
      measured: gaussian!.mean,
      unit: "mV",
    }),
    atLeast({
      id: "not-ito",
      statement: "The same mean lies on the Stratonovich side of the mean of the Itô drift, in standard errors",
      source: "the means of the two calculi are 0.29 mV apart for the default membrane; 7 standard errors are no accident",
      limit: 7,
      measured:
        (Math.sign(theory.free.stratonovich - theory.free.ito) * (gaussian!.mean - theory.free.ito)) / gaussian!.standardError,
    }),
    withinStandardErrors({
      id: "marcus-rule",
      statement: `Poisson events with conductances of ${tau.poisson} ms give the mean voltage of jumps V → E + (V - E) exp(-a)`,
      source: "exact mean of the jump process; 4 standard errors",
      expected: theory.free.jumps,
      standardError: poisson!.standardError,
      standardErrors: 4,
      measured: poisson!.mean,
      unit: "mV",
    }),
  ];
}

function variationClaims({ theory }: Sorted, points: readonly Point[]): Claim[] {
  return drives.flatMap((name) => {
    const point = find(points, name, "delta", 0);
    const measured = point?.simulated.coefficientOfVariation;
    if (!point || measured === null || measured === undefined) return [];
    const expected = theory.drives[name].coefficientOfVariation;
    return within({
      id: `variation-${name}`,
      statement: `The second moment of the passage time gives the irregularity of spiking under delta conductances at ${name} (coefficient of variation)`,
      source: `derived; ${withErrors("2 % for the finite size of jumps (an independent event-driven simulator found 0.7275 for 0.7216 at P1)")}`,
      expected,
      tolerance: 0.02 * expected + ERRORS * errorOfVariation(measured, point.simulated.spikes),
      measured,
    });
  });
}

function densityClaims(p: Parameters, results: Sorted): Claim[] {
  return drives.map((name) => {
    const { shiftedBins } = results.theory.density[name];
    const histogram = histogramOf(results, name);
    const point = results.points.find(({ result, job }) => job.input.driveName === name && result.density !== null)!;
    const { tauEffective } = results.theory.drives[name].effective;
    // Samples of one neuron count as independent once in two correlation times.
    const independent = (1000 * point.result.seconds) / (2 * tauEffective);
    // Mean of |p_hat - p| of a bin is sqrt(2/pi) times its standard deviation sqrt(p (1 - p)/n).
    const sampling = shiftedBins.reduce((sum, density) => {
      const share = density * BIN_WIDTH;
      return sum + 0.5 * Math.sqrt((2 * share * (1 - share)) / (Math.PI * independent));
    }, 0);
    // Noise of correlation time tau_s has a variance smaller by 1 + tau_s/tau_eff, which the shifted formula leaves out: the
    // distance of two normal densities whose standard deviations differ by a share e is sqrt(2/(pi e)) e.
    const nextOrder = (Math.sqrt(2 / (Math.PI * Math.E)) * p.densityTimeConstant) / (2 * tauEffective);
    return atMost({
      id: `density-${name}`,
      statement: `The density between shifted bounds is that of the simulated voltage at ${name}, τ_s = ${p.densityTimeConstant} ms (total variation distance)`,
      source:
        "derived: the next order narrows the density by τ_s/(2 τ_eff), 0.242 τ_s/τ_eff in this distance; plus the sampling error expected of the histogram",
      limit: nextOrder,
      tolerance: sampling,
      measured: totalVariation(histogram, shiftedBins, BIN_WIDTH),
    });
  });
}

function refractoryClaim(p: Parameters, { theory, transfer }: Sorted, points: readonly Point[]): Claim {
  const fastest = Math.max(
    ...theory.transfer.map(({ rate }) => rate),
    ...transfer.map(({ result }) => result.rate),
    ...points.map(({ simulated }) => simulated.rate),
  );
  return atMost({
    id: "refractory-bound",
    statement: "No rate, predicted or simulated, exceeds one spike per refractory period",
    source: "1/τ_ref; exact",
    limit: 1000 / p.refractoryPeriod,
    measured: fastest,
    unit: "Hz",
  });
}

/** Brian2 2.5.1 on the same network (bench/peers), exponential Euler, 5 seeds of 1 s: mean and standard deviation over seeds, Hz. */
const brian2 = {
  all: { mean: 19.29, deviation: 1.0 },
  excitatory: { mean: 19.33, deviation: 1.13 },
  inhibitory: { mean: 19.11, deviation: 0.56 },
  seeds: 5,
} as const;

function networkClaims({ networks }: Sorted): Claim[] {
  const n = networks.length;
  const measured = {
    all: mean(networks.map(({ result }) => networkRate(result))),
    excitatory: mean(networks.map(({ result }) => result.excitatoryRate)),
    inhibitory: mean(networks.map(({ result }) => result.inhibitoryRate)),
  };
  const variation = mean(networks.flatMap(({ result }) => result.coefficientsOfVariation));
  return [
    ...(["excitatory", "inhibitory", "all"] as const).map((name) =>
      within({
        id: `network-rate-${name}`,
        statement: `The COBA network sustains the mean rate that Brian2 finds (${name === "all" ? "all" : name} neurons, ${n} networks of 1 s)`,
        source: `measured with Brian2 2.5.1 (bench/peers), ${brian2.seeds} seeds; 4 standard errors of the difference, from its spread ${brian2.all.deviation} Hz over seeds`,
        expected: brian2[name].mean,
        tolerance: 4 * brian2.all.deviation * Math.sqrt(1 / brian2.seeds + 1 / n),
        measured: measured[name],
        unit: "Hz",
      }),
    ),
    atLeast({
      id: "network-irregular",
      statement: "Its neurons fire more irregularly than a Poisson process (mean coefficient of variation)",
      source: "1 is a Poisson process; Vogels & Abbott (2005) describe the state as asynchronous and irregular",
      limit: 1,
      measured: variation,
    }),
  ];
}
