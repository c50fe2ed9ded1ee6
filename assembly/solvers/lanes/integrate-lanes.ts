import { OK } from "../../core/status";
import { beginMember, continueAlone, endMember } from "../ensembles/member";
import { Ensemble } from "../ensembles/ensemble";
import { begin } from "../integrate";
import { FINISHED, Integration, RUNNING } from "../integration";
import { Problem } from "../problem";
import { recordRequested } from "../records";
import { bindSolver } from "../solver-functions";
import {
  ACCEPTED, ERROR, ERROR_BEFORE, EVALUATIONS, isActive, LANES, laneConstants, laneIndex, laneNumber, laneStage, laneState, laneTrial, LAST,
  MEMBER, NEXT, PREVIOUS_ERROR, RECORD_AT, RECORDED, REJECTED, RETRY, ROW, setActive, setLane, setLaneIndex, START_SIZE, STEP, STIFF_STEPS,
  STIFFNESS, TIME, toLane, toRun,
} from "./block";
import { advanceLanes, decide, shareErrors, sizeSteps } from "./step-control";

// Members of an ensemble side by side. S is the solver of one member (dormand-prince.ts has the methods), A the same for all lanes
// (explicit.ts), `attempt` its attempted step with the model for lanes (models.ts), which reads `constants` numbers. A lane whose member has ended takes the next one. What is rare is left to S with the
// member alone in `run`: the begin, states at requested times, the last member when the others have ended, and whatever goes wrong. As the lanes compute
// each number as S does, a member has the bits it has alone, wherever it changes over.
//
// With a step in common (`ensemble.shared`) two neighbours begin together and take the same steps; pairs are members 2 i and 2 i + 1.

export function integrateLanes<S, A>(method: u32, problem: Problem, ensemble: Ensemble, attempt: u32, constants: usize): void {
  const run = changetype<Integration>(ensemble.run);
  const solver = changetype<A>(0);
  const block = ensemble.lanes;
  const n = <usize>problem.length;
  const state = laneState(block);
  const trial = laneTrial(block, n);
  const first = laneStage(block, n, 0);
  const newest = laneStage(block, n, solver.newest());
  let left = <i64>ensemble.stepsPerCall;
  let active = refill<S, A>(problem, ensemble, block, constants);
  while (left > 0) {
    if (ensemble.underWay) {
      left -= <i64>continueAlone(method, problem, ensemble, <u32>left);
      if (ensemble.underWay) return;
      active = refill<S, A>(problem, ensemble, block, constants);
      continue;
    }
    if (active == 0) return;
    if (active == 1 && !ensemble.shared && ensemble.next == ensemble.members) {
      leave<A>(problem, ensemble, block, firstActive(block));
      continue;
    }
    const stuck = sizeSteps(run, block);
    if (stuck) {
      leave<A>(problem, ensemble, block, ctz<u32>(stuck));
      continue;
    }
    left -= <i64>active;
    const failed = call_indirect<u32>(attempt, run, block);
    if (failed) {
      leave<A>(problem, ensemble, block, ctz<u32>(failed)); // it tries again alone, and so do the others side by side
      continue;
    }
    if (ensemble.shared) shareErrors(block);
    const records = decide(run, block, solver.order());
    for (let lanes = records; lanes; lanes &= lanes - 1) recordLane<S, A>(problem, ensemble, block, ctz<u32>(lanes));
    const ended = advanceLanes(run, block, state, trial, first, newest, n * ROW);
    if (!ended) continue;
    for (let lanes = ended; lanes; lanes &= lanes - 1) endLane<A>(ensemble, block, ctz<u32>(lanes));
    active = refill<S, A>(problem, ensemble, block, constants);
  }
}

function firstActive(block: usize): u32 {
  let lane: u32 = 0;
  while (!isActive(block, lane)) lane++;
  return lane;
}

/** Puts members into lanes that have none; returns how many lanes have one. */
function refill<S, A>(problem: Problem, ensemble: Ensemble, block: usize, constants: usize): u32 {
  let active: u32 = 0;
  for (let lane: u32 = 0; lane < LANES; lane += 2) {
    if (ensemble.shared) {
      while (!isActive(block, lane) && !isActive(block, lane + 1) && ensemble.next < ensemble.members) fillPair<S, A>(problem, ensemble, block, constants, lane);
    } else {
      while (!isActive(block, lane) && ensemble.next < ensemble.members) fill<S, A>(problem, ensemble, block, constants, lane);
      while (!isActive(block, lane + 1) && ensemble.next < ensemble.members) fill<S, A>(problem, ensemble, block, constants, lane + 1);
    }
    active += <u32>isActive(block, lane) + <u32>isActive(block, lane + 1);
  }
  return active;
}

