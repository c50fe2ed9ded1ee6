import { fail, NOT_FINITE, OK } from "../../core/status";
import { ShapeConstants, shapeConstants, shapeObjective, shapeObjectiveSlope } from "./shaping-function";
import { copyNumbers, respond } from "./shaping-response";
import { Shaping } from "./shaping-state";

// Learning of the shaping circuit (D. Lipshutz and others, arXiv 2405.17745): z = W^T r, n = g o f(theta, z), means over a batch
//
//   g     <- max(g + eta_g g o mean h(theta, z), 0)
//   theta <- clip(theta + eta_theta mean dh/dtheta, 1, 3)
//   W     <- columns of (W + eta_W mean r n^T), normalised

export const SMALLEST_SHAPE: f64 = 1.0;
export const LARGEST_SHAPE: f64 = 3.0;

// @ts-ignore: decorator
@inline
export function constantsOf(c: Shaping, i: usize): ShapeConstants {
  return changetype<ShapeConstants>(c.constants + i * offsetof<ShapeConstants>());
}

/** Brings the constants up to date with the shapes. */
export function shapingRefresh(circuit: usize): void {
  refresh(changetype<Shaping>(circuit));
}

export function refresh(c: Shaping): void {
  for (let i: usize = 0; i < <usize>c.interneurons; i++) {
    const constants = constantsOf(c, i);
    shapeConstants(load<f64>(c.shapes + (i << 3)), c.compatible != 0, constants);
    store<f64>(c.linear + (i << 3), constants.linear);
    store<f64>(c.power + (i << 3), constants.power);
  }
}

/** Responses (count x primary) to samples (count x primary), without learning. Failures carry the sample's number as owner and index. */
export function shapingRespond(circuit: usize, samples: usize, count: i32, responses: usize): i32 {
  const c = changetype<Shaping>(circuit);
  const bytes = <usize>c.primary << 3;
  for (let t = 0; t < count; t++) {
    const status = respond(c, samples, responses);
    if (status != OK) return failAt(c, status, t);
    samples += bytes;
    responses += bytes;
  }
  return OK;
}

/**
 * Learns from `count` samples (count x primary), one update for every `batch` of them; a batch may go on in the next call. Writes the
 * responses where `responses` is not 0. On failure the state is that before the batch of the sample.
 */
export function shapingLearn(circuit: usize, samples: usize, count: i32, batch: i32, responses: usize): i32 {
  const c = changetype<Shaping>(circuit);
  const bytes = <usize>c.primary << 3;
  for (let t = 0; t < count; t++) {
    if (c.pending == 0) clearSums(c);
    const status = respond(c, samples, c.response);
    if (status != OK) return failAt(c, status, t);
    addToSums(c);
    c.pending++;
    if (responses != 0) {
      copyNumbers(responses, c.response, c.primary);
      responses += bytes;
    }
    samples += bytes;
    if (c.pending == batch && !update(c)) return failAt(c, NOT_FINITE, t);
  }
  return OK;
}

/** Ends a batch that is under way, as a smaller one. Fails with `last` as the number of its last sample. */
export function shapingEndBatch(circuit: usize, last: u32): i32 {
  const c = changetype<Shaping>(circuit);
  if (c.pending == 0 || update(c)) return OK;
  c.first = last;
  return failAt(c, NOT_FINITE, 0);
}

function failAt(c: Shaping, status: i32, t: i32): i32 {
  c.pending = 0;
  const index = c.first + t;
  return fail(status, index, index, 0.0, c.residual);
}

export function clearSums(c: Shaping): void {
  for (let i: usize = 0; i < <usize>c.interneurons << 3; i += 8) {
    store<f64>(c.objectives + i, 0.0);
    store<f64>(c.objectiveSlopes + i, 0.0);
  }
  for (let i: usize = 0; i < (<usize>c.primary * <usize>c.stride) << 3; i += 8) store<f64>(c.correlations + i, 0.0);
}

export function addToSums(c: Shaping): void {
  for (let i: usize = 0; i < <usize>c.interneurons; i++) {
    const at = i << 3;
    const constants = constantsOf(c, i);
    const theta = load<f64>(c.shapes + at);
    const z = load<f64>(c.inputs + at);
    const powered = load<f64>(c.powers + at);
    const logarithm = load<f64>(c.logarithms + at);
    const objectives = c.objectives + at;
    const slopes = c.objectiveSlopes + at;
    store<f64>(objectives, load<f64>(objectives) + shapeObjective(constants, theta, z, powered));
    store<f64>(slopes, load<f64>(slopes) + shapeObjectiveSlope(constants, theta, z, powered, logarithm));
  }
  if (c.weightRate == 0.0) return;
  const stride = <usize>c.stride << 3;
  for (let i: usize = 0; i < <usize>c.primary; i++) {
    const row = c.correlations + i * stride;
    const response = v128.load64_splat(c.response + (i << 3));
    for (let k: usize = 0; k < stride; k += 16) {
      v128.store(row + k, f64x2.add(v128.load(row + k), f64x2.mul(response, v128.load(c.outputs + k))));
    }
  }
}

/** Takes one learning step with the means of the batch. Returns whether the new state is finite; otherwise the old one stays. */
function update(c: Shaping): bool {
  const inverse = 1.0 / <f64>c.pending;
  c.pending = 0;
  // The sums are overwritten with the new state, which is copied once all of it is known to be finite.
  let sum = 0.0;
  for (let i: usize = 0; i < <usize>c.interneurons; i++) {
    const at = i << 3;
    const gain = load<f64>(c.gains + at);
    const newGain = max(gain + c.gainRate * gain * (inverse * load<f64>(c.objectives + at)), 0.0);
    const newShape = load<f64>(c.shapes + at) + c.shapeRate * (inverse * load<f64>(c.objectiveSlopes + at));
    sum += newGain + newShape;
    store<f64>(c.objectives + at, newGain);
    store<f64>(c.objectiveSlopes + at, min(max(newShape, SMALLEST_SHAPE), LARGEST_SHAPE));
    if (c.weightRate != 0.0) sum += turnColumn(c, at, inverse);
  }
  if (!isFinite(sum)) return false;
  copyNumbers(c.gains, c.objectives, c.interneurons);
  copyNumbers(c.shapes, c.objectiveSlopes, c.interneurons);
  if (c.weightRate != 0.0) copyNumbers(c.weights, c.correlations, c.primary * c.stride);
  refresh(c);
  return true;
}

/** The new column at byte offset `at`, of length 1, in place of its correlations. Returns its length before (NaN where that is 0). */
function turnColumn(c: Shaping, at: usize, inverse: f64): f64 {
  const stride = <usize>c.stride << 3;
  const rate = c.weightRate * inverse;
  let square = 0.0;
  for (let offset = at; offset < <usize>c.primary * stride; offset += stride) {
    const weight = load<f64>(c.weights + offset) + rate * load<f64>(c.correlations + offset);
    store<f64>(c.correlations + offset, weight);
    square += weight * weight;
  }
  const length = sqrt(square);
  if (!(length > 0.0)) return NaN;
  for (let offset = at; offset < <usize>c.primary * stride; offset += stride) {
    store<f64>(c.correlations + offset, load<f64>(c.correlations + offset) / length);
  }
  return length;
}
