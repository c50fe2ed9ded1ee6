import { morrisLecarSteppers } from "../../../neurons/index.js";
import { atLeast, atMost, type Claim, within } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { networkGradients, networkStates, stepperErrorSteps, stepperErrors } from "../references.js";
import { type SteppersResult, stepperSteps } from "../steppers.js";
import { growthsOf, median, orderBetween, orderedStates, stepperTitles } from "../tables/simulations.js";

export function simulationClaims(p: Parameters, results: Sorted): Claim[] {
  return [
    ...stepperClaims(results),
    ...longStepClaims(results),
    ...(p.cells === 3 ? networkClaims(results) : []),
    ...growthClaims(results),
  ];
}

const errorAt = ({ errors }: SteppersResult, stepper: (typeof morrisLecarSteppers)[number], dt: number) =>
  errors[stepper][(stepperSteps as readonly number[]).indexOf(dt)]?.[0] ?? Number.NaN;

function stepperClaims({ steppers: { published }, steps }: Sorted): Claim[] {
  const known = morrisLecarSteppers.flatMap((stepper) => {
    const reference = stepperErrors[stepper];
    return reference ? [{ stepper, ...reference }] : [];
  });
  const where = "SNLC set, I = 45, V at 50 ms";
  return [
    ...known.map(({ stepper, errors }) =>
      atMost({
        id: `error-${stepper}`,
        statement: `${stepperTitles[stepper]}: errors at steps of ${stepperErrorSteps.join(", ")} ms; the largest relative deviation from those of another program`,
        source: `${where}; the errors are deterministic, 2e-3 covers the printed digits`,
        limit: 0,
        tolerance: 2e-3,
        measured: Math.max(...errors.map((error, i) => Math.abs(errorAt(published, stepper, stepperErrorSteps[i]!) / error - 1))),
      }),
    ),
    ...known.map(({ stepper, order }) =>
      within({
        id: `order-${stepper}`,
        statement: `${stepperTitles[stepper]}: order between steps of 0.1 and 0.05 ms`,
        source:
          order === 1 && stepper.startsWith("strang")
            ? "m∞ is instantaneous: staggering alone stays at order 1"
            : "Taylor series of the scheme",
        expected: order,
        tolerance: 0.1,
        measured: orderBetween(published, stepper, 0.1, 0.05),
      }),
    ),
    within({
      id: "trapezoid-first-order",
      statement:
        "The trapezoid with frozen coefficients of released code is first order, despite its form: slope between 0.2 and 0.0125 ms",
      source: "m∞(V) is frozen at the old V and w goes first; the slope tends to 1 from above",
      expected: 1,
      tolerance: 0.1,
      measured: orderBetween(published, "staggered-trapezoid", 0.2, 0.0125),
    }),
    atLeast({
      id: "exponential-euler-accuracy",
      statement: "Exponential Euler buys stability, not accuracy: its error at 0.1 ms over explicit Euler's",
      source: "0.16330 mV against 0.019001 mV",
      limit: 8,
      measured: errorAt(published, "exponential-euler", 0.1) / errorAt(published, "euler", 0.1),
    }),
    atMost({
      id: "same-bits",
      statement: `Runs repeated, or split over 2, 4 and 8 ensembles, give the same bits: numbers of ${steps.bits.compared} that differ`,
      source: "no sum runs over cells",
      limit: 0,
      measured: steps.bits.differing,
    }),
  ];
}

function longStepClaims({ steps }: Sorted): Claim[] {
  const row = (stepper: string, dt: number) => steps.longSteps.find((one) => one.stepper === stepper && one.dt === dt)!;
  const exponential = steps.longSteps.filter(({ stepper }) => stepper === "exponential-euler");
  // E/G for w = 1 and m = 0, and for w = 0 and m = 1
  const outside = exponential.filter(
    ({ least, greatest }) => least === null || greatest === null || least < -74.7 || greatest > 67.5,
  );
  return [
    atMost({
      id: "exponential-euler-bounded",
      statement: "With steps of 4, 8 and 20 ms exponential Euler keeps V between -74.7 and 67.5 mV; runs in which it does not",
      source: "each step relaxes V towards E/G, which lies between its values for open potassium and for open calcium gates",
      limit: 0,
      measured: outside.length,
    }),
    atLeast({
      id: "euler-unbounded",
      statement: "where explicit Euler diverges at 8 and 20 ms; runs in which it does",
      source: "beyond the limit of 9.5 ms by linear stability; at 8 ms already, since the cell is not linear",
      limit: 2,
      measured: [8, 20].filter((dt) => row("euler", dt).failed !== null).length,
    }),
    atMost({
      id: "exponential-euler-rate",
      statement: "But bounded is not right: with 20 ms exponential Euler fires less than half of the 20 spikes",
      source: "first order in a step of a fifth of the period",
      limit: 10,
      measured: row("exponential-euler", 20).spikes,
    }),
  ];
}

function networkClaims({ network }: Sorted): Claim[] {
  const source = "quadruple precision; the solver's tolerance of 1e-12";
  const states = ([50, 100] as const).flatMap((time, k) => {
    const deviations = orderedStates(network.states[k]!).map((value, i) => Math.abs(value - networkStates[time][i]!));
    return [
      atMost({
        id: `network-voltages-${time}`,
        statement: `Three cells: the largest deviation of V at ${time} ms`,
        source,
        limit: 0,
        tolerance: 1e-7,
        measured: Math.max(...deviations.slice(0, 3)),
        unit: "mV",
      }),
      atMost({
        id: `network-gates-${time}`,
        statement: `Three cells: the largest deviation of w, s and the mean of s1 at ${time} ms`,
        source,
        limit: 0,
        tolerance: 1e-9,
        measured: Math.max(...deviations.slice(3)),
      }),
    ];
  });
  const gradients = Object.entries(networkGradients).map(([parameter, references]) => {
    const { voltages, loss } = network.gradients.find((row) => row.parameter === parameter)!;
    const errors = [...voltages, loss].flatMap((value, i) => {
      const reference = references[i];
      return typeof reference === "number" ? [Math.abs(value / reference - 1)] : [];
    });
    return atMost({
      id: `network-gradient-${parameter}`,
      statement: `Three cells: derivatives by ${parameter} at 100 ms, by forward sensitivities; the largest relative deviation of ${errors.length}`,
      source: "differences in quadruple precision, extrapolated, 12 digits; the solver's tolerance of 1e-12",
      limit: 0,
      tolerance: 1e-6,
      measured: Math.max(...errors),
    });
  });
  return [...states, ...gradients];
}

function growthClaims(results: Sorted): Claim[] {
  const source = "growth by 10^0.65 to 10^1.04 and 10^5.4 to 10^8.4 in networks drawn elsewhere; order of magnitude only";
  return [
    atMost({
      id: "growth-weak",
      statement: "128 cells with weights of released code's size: log10 of the median growth of a small difference over 200 ms",
      source,
      limit: 1.5,
      measured: median(growthsOf(results, 1)),
    }),
    atLeast({
      id: "growth-strong",
      statement:
        "With ten times the weights recurrence multiplies differences, and gradients with them: log10 of the median growth",
      source,
      limit: 4,
      measured: median(growthsOf(results, 10)),
    }),
  ];
}
