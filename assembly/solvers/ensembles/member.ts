import { failureIndex, failureTime, failureValue, OK } from "../../core/status";
import { Watch } from "../event";
import { FINISHED, Integration } from "../integration";
import { integrateProblem } from "../methods";
import { Problem } from "../problem";
import { Ensemble, resultOf } from "./ensemble";

/** Puts `member` into `run`, as if it were the first. */
export function beginMember(ensemble: Ensemble, run: Integration, member: u32): void {
  const bytes = <usize>run.length << 3;
  const events = run.events;
  memory.copy(ensemble.run, ensemble.fresh, offsetof<Integration>());
  memory.copy(run.watchList, ensemble.freshWatches, <usize>run.watches * offsetof<Watch>());
  memory.copy(run.state, ensemble.initial + <usize>member * <usize>ensemble.initialBytes, bytes);
  run.events = events; // those of members before
  run.recordStates = ensemble.records + <usize>member * <usize>run.requested * bytes;
  const constants = <usize>ensemble.constantCount << 3;
  if (!constants) return;
  memory.copy(ensemble.modelConstants, ensemble.constants + <usize>member * constants, constants);
  if (ensemble.prepare) call_indirect<void>(ensemble.prepare, ensemble.modelConstants);
}

/** Integrates the member in `run` on, by at most `steps` attempts; returns how many were made. */
export function continueAlone(method: u32, problem: Problem, ensemble: Ensemble, steps: u32): u32 {
  const run = changetype<Integration>(ensemble.run);
  run.stepsPerCall = steps;
  const before = run.accepted + run.rejected;
  const firstEvent = run.events;
  const status = integrateProblem(method, problem, run);
  for (let e = firstEvent; e < run.events; e++) store<u32>(ensemble.eventMembers + (<usize>e << 2), ensemble.alone);
  const tried = run.accepted + run.rejected - before;
  if (status == OK && run.phase != FINISHED) return tried;
  endMember(ensemble, run, status, ensemble.alone);
  ensemble.underWay = 0;
  return tried;
}

/** Writes down how the member in `run` ended. */
export function endMember(ensemble: Ensemble, run: Integration, status: i32, member: u32): void {
  const bytes = <usize>run.length << 3;
  const result = resultOf(ensemble, member);
  memory.copy(ensemble.states + <usize>member * bytes, run.state, bytes);
  result.status = status;
  result.index = status == OK ? 0 : failureIndex();
  result.failureTime = status == OK ? run.time : failureTime();
  result.step = status == OK ? run.step : failureValue();
  result.time = run.time;
  result.stiffness = run.stiffness;
  result.recorded = run.recorded;
  result.accepted = run.accepted;
  result.rejected = run.rejected;
  result.evaluations = run.evaluations;
  result.jacobians = run.jacobians;
  result.factorizations = run.factorizations;
  result.solves = run.solves;
  result.iterations = run.iterations;
  result.switches = run.switches;
  ensemble.ended++;
}
