import { type IntegrationStatistics, SolverError } from "../core/errors.js";
import { type EventOptions, eventInWords } from "./events.js";
import type { Model } from "./model.js";

/** How an integration ended, and how often each of the events asked for happened. */
interface Ended {
  readonly counts: readonly number[];
  readonly time: number;
  readonly stepSize: number;
  readonly statistics: IntegrationStatistics;
}

/** The error for the first event that is required and did not happen. */
export function missingEvent(model: Model, events: readonly EventOptions[], ended: Ended): SolverError | undefined {
  const { time, stepSize, statistics } = ended;
  for (const [i, event] of events.entries()) {
    const wanted = event.stopAfter ?? 1;
    const count = ended.counts[i]!;
    if (!event.required || count >= wanted) continue;
    const often = count === 0 ? "did not happen" : `happened ${count} times, not ${wanted},`;
    const message = `The event "${eventInWords(event, model.components)}" of ${model.name} ${often} until time ${time}.`;
    return new SolverError("event-missing", message, {
      time,
      index: event.component ?? 0,
      value: stepSize,
      remedy:
        "Integrate longer, check the threshold and direction of the event, or look for short visits with more eventSamples.",
      statistics,
    });
  }
  return undefined;
}
