import { type MorrisLecarStepper, morrisLecarSteppers } from "../../../neurons/index.js";
import { log } from "../../../numeric/portable/index.js";
import type { TableInput } from "../../framework/tables.js";
import { GROWTH_CELLS, GROWTH_TIME, weightFactors } from "../growth.js";
import type { Sorted } from "../jobs.js";
import { networkTimes } from "../network.js";
import { chosenTitle, type Parameters } from "../parameters.js";
import { networkGradients, networkStates, stepperErrorSteps, stepperErrors } from "../references.js";
import { STEPPERS_TIME, type SteppersResult, stepperSteps } from "../steppers.js";
import { ms, mV, plain } from "./columns.js";

/** Steppers by the names figures and tables show. */
export const stepperTitles: Readonly<Record<MorrisLecarStepper, string>> = {
  rk4: "Runge-Kutta 4",
  euler: "Euler",
  heun: "Heun",
  "backward-euler": "backward Euler",
  "staggered-trapezoid": "staggered trapezoid",
  "exponential-euler": "exponential Euler",
  "strang-frozen": "Strang, frozen m∞",
  "strang-midpoint": "Strang, midpoint m∞",
  "strang-rosenbrock": "Strang, Rosenbrock",
};

/** Order between two steps: log of the ratio of errors over log of the ratio of steps; null where an error is zero or missing. */
export function orderBetween(
  { errors }: SteppersResult,
  stepper: MorrisLecarStepper,
  coarse: number,
  fine: number,
): number | null {
  const at = (dt: number) => errors[stepper][stepperSteps.indexOf(dt as (typeof stepperSteps)[number])]?.[0];
  const [a, b] = [at(coarse), at(fine)];
  return a && b ? log(a / b) / log(coarse / fine) : null;
}

export function stepperTable(p: Parameters, { steppers }: Sorted): TableInput {
  const rows = (title: string, result: SteppersResult, published: boolean) =>
    morrisLecarSteppers.flatMap((stepper) =>
      stepperSteps.map((dt, i) => {
        const error = result.errors[stepper][i];
        const order = i > 0 ? orderBetween(result, stepper, stepperSteps[i - 1]!, dt) : null;
        const reference = published ? stepperErrors[stepper]?.errors[(stepperErrorSteps as readonly number[]).indexOf(dt)] : null;
        return [title, stepperTitles[stepper], dt, error?.[0] ?? null, error?.[1] ?? null, order, reference ?? null];
      }),
    );
  return {
    title: `Error of the steppers at ${STEPPERS_TIME} ms`,
    columns: [
      plain("cell", "chosen: the one of the parameters; SNLC, I = 45: the one with reference errors"),
      "stepper",
      ms("step"),
      mV("error of V"),
      "error of w",
      plain("order", "from the step before to this one; of 1e-11 mV or less, rounding"),
      mV("reference error of V"),
    ],
    rows: [
      ...rows(`${chosenTitle(p)} (chosen)`, steppers.chosen, false),
      ...rows("SNLC, I = 45 µA/cm²", steppers.published, true),
    ],
  };
}

export function longStepsTable({ steps }: Sorted): TableInput {
  return {
    title: "Steps of 4 to 20 ms: the SNLC cell at I = 45 µA/cm² for 2000 ms, which fires 20 times",
    columns: ["stepper", ms("step"), mV("least V"), mV("greatest V"), "spikes", ms("failed", "when V ceased to be finite")],
    rows: steps.longSteps.map(({ stepper, dt, least, greatest, spikes, failed }) => [
      stepperTitles[stepper],
      dt,
      least,
      greatest,
      spikes,
      failed,
    ]),
  };
}

/** The states in the order of the references: V, w, s of all cells, then the mean of s of the first. */
export const orderedStates = (cells: readonly (readonly number[])[]): number[] => [
  ...[0, 1, 2].flatMap((k) => cells.map((cell) => cell[k]!)),
  cells[0]![3]!,
];

export function networkTables(p: Parameters, { network }: Sorted): Record<string, TableInput> {
  const count = network.states[0]!.length;
  const names = [...["V", "w", "s"].flatMap((name) => network.states[0]!.map((_, i) => `${name}${i + 1}`)), "L"];
  const isThree = p.cells === 3;
  const gradients = network.gradients.flatMap(({ parameter, voltages, loss }) =>
    [...voltages, loss].map((value, i) => {
      const of = i < voltages.length ? `V${i + 1}` : "L";
      const reference = isThree ? (networkGradients[parameter]?.[i] ?? null) : null;
      return [of, parameter, value, reference];
    }),
  );
  return {
    network_states: {
      title: `Network of ${count} cells at ${networkTimes.join(" and ")} ms: V (mV), w, s; L is the integral of s1 from 0 on, over 100`,
      columns: [ms("time"), "quantity", "value", plain("reference", "quadruple precision, of the three cells")],
      rows: networkTimes.flatMap((time, k) =>
        orderedStates(network.states[k]!).map((value, i) => [time, names[i]!, value, isThree ? networkStates[time][i]! : null]),
      ),
    },
    network_gradients: {
      title: "Derivatives at 100 ms: by currents (µA/cm²) and conductances (mS/cm²; g13: of the synapse from cell 3 onto cell 1)",
      columns: ["of", "by", "value", plain("reference", "differences in quadruple precision, extrapolated: 12 digits")],
      rows: gradients,
    },
    network_steps: {
      title: "Largest error of V at 100 ms with steps of 0.1 ms",
      columns: ["stepper", mV("error")],
      rows: Object.entries(network.stepperErrors).map(([stepper, error]) => [
        stepperTitles[stepper as MorrisLecarStepper],
        error,
      ]),
    },
    network_traces: {
      title: "Voltages of the network; of more than six cells, the first five and the last",
      columns: [ms("time"), "cell", plain("synapse", "that the cell makes"), mV("V")],
      rows: network.traces.flatMap((trace, cell) => {
        const number = cell === network.traces.length - 1 ? count : cell + 1;
        const synapse = network.inhibitory[cell] ? "inhibitory" : "excitatory";
        return trace.map((V, i) => [network.times[i]!, number, synapse, V]);
      }),
    },
  };
}

/** Growth exponents of the draws of one factor, ascending. */
export const growthsOf = ({ growth }: Sorted, factor: number): number[] =>
  growth
    .filter((row) => row.factor === factor)
    .map((row) => row.growth)
    .sort((a, b) => a - b);

export const median = (ascending: readonly number[]): number =>
  (ascending[Math.floor((ascending.length - 1) / 2)]! + ascending[Math.ceil((ascending.length - 1) / 2)]!) / 2;

export function growthTable(results: Sorted): TableInput {
  return {
    title: `Growth of a small difference over ${GROWTH_TIME} ms in random networks of ${GROWTH_CELLS} cells`,
    columns: [
      plain("factor", "of the recurrent weights"),
      "networks",
      plain("least", "log10 of the growth"),
      plain("median", "log10 of the growth"),
      plain("greatest", "log10 of the growth"),
    ],
    rows: weightFactors.map((factor) => {
      const growths = growthsOf(results, factor);
      return [factor, growths.length, growths[0]!, median(growths), growths.at(-1)!];
    }),
  };
}
