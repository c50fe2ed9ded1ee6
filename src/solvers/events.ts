import { checkKeys, checkNumber, checkOneOf } from "../core/check.js";
import { InputError } from "../core/errors.js";

/** An event: where a number of the state, or an event function of the model, crosses a threshold. Found on the dense output. */
export interface EventOptions {
  /** The number of the state that is watched. Exactly one of `component` and `function` is given. */
  readonly component?: number;
  /** The model's event function that is watched: its index. */
  readonly function?: number;
  /** Default 0. */
  readonly threshold?: number;
  /** Default "both". */
  readonly crossing?: "rising" | "falling" | "both";
  /** The integration ends at the event with this number, 1 for the first; default: it goes on. */
  readonly stopAfter?: number;
  /** Whether it is an error ("event-missing") if the event does not happen (`stopAfter` times). Default false. */
  readonly required?: boolean;
  /** Named in errors. */
  readonly name?: string;
}

/** One crossing. */
export interface SolutionEvent {
  /** Index into the `events` asked for. */
  readonly event: number;
  readonly time: number;
  readonly state: Float64Array;
}

/** An event in the core's terms: fields of Watch (assembly/solvers/event.ts). */
export interface WatchFields {
  readonly component: number;
  readonly index: number;
  readonly crossing: number;
  readonly stopAfter: number;
  readonly atStart: number;
  readonly threshold: number;
}

const crossings = { rising: 1, falling: -1, both: 0 } as const;

/** Errors: InputError. */
export function checkEvents(events: readonly EventOptions[] | undefined, length: number, functions: number): WatchFields[] {
  if (events === undefined) return [];
  if (!Array.isArray(events)) throw new InputError("events", events, "an array of events");
  return events.map((event, i) => {
    const field = `events[${i}]`;
    checkKeys(field, event, ["component", "function", "threshold", "crossing", "stopAfter", "required", "name"]);
    if ((event.component === undefined) === (event.function === undefined)) {
      throw new InputError(
        `${field}.component`,
        event.component,
        "given when function is left out, and left out when it is given",
      );
    }
    const integer = { min: 0, integer: true } as const;
    if (event.function !== undefined && functions === 0) {
      throw new InputError(`${field}.function`, event.function, "left out: this model has no event functions");
    }
    return {
      component:
        event.component === undefined ? -1 : checkNumber(`${field}.component`, event.component, { ...integer, max: length - 1 }),
      index:
        event.function === undefined ? 0 : checkNumber(`${field}.function`, event.function, { ...integer, max: functions - 1 }),
      crossing: crossings[checkOneOf(`${field}.crossing`, event.crossing ?? "both", ["rising", "falling", "both"])],
      stopAfter:
        event.stopAfter === undefined
          ? 0
          : checkNumber(`${field}.stopAfter`, event.stopAfter, { min: 1, max: 2 ** 31, integer: true }),
      atStart: 0,
      threshold: checkNumber(`${field}.threshold`, event.threshold ?? 0),
    };
  });
}

/** An event in words: "y[0] rising through -20". */
export function eventInWords(event: EventOptions, components?: readonly string[]): string {
  if (event.name !== undefined) return event.name;
  const what =
    event.component === undefined
      ? `event function ${event.function}`
      : (components?.[event.component] ?? `y[${event.component}]`);
  const way = { rising: "rising through", falling: "falling through", both: "crossing" }[event.crossing ?? "both"];
  return `${what} ${way} ${event.threshold ?? 0}`;
}
