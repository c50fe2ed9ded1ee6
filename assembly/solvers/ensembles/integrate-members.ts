import { failureIndex, failureTime, failureValue, OK } from "../../core/status";
import { Watch } from "../event";
import { FINISHED, Integration } from "../integration";
import { integrateProblem } from "../methods";
import { Problem } from "../problem";
import { Ensemble, resultOf } from "./ensemble";

/**
 * Integrates members from `ensemble.next` on, each as if it were alone, until all have ended, `stepsPerCall` steps are tried or the list of
 * events is full. A member that fails leaves its status in its result, and the next begins.
 */
export function integrateMembers(method: u32, problem: Problem, ensemble: Ensemble): void {
  const run = changetype<Integration>(ensemble.run);
  let left = ensemble.stepsPerCall;
  while (ensemble.next < ensemble.members) {
    if (!ensemble.underWay) begin(ensemble, run);
    run.stepsPerCall = left;
    const before = run.accepted + run.rejected;
    const firstEvent = run.events;
    const status = integrateProblem(method, problem, run);
    for (let e = firstEvent; e < run.events; e++) store<u32>(ensemble.eventMembers + (<usize>e << 2), ensemble.next);
    if (status == OK && run.phase != FINISHED) return;
    end(ensemble, run, status);
    const tried = run.accepted + run.rejected - before;
    if (tried >= left) return;
    left -= tried;
  }
}

function begin(ensemble: Ensemble, run: Integration): void {
  const member = <usize>ensemble.next;
  const bytes = <usize>run.length << 3;
  const events = run.events;
  memory.copy(ensemble.run, ensemble.fresh, offsetof<Integration>());
  memory.copy(run.watchList, ensemble.freshWatches, <usize>run.watches * offsetof<Watch>());
  memory.copy(run.state, ensemble.initial + member * <usize>ensemble.initialBytes, bytes);
  run.events = events; // those of members before
  run.recordStates = ensemble.records + member * <usize>run.requested * bytes;
  const constants = <usize>ensemble.constantCount << 3;
  if (constants) memory.copy(ensemble.modelConstants, ensemble.constants + member * constants, constants);
  if (constants && ensemble.prepare) call_indirect<void>(ensemble.prepare, ensemble.modelConstants);
  ensemble.underWay = 1;
}

function end(ensemble: Ensemble, run: Integration, status: i32): void {
  const bytes = <usize>run.length << 3;
  const result = resultOf(ensemble, ensemble.next);
  memory.copy(ensemble.states + <usize>ensemble.next * bytes, run.state, bytes);
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
  ensemble.underWay = 0;
  ensemble.next++;
}
