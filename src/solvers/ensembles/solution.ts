import { checkNumber } from "../../core/check.js";
import type { IntegrationStatistics, SolverError } from "../../core/errors.js";
import { MemberResult } from "../../core/generated/layouts.js";
import type { CheckedSolve } from "../checked-solve.js";
import type { EventOptions } from "../events.js";
import { solverErrorAt } from "../failures.js";
import { missingEvent } from "../missing-event.js";
import type { Model } from "../model.js";
import type { EnsemblePart } from "./part.js";

/** Counts of all members, one number for each ({@link IntegrationStatistics} says what they mean). */
export type EnsembleStatistics = {
  readonly [K in keyof IntegrationStatistics]: K extends "stiffness" ? Float64Array : Uint32Array;
};

/** A member that did not reach its end, and why. */
export interface MemberFailure {
  readonly member: number;
  readonly error: SolverError;
}

/** The events of all members: those of member i are `offsets[i]` to `offsets[i + 1]`, in their order. */
export interface EnsembleEvents {
  readonly offsets: Uint32Array;
  /** Which of the `events` asked for. */
  readonly indices: Uint32Array;
  readonly times: Float64Array;
  /** A row of numbers for each. */
  readonly states: Float64Array;
}

const counts = [
  "accepted",
  "rejected",
  "evaluations",
  "jacobians",
  "factorizations",
  "solves",
  "iterations",
  "switches",
] as const satisfies readonly (keyof IntegrationStatistics)[];

/** N solved initial value problems. */
export class EnsembleSolution {
  readonly members: number;
  /** Numbers in a state. */
  readonly length: number;
  /** Where each member ended: at `end`, at an event, or where it failed. */
  readonly times: Float64Array;
  /** y there: N rows. */
  readonly states: Float64Array;
  /** The times asked for; empty without. */
  readonly recordTimes: Float64Array;
  /** How many of them each member reached. */
  readonly recorded: Uint32Array;
  /** For each member the states at the times asked for; zero from `recorded` on. */
  readonly records: Float64Array;
  readonly events: EnsembleEvents;
  readonly statistics: EnsembleStatistics;
  /** Members that failed, in their order. The others are not touched by them. */
  readonly failures: readonly MemberFailure[];

  /** @internal */
  constructor(model: Model, { engine }: CheckedSolve, events: readonly EventOptions[], parts: readonly EnsemblePart[]) {
    const { length } = engine;
    const members = parts.reduce((sum, part) => sum + part.members, 0);
    this.members = members;
    this.length = length;
    this.recordTimes = engine.times?.slice() ?? new Float64Array(0);
    this.states = concatenated(parts.map(({ states }) => states));
    this.records = concatenated(parts.map(({ records }) => records));
    this.events = joinEvents(parts, members);
    this.times = new Float64Array(members);
    this.recorded = new Uint32Array(members);
    const stiffness = new Float64Array(members);
    const columns = counts.map(() => new Uint32Array(members));
    this.statistics = { ...(Object.fromEntries(counts.map((name, j) => [name, columns[j]])) as object), stiffness } as never;
    const failures: MemberFailure[] = [];
    const { fields, byteLength } = MemberResult;
    const required = events.some((event) => event.required);
    let member = 0;
    for (const { members: inPart, results } of parts) {
      const view = new DataView(results.buffer, results.byteOffset, results.byteLength);
      for (let i = 0; i < inPart; i++, member++) {
        const at = i * byteLength;
        this.times[member] = view.getFloat64(at + fields.time.offset, true);
        this.recorded[member] = view.getUint32(at + fields.recorded.offset, true);
        stiffness[member] = view.getFloat64(at + fields.stiffness.offset, true);
        for (const [j, name] of counts.entries()) columns[j]![member] = view.getUint32(at + fields[name].offset, true);
        const status = view.getInt32(at + fields.status.offset, true);
        if (status !== 0) {
          const index = view.getUint32(at + fields.index.offset, true);
          const time = view.getFloat64(at + fields.failureTime.offset, true);
          const where = { index, time, step: view.getFloat64(at + fields.step.offset, true) };
          failures.push({ member, error: solverErrorAt(status, where, engine, this.statisticsOf(member)) });
        } else if (required) {
          const ended = {
            counts: events.map((_, e) => this.eventCount(member, e)),
            time: this.times[member]!,
            stepSize: view.getFloat64(at + fields.step.offset, true),
            statistics: this.statisticsOf(member),
          };
          const error = missingEvent(model, events, ended);
          if (error) failures.push({ member, error });
        }
      }
    }
    this.failures = failures;
  }

  /** Where a member ended. */
  state(member: number): Float64Array {
    const i = this.#check(member);
    return this.states.subarray(i * this.length, (i + 1) * this.length);
  }

  /** The states of a member at the times asked for, as far as it came. */
  recordsOf(member: number): Float64Array[] {
    const first = this.#check(member) * this.recordTimes.length;
    const row = (k: number) => this.records.subarray((first + k) * this.length, (first + k + 1) * this.length);
    return Array.from({ length: this.recorded[member]! }, (_, k) => row(k));
  }

  /** How often an event happened in a member. */
  eventCount(member: number, event = 0): number {
    return this.eventTimes(member, event).length;
  }

  /** When an event happened in a member. */
  eventTimes(member: number, event = 0): Float64Array {
    const i = this.#check(member);
    const { offsets, indices, times } = this.events;
    return times.subarray(offsets[i], offsets[i + 1]).filter((_, k) => indices[offsets[i]! + k] === event);
  }

  /** What one member took. */
  statisticsOf(member: number): IntegrationStatistics {
    const i = this.#check(member);
    const entries = Object.entries(this.statistics).map(([name, values]) => [name, values[i]]);
    return Object.fromEntries(entries) as unknown as IntegrationStatistics;
  }

  #check(member: number): number {
    return checkNumber("member", member, { min: 0, max: this.members - 1, integer: true });
  }
}

function concatenated(arrays: readonly Float64Array[]): Float64Array {
  if (arrays.length === 1) return arrays[0]!;
  const all = new Float64Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

function joinEvents(parts: readonly EnsemblePart[], members: number): EnsembleEvents {
  const offsets = new Uint32Array(members + 1);
  const indices = new Uint32Array(parts.reduce((sum, part) => sum + part.eventMembers.length, 0));
  let [member, at] = [0, 0];
  for (const part of parts) {
    indices.set(part.eventIndices, at);
    for (const own of part.eventMembers) offsets[member + own + 1]!++;
    at += part.eventMembers.length;
    member += part.members;
  }
  for (let i = 0; i < members; i++) offsets[i + 1]! += offsets[i]!;
  const times = concatenated(parts.map(({ eventTimes }) => eventTimes));
  return { offsets, indices, times, states: concatenated(parts.map(({ eventStates }) => eventStates)) };
}
