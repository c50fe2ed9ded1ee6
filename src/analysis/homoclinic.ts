import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { MicrocircuitError } from "../core/errors.js";
import { calculus, type NeuronField } from "./field.js";
import { manifoldStarts } from "./manifolds.js";
import { restStates } from "./rest-states.js";
import { rootBetween } from "./roots.js";
import {
  accuracyKeys,
  checkSection,
  fenceAround,
  modelAt,
  nextCrossing,
  type OrbitAccuracy,
  reversed,
  type Section,
  solverOptions,
} from "./section.js";
import type { RestState } from "./stability.js";

export interface HomoclinicOptions extends OrbitAccuracy {
  /** Two input currents (uA/cm2) between which the unstable manifold changes from inside the stable one to outside. */
  readonly between: readonly [number, number];
  /** Where the manifolds are compared, after the unstable one has turned; default: V of the rest state above the saddle, falling. */
  readonly section?: Section;
  /** Time (ms) in which both manifolds must reach the section; default 1000. */
  readonly longest?: number;
}

/** A cycle through a saddle, of infinite period. */
export interface HomoclinicOrbit {
  /** Input current, uA/cm2. */
  readonly parameter: number;
  readonly saddle: RestState;
  /** Where the orbit passes the section. */
  readonly state: Float64Array;
  /**
   * Next to it cycles have periods of about -log|I - I_c| / lambda (ms), lambda the saddle's unstable eigenvalue: this is 1 / lambda, in ms.
   */
  readonly periodPerLogarithm: number;
  /** The sum of the saddle's eigenvalues, 1/ms: the cycles that are born from the orbit are stable if it is negative. */
  readonly saddleQuantity: number;
}

const keys = ["between", "section", "longest", ...accuracyKeys];

/**
 * The input current at which the unstable manifold of a neuron's saddle returns to it, for neurons of two numbers with three rest states: the
 * unstable manifold, forward, and the stable one, backward, are followed to a section, and the input at which they meet there is found
 * by bracketing. The accuracy is that of the manifolds, about 1e-10. Errors: InputError; "no-saddle"; "no-homoclinic-orbit" if a manifold
 * does not reach the section, or they do not change sides between the two inputs.
 */
export function homoclinicOrbit(core: Core, field: NeuronField, options: HomoclinicOptions): HomoclinicOrbit {
  checkKeys("options", options, keys);
  const [a, b] = [0, 1].map((i) => checkNumber(`between[${i}]`, options.between?.[i])) as [number, number];
  const longest = checkNumber("longest", options.longest ?? 1000, { above: 0 });
  const gap = (input: number) => {
    const { unstable, stable, free } = manifoldsAt(core, field, input, longest, options);
    return unstable[free]! - stable[free]!;
  };
  const [atA, atB] = [gap(a), gap(b)];
  if (atA > 0 === atB > 0) {
    throw new MicrocircuitError(
      "no-homoclinic-orbit",
      `The unstable manifold of ${field.name} passes its stable manifold on the same side at inputs ${a} and ${b}. Choose inputs on both sides of a homoclinic orbit.`,
    );
  }
  const parameter = rootBetween(gap, a, b, 0, atA, atB);
  const { saddle, unstable } = manifoldsAt(core, field, parameter, longest, options);
  const [out, into] = saddle.eigenvalues;
  return { parameter, saddle, state: unstable, periodPerLogarithm: 1 / out!.re, saddleQuantity: out!.re + into!.re };
}

/** Where the manifolds of the saddle pass the section. */
function manifoldsAt(core: Core, field: NeuronField, input: number, longest: number, options: HomoclinicOptions) {
  const derivatives = calculus(field);
  const states = restStates(field, input);
  const index = states.findIndex(({ kind }) => kind === "saddle");
  const saddle = states[index];
  if (!saddle) {
    throw new MicrocircuitError("no-saddle", `${field.name} has no saddle at input ${input}.`);
  }
  const around = states[index + 1]?.state[0];
  const section = checkSection(field, options.section ?? { component: 0, value: around ?? 0, crossing: "falling" });
  const free = 1 - section.component;
  const model = modelAt(field, input);
  const tolerances = solverOptions(field, saddle.state, options);
  const fence = fenceAround(field, saddle.state);
  const follow = (start: Float64Array, kind: "stable" | "unstable") => {
    const backward = kind === "stable";
    const way = backward ? reversed(section) : section;
    const flow = { model, f: (y: ArrayLike<number>) => derivatives.f(y, input) };
    return nextCrossing(core, flow, way, start, backward ? -longest : longest, tolerances, fence)?.state;
  };
  const starts = manifoldStarts(derivatives, saddle);
  // of the unstable manifold the side towards the rest state that the orbit encloses
  const side = section.value > saddle.state[section.component]! ? 1 : -1;
  const unstable = follow(starts.find(({ kind, side: s }) => kind === "unstable" && s === side)!.state, "unstable");
  if (!unstable) throw missing(field, "unstable", input);
  const distance = (x: Float64Array) => Math.abs(x[free]! - unstable[free]!);
  const stable = starts
    .filter(({ kind }) => kind === "stable")
    .map(({ state }) => follow(state, "stable"))
    .filter((x) => x !== undefined)
    .sort((x, y) => distance(x) - distance(y))[0];
  if (!stable) throw missing(field, "stable", input);
  return { saddle, unstable, stable, free };
}

function missing(field: NeuronField, which: string, input: number): MicrocircuitError {
  return new MicrocircuitError(
    "no-homoclinic-orbit",
    `The ${which} manifold of ${field.name} at input ${input} does not reach the section. Choose another section, or inputs nearer to the homoclinic orbit.`,
  );
}
