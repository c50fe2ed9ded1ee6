import { checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { Block } from "../core/memory.js";
import { withBlocks } from "../numeric/linear/workspace.js";
import type { LinearReadout, ReadoutSamples } from "./readout.js";

export interface ReadoutSolution {
  readonly weights: Float64Array;
  /** Mean cross-entropy plus penalty. */
  readonly objective: number;
  readonly iterations: number;
}

const MAXIMUM_ITERATIONS = 100;
/** Largest component of the gradient at which the optimum counts as found: the cross-entropy is of order 1. */
const GRADIENT_TOLERANCE = 1e-10;
/** Where a search can't go on and the gradient is larger than this, logits are saturated: rounding of the loss, eps^(1/2) = 1.5e-8, explains less. */
const STALL_TOLERANCE = 1e-7;
/** Sufficient decrease (Armijo). */
const DECREASE = 1e-4;
const SHORTEST_STEP = 2 ** -40;

/**
 * Finds the read-out of least mean cross-entropy plus ridge / 2 sum Wro^2 (b goes free), by Newton's method with a line search:
 *
 *     H_kl = mean p_k ([k = l] - p_l) x x' ,  x = (features, 1)                                (multinomial logistic regression)
 *
 * The objective is convex and never rises above that of `start`. Without a ridge, samples that can be told apart without error have no optimum: the
 * search then ends where the gradient is small. H is singular along what softmax does not see; a damping of 1e-10 of its diagonal, raised where the
 * factorisation fails, leaves these directions alone. Errors: InputError for features that are not finite or a ridge below 0.
 */
export function solveReadout(
  core: Core,
  readout: LinearReadout,
  start: Float64Array,
  samples: ReadoutSamples,
  options: { readonly ridge: number },
): ReadoutSolution {
  const ridge = checkNumber("ridge", options.ridge, { min: 0 });
  const bad = samples.features.findIndex((feature) => !Number.isFinite(feature));
  if (bad >= 0)
    throw new InputError(`features[${bad}]`, samples.features[bad], "finite: a network that diverges has no read-out");
  const { classes, cells, length } = readout;
  const count = samples.labels.length;
  const width = cells + 1;
  const penalised = classes * cells;

  const objectiveAt = (weights: Float64Array, gradient?: Float64Array): number => {
    let penalty = 0;
    for (let i = 0; i < penalised; i++) penalty += weights[i]! * weights[i]!;
    gradient?.fill(0);
    const { crossEntropy } = readout.judge(weights, samples, gradient && { weights: gradient });
    if (gradient) for (let i = 0; i < penalised; i++) gradient[i]! += ridge * weights[i]!;
    return crossEntropy + 0.5 * ridge * penalty;
  };

  return withBlocks(core, [count * width, count * width, width * width, length * length, length], (...blocks) => {
    const [x, scaled, product, hessian, step] = blocks as [Block<"f64">, Block<"f64">, Block<"f64">, Block<"f64">, Block<"f64">];
    fillRows(x.view, samples, cells);
    const zero = new Float64Array(length);
    // Far from the optimum logits saturate and H tells nothing; no weights at all are a good place to start from.
    let weights: Float64Array = objectiveAt(start) < objectiveAt(zero) ? start.slice() : zero;
    let warm = weights !== zero;
    const gradient = new Float64Array(length);
    let objective = objectiveAt(weights, gradient);
    let iterations = 0;
    while (iterations < MAXIMUM_ITERATIONS && largest(gradient) > GRADIENT_TOLERANCE) {
      iterations++;
      const probabilities = softmax(core, readout.logits(weights, samples), classes, count);
      const fill = (damping: number) => {
        for (let k = 0; k < classes; k++) {
          for (let l = k; l < classes; l++) {
            scaleRows(scaled.view, x.view, width, (s) => {
              const p = probabilities[k * count + s]!;
              return (p * ((k === l ? 1 : 0) - probabilities[l * count + s]!)) / count;
            });
            core.call((e) => e.transposedMultiply(product.address, x.address, scaled.address, count, width, width));
            placeBlock(hessian.view, product.view, readout, k, l);
          }
        }
        dampDiagonal(hessian.view, length, penalised, ridge, damping);
      };
      let damping = 1e-10;
      for (fill(damping); core.call((e) => e.choleskyFactor(hessian.address, length)) !== 0; fill(damping)) damping *= 100;
      step.view.set(gradient);
      core.call((e) => e.choleskySolve(hessian.address, length, step.address));
      const found = search(weights, step.view, gradient, objective, objectiveAt);
      if (found) weights = found;
      else if (warm && largest(gradient) > STALL_TOLERANCE) {
        warm = false;
        weights = zero;
      } else break; // rounding is all that is left
      objective = objectiveAt(weights, gradient);
    }
    const atStart = objectiveAt(start);
    return objective <= atStart ? { weights, objective, iterations } : { weights: start.slice(), objective: atStart, iterations };
  });
}

/** The longest of the steps 1, 1/2, 1/4, ... that lowers the objective enough. */
function search(
  weights: Float64Array,
  step: Float64Array,
  gradient: Float64Array,
  objective: number,
  objectiveAt: (weights: Float64Array) => number,
): Float64Array | undefined {
  const slope = step.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
  for (let length = 1; length >= SHORTEST_STEP; length /= 2) {
    const next = weights.map((weight, i) => weight - length * step[i]!);
    const value = objectiveAt(next);
    if (value < objective && value <= objective - DECREASE * length * slope) return next;
  }
  return undefined;
}

/** x = (features, 1), a row per sample. */
function fillRows(rows: Float64Array, { features, labels, trials }: ReadoutSamples, cells: number): void {
  for (let sample = 0; sample < labels.length; sample++) {
    const from = Math.floor(sample / trials) * trials * cells + (sample % trials);
    const row = sample * (cells + 1);
    for (let cell = 0; cell < cells; cell++) rows[row + cell] = features[from + cell * trials]!;
    rows[row + cells] = 1;
  }
}

function scaleRows(out: Float64Array, rows: Float64Array, width: number, factor: (row: number) => number): void {
  for (let from = 0, row = 0; from < rows.length; row++) {
    const by = factor(row);
    for (const to = from + width; from < to; from++) out[from] = rows[from]! * by;
  }
}

/** Places the block of classes k and l, in the order of the read-out's weights: all of Wro, then b. */
function placeBlock(
  hessian: Float64Array,
  block: Float64Array,
  { classes, cells, length }: LinearReadout,
  k: number,
  l: number,
): void {
  const width = cells + 1;
  const index = (c: number, i: number) => (i < cells ? c * cells + i : classes * cells + c);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      const value = block[i * width + j]!;
      hessian[index(k, i) * length + index(l, j)] = value;
      hessian[index(l, j) * length + index(k, i)] = value;
    }
  }
}

function dampDiagonal(hessian: Float64Array, length: number, penalised: number, ridge: number, damping: number): void {
  let mean = 0;
  for (let i = 0; i < length; i++) mean += hessian[i * length + i]! / length;
  for (let i = 0; i < length; i++) hessian[i * length + i]! += (i < penalised ? ridge : 0) + damping * mean + 1e-300;
}

function softmax(core: Core, logits: Float64Array, classes: number, count: number): Float64Array {
  const probabilities = logits.slice();
  for (let sample = 0; sample < count; sample++) {
    let top = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let k = 0; k < classes; k++) top = Math.max(top, logits[k * count + sample]!);
    for (let k = 0; k < classes; k++) {
      const power = core.exports.exp(logits[k * count + sample]! - top);
      probabilities[k * count + sample] = power;
      sum += power;
    }
    for (let k = 0; k < classes; k++) probabilities[k * count + sample]! /= sum;
  }
  return probabilities;
}

function largest(values: Float64Array): number {
  return values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
}
