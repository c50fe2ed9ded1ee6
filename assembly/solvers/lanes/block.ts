import { Integration, sampleState, stage, trialState } from "../integration";

// Members of an ensemble that are integrated side by side, each with its own time and step: lane l of the block holds one of them. Numbers of
// the same kind of all lanes form a row, so that a vector holds two neighbouring lanes; more vectors than one keep the processor busy
// while results of another are on their way.

/** Vectors of two lanes. */
export const VECTORS: usize = 2;
/** Bytes of a row. */
export const ROW: usize = VECTORS << 4;
export const LANES: u32 = 2 * <u32>VECTORS;

// Rows at the beginning of a block: f64, or masks of 64 bits
export const TIME: usize = 0 * ROW;
export const NEXT: usize = 1 * ROW; // size of the next step
export const STEP: usize = 2 * ROW; // the one being tried, with its sign; 0 in lanes that are not active
export const LAST: usize = 3 * ROW; // mask: it leads to the end
export const RETRY: usize = 4 * ROW; // mask: the last attempt was rejected
export const ACTIVE: usize = 5 * ROW; // mask: a member is in the lane
export const ERROR: usize = 6 * ROW;
export const STIFFNESS: usize = 7 * ROW;
export const PREVIOUS_ERROR: usize = 8 * ROW;
export const ERROR_BEFORE: usize = 9 * ROW;
export const ACCEPTED: usize = 10 * ROW;
export const REJECTED: usize = 11 * ROW;
export const STIFF_STEPS: usize = 12 * ROW;
export const RECORD_AT: usize = 13 * ROW; // the next time asked for
export const ACCEPT: usize = 14 * ROW; // mask: the step being tried was good
export const MEMBER: usize = 15 * ROW; // u32
export const EVALUATIONS: usize = 16 * ROW; // u32: those before the first step
export const RECORDED: usize = 17 * ROW; // u32
export const START_SIZE: usize = 18 * ROW;
export const VECTORS_FROM: usize = 19 * ROW;

/** Lanes of states: y, the trial state, the sample state, the stages, then the constants; each `length` rows. */
// @ts-ignore: decorator
@inline
export function laneState(block: usize): usize {
  return block + VECTORS_FROM;
}

// @ts-ignore: decorator
@inline
export function laneTrial(block: usize, length: usize): usize {
  return block + VECTORS_FROM + length * ROW;
}

// @ts-ignore: decorator
@inline
export function laneSample(block: usize, length: usize): usize {
  return block + VECTORS_FROM + 2 * length * ROW;
}

// @ts-ignore: decorator
@inline
export function laneStage(block: usize, length: usize, i: usize): usize {
  return block + VECTORS_FROM + (3 + i) * length * ROW;
}

// @ts-ignore: decorator
@inline
export function laneConstants(block: usize, length: usize, stages: usize): usize {
  return block + VECTORS_FROM + (3 + stages) * length * ROW;
}

/** Bytes of a block. */
export function blockBytes(length: usize, stages: usize, constants: usize): usize {
  return VECTORS_FROM + ((3 + stages) * length + constants) * ROW;
}

// @ts-ignore: decorator
@inline
export function laneNumber(block: usize, row: usize, lane: u32): f64 {
  return load<f64>(block + row + (<usize>lane << 3));
}

// @ts-ignore: decorator
@inline
export function setLane(block: usize, row: usize, lane: u32, value: f64): void {
  store<f64>(block + row + (<usize>lane << 3), value);
}

// @ts-ignore: decorator
@inline
export function laneIndex(block: usize, row: usize, lane: u32): u32 {
  return load<u32>(block + row + (<usize>lane << 3));
}

// @ts-ignore: decorator
@inline
export function setLaneIndex(block: usize, row: usize, lane: u32, value: u32): void {
  store<u32>(block + row + (<usize>lane << 3), value);
}

// @ts-ignore: decorator
@inline
export function isActive(block: usize, lane: u32): bool {
  return laneIndex(block, ACTIVE, lane) != 0;
}

// @ts-ignore: decorator
@inline
export function setActive(block: usize, lane: u32, active: bool): void {
  store<u64>(block + ACTIVE + (<usize>lane << 3), active ? u64.MAX_VALUE : 0);
}

/** Spreads a vector of `length` numbers over the rows from `rows` on. */
export function toLane(rows: usize, lane: u32, vector: usize, length: usize): void {
  let at = rows + (<usize>lane << 3);
  for (const end = vector + (length << 3); vector < end; vector += 8, at += ROW) store<f64>(at, load<f64>(vector));
}

/** Collects it again. */
export function fromLane(rows: usize, lane: u32, vector: usize, length: usize): void {
  let at = rows + (<usize>lane << 3);
  for (const end = vector + (length << 3); vector < end; vector += 8, at += ROW) store<f64>(vector, load<f64>(at));
}

/** Makes `run`, as it is before a member begins, what it were if it had integrated the member in `lane` alone up to here, but for its counts. */
export function toRun(block: usize, lane: u32, run: Integration, stages: usize): void {
  const length = <usize>run.length;
  run.time = laneNumber(block, TIME, lane);
  run.step = laneNumber(block, NEXT, lane);
  run.error = laneNumber(block, ERROR, lane);
  run.stiffness = laneNumber(block, STIFFNESS, lane);
  run.previousLogError = laneNumber(block, PREVIOUS_ERROR, lane);
  run.logErrorBefore = laneNumber(block, ERROR_BEFORE, lane);
  run.retry = laneIndex(block, RETRY, lane) & 1;
  run.accepted = <u32>laneNumber(block, ACCEPTED, lane);
  run.rejected = <u32>laneNumber(block, REJECTED, lane);
  run.stiffSteps = <u32>laneNumber(block, STIFF_STEPS, lane);
  run.startSize = laneNumber(block, START_SIZE, lane);
  run.recorded = laneIndex(block, RECORDED, lane);
  run.errors = run.accepted + run.rejected == 0 ? 0 : sampleState(run);
  fromLane(laneState(block), lane, run.state, length);
  fromLane(laneTrial(block, length), lane, trialState(run), length);
  fromLane(laneSample(block, length), lane, sampleState(run), length);
  for (let i: usize = 0; i < stages; i++) fromLane(laneStage(block, length, i), lane, stage(run, i), length);
}