/** Begins two neighbours with the shorter of their first steps. */
function fillPair<S, A>(problem: Problem, ensemble: Ensemble, block: usize, constants: usize, lane: u32): void {
  fill<S, A>(problem, ensemble, block, constants, lane);
  if (ensemble.next < ensemble.members) fill<S, A>(problem, ensemble, block, constants, lane + 1);
  if (!isActive(block, lane) || !isActive(block, lane + 1)) return;
  const step = min(laneNumber(block, NEXT, lane), laneNumber(block, NEXT, lane + 1));
  setLane(block, NEXT, lane, step);
  setLane(block, NEXT, lane + 1, step);
}

/** Begins the next member, in `lane` unless it ends at once. */
function fill<S, A>(problem: Problem, ensemble: Ensemble, block: usize, constants: usize, lane: u32): void {
  const run = changetype<Integration>(ensemble.run);
  const member = ensemble.next++;
  beginMember(ensemble, run, member);
  const status = begin<S>(problem, run);
  if (status != OK || run.phase == FINISHED) {
    endMember(ensemble, run, status, member);
    return;
  }
  const n = <usize>run.length;
  setActive(block, lane, true);
  setLaneIndex(block, MEMBER, lane, member);
  setLaneIndex(block, EVALUATIONS, lane, run.evaluations);
  setLaneIndex(block, RECORDED, lane, run.recorded);
  setLane(block, RETRY, lane, 0.0);
  setLane(block, TIME, lane, run.time);
  setLane(block, NEXT, lane, run.step);
  setLane(block, ERROR, lane, run.error);
  setLane(block, STIFFNESS, lane, run.stiffness);
  setLane(block, PREVIOUS_ERROR, lane, run.previousLogError);
  setLane(block, ERROR_BEFORE, lane, run.logErrorBefore);
  setLane(block, ACCEPTED, lane, 0.0);
  setLane(block, REJECTED, lane, 0.0);
  setLane(block, STIFF_STEPS, lane, 0.0);
  setLane(block, START_SIZE, lane, run.startSize);
  setLane(block, RECORD_AT, lane, nextRecord(run));
  toLane(laneState(block), lane, run.state, n);
  toLane(laneStage(block, n, 0), lane, run.work + 2 * <usize>run.stride, n);
  toLane(laneConstants(block, n, changetype<A>(0).stages()), lane, ensemble.modelConstants, constants);
}

/** The next time asked for; beyond the end where there is none. */
function nextRecord(run: Integration): f64 {
  return run.recorded < run.requested ? load<f64>(run.recordTimes + (<usize>run.recorded << 3)) : run.direction * Infinity;
}

/** The member in `lane`, in `run`. */
function member<A>(ensemble: Ensemble, block: usize, lane: u32): u32 {
  const run = changetype<Integration>(ensemble.run);
  const index = laneIndex(block, MEMBER, lane);
  beginMember(ensemble, run, index);
  toRun(block, lane, run, changetype<A>(0).stages());
  changetype<A>(0).setCounts(run, laneIndex(block, EVALUATIONS, lane));
  run.phase = RUNNING;
  return index;
}

/** Hands the member in `lane` over to the solver of one. */
function leave<A>(problem: Problem, ensemble: Ensemble, block: usize, lane: u32): void {
  ensemble.alone = member<A>(ensemble, block, lane);
  changetype<A>(0).restore<Problem>(problem, changetype<Integration>(ensemble.run));
  ensemble.underWay = 1;
  setActive(block, lane, false);
}

function endLane<A>(ensemble: Ensemble, block: usize, lane: u32): void {
  const run = changetype<Integration>(ensemble.run);
  const index = member<A>(ensemble, block, lane);
  run.phase = FINISHED;
  endMember(ensemble, run, OK, index);
  setActive(block, lane, false);
}

/** Records what was asked for in the step that `lane` is about to take. */
function recordLane<S, A>(problem: Problem, ensemble: Ensemble, block: usize, lane: u32): void {
  const run = changetype<Integration>(ensemble.run);
  member<A>(ensemble, block, lane);
  const step = laneNumber(block, STEP, lane);
  const last = laneIndex(block, LAST, lane) ? run.end : run.time + step;
  run.prepared = 0;
  bindSolver<S>(run);
  recordRequested(problem, run, step, last, false);
  setLaneIndex(block, RECORDED, lane, run.recorded);
  setLane(block, RECORD_AT, lane, nextRecord(run));
}
