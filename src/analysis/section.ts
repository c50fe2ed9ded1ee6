import { checkKeys, checkNumber, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { type EventOptions, functionModel, type MethodName, type Model, solve } from "../solvers/index.js";
import { type Calculus, calculus, scalesAt, type VectorField } from "./field.js";

/** A Poincare section: where a number of the state passes a value in one direction. */
export interface Section {
  /** Which number of the state; default 0. */
  readonly component?: number;
  /** Default 0. */
  readonly value?: number;
  /** Default "rising". */
  readonly crossing?: "rising" | "falling";
}

/** How orbits are integrated. */
export interface OrbitAccuracy {
  /** Error allowed in a step, relative to the state; default 1e-12. Absolute: a tenth of that, times `field.scales`. */
  readonly relativeTolerance?: number;
  /** Default "dop853". */
  readonly method?: MethodName;
}

export const accuracyKeys = ["relativeTolerance", "method"] as const;

/** Errors: InputError. */
export function checkSection(field: VectorField, section: Section = {}): Required<Section> {
  checkKeys("section", section, ["component", "value", "crossing"]);
  return {
    component: checkNumber("section.component", section.component ?? 0, { min: 0, max: field.length - 1, integer: true }),
    value: checkNumber("section.value", section.value ?? 0),
    crossing: checkOneOf("section.crossing", section.crossing ?? "rising", ["rising", "falling"]),
  };
}

/** Tolerances and method of `solve` for a field. Errors: InputError. */
export function solverOptions(field: VectorField, state: ArrayLike<number>, accuracy: OrbitAccuracy) {
  const relativeTolerance = checkNumber("relativeTolerance", accuracy.relativeTolerance ?? 1e-12, { min: 1e-14, max: 1e-3 });
  const absoluteTolerance = scalesAt(field, state).map((scale) => 0.1 * relativeTolerance * scale);
  return { relativeTolerance, absoluteTolerance, method: accuracy.method ?? ("dop853" as const), maximumSteps: 1e6 };
}

/** The field with one value of its parameter, for solvers. */
export function modelAt(field: VectorField, parameter: number): Model {
  if (field.model) return field.model(parameter);
  const { name, length, components } = field;
  return functionModel(
    (_, y, out) => {
      field.derivative(y, parameter, out);
    },
    {
      name,
      length,
      autonomous: true,
      ...(components ? { components } : {}),
    },
  );
}

/** The section as orbits followed backward pass it. */
export function reversed(section: Required<Section>): Required<Section> {
  return { ...section, crossing: section.crossing === "rising" ? "falling" : "rising" };
}

/** A crossing of a section. */
export interface Crossing {
  readonly time: number;
  /** Its component of the section is the section's value exactly. */
  readonly state: Float64Array;
}

/** Distance from its start, in units of `field.scales`, at which an orbit is given up: followed backward, most run away. */
const FENCE = 200;

/** Events for orbits that run away from `state`. */
export function fenceAround(field: VectorField, state: ArrayLike<number>): EventOptions[] {
  return Array.from(scalesAt(field, state)).flatMap((scale, component) =>
    [-FENCE, FENCE].map((factor) => ({ component, threshold: state[component]! + factor * scale, stopAfter: 1 })),
  );
}

/**
 * Integrates from `state` to the next crossing of a section, which is found to the accuracy of the steps; undefined: none until `end` (backward
 * if < 0), or none inside the fence.
 */
export function nextCrossing(
  core: Core,
  flow: { readonly model: Model; readonly f: (state: ArrayLike<number>) => Float64Array },
  section: Required<Section>,
  state: ArrayLike<number>,
  end: number,
  tolerances: Omit<ReturnType<typeof solverOptions>, "absoluteTolerance"> & { readonly absoluteTolerance: ArrayLike<number> },
  fence: readonly EventOptions[] = [],
): Crossing | undefined {
  const { component, value, crossing } = section;
  const events = [{ component, threshold: value, crossing, stopAfter: 1 }, ...fence];
  const run = solve(core, flow.model, { ...tolerances, initial: state, end, events });
  const event = run.events[0];
  if (event?.event !== 0) return undefined;
  // The continuous extension that found it is less accurate than the steps: a step that ends there, and Newton's method, improve it.
  const last = run.times.length - 2;
  const from = { initial: run.states[last]!, start: run.times[last]! };
  const step = Math.abs(run.times[last + 1]! - run.times[Math.max(0, last - 1)]!);
  let [time, at] = [event.time, event.state];
  for (let i = 0; i < 5; i++) {
    at =
      time === from.start
        ? from.initial.slice()
        : solve(core, flow.model, { ...tolerances, ...from, end: time, record: "end" }).state;
    const velocity = flow.f(at);
    const late = (value - at[component]!) / velocity[component]!;
    if (!(Math.abs(late) <= step)) return undefined; // touches the section
    time += late;
    if (Math.abs(late) > 1e-6 * step) continue;
    at = at.map((x, j) => x + late * velocity[j]!); // errs by the square of 1e-6 of a step
    break;
  }
  at[component] = value;
  return { time, state: at };
}

/** A return to a section with its derivatives. */
export interface Return extends Crossing {
  /** d(state after)/d(state before), n x n, row-major, of the return map: its row of the section's component is zero. */
  readonly byState: Float64Array;
  /** d(state after)/d(parameter). */
  readonly byParameter: Float64Array;
}

/**
 * The next return of an orbit to a section, with derivatives by the variational equations S' = J S, s' = J s + df/dp: on the section the
 * derivative is S - f S_k / f_k, with k the section's component. `longest` < 0: the return before, by integration backward; its time is negative.
 */
export function firstReturn(
  core: Core,
  field: VectorField,
  section: Required<Section>,
  state: Float64Array,
  parameter: number,
  longest: number,
  accuracy: OrbitAccuracy,
): Return | undefined {
  const derivatives = calculus(field);
  const n = field.length;
  const initial = new Float64Array(n * (n + 2));
  initial.set(state);
  for (let i = 0; i < n; i++) initial[n + i * n + i] = 1;
  const { absoluteTolerance, ...rest } = solverOptions(field, state, accuracy);
  const f = variational(derivatives, parameter);
  const model = functionModel(
    (_, y, out) => {
      f(y, out);
    },
    { length: initial.length, name: field.name, autonomous: true },
  );
  const flow = {
    model,
    f: (y: ArrayLike<number>) => {
      const out = new Float64Array(initial.length);
      f(y, out);
      return out;
    },
  };
  // sensitivities of size 1 to the accuracy of the state
  const absolute = new Float64Array(initial.length).fill(rest.relativeTolerance);
  absolute.set(absoluteTolerance);
  const tolerances = { ...rest, absoluteTolerance: absolute };
  const fence = longest < 0 ? fenceAround(field, state) : [];
  const found = nextCrossing(core, flow, longest < 0 ? reversed(section) : section, initial, longest, tolerances, fence);
  if (!found) return undefined;
  const at = found.state.slice(0, n);
  const velocity = derivatives.f(at, parameter);
  const k = section.component;
  const byState = new Float64Array(n * n);
  const byParameter = new Float64Array(n);
  const S = (i: number, j: number) => found.state[n + i * n + j]!;
  const s = (i: number) => found.state[n + n * n + i]!;
  for (let i = 0; i < n; i++) {
    if (i === k) continue;
    const slide = velocity[i]! / velocity[k]!;
    for (let j = 0; j < n; j++) byState[i * n + j] = S(i, j) - slide * S(k, j);
    byParameter[i] = s(i) - slide * s(k);
  }
  return { time: found.time, state: at, byState, byParameter };
}

/** The right-hand side of y' = f, S' = J S, s' = J s + df/dp for the state (y, S by rows, s). */
export function variational(derivatives: Calculus, parameter: number): (state: ArrayLike<number>, out: Float64Array) => void {
  const n = derivatives.length;
  return (state, out) => {
    out.set(derivatives.f(state, parameter));
    const J = derivatives.jacobian(state, parameter);
    const slope = derivatives.parameterDerivative(state, parameter);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += J[i * n + k]! * state[n + k * n + j]!;
        out[n + i * n + j] = sum;
      }
      let sum = slope[i]!;
      for (let k = 0; k < n; k++) sum += J[i * n + k]! * state[n + n * n + k]!;
      out[n + n * n + i] = sum;
    }
  };
}
