import type { Core } from "../core/core.js";

/** Mean outputs with the right answers: what a read-out is judged on. */
export interface ReadoutSamples {
  /** windows x cells x trials */
  readonly features: Float64Array;
  /** windows x trials */
  readonly labels: Uint8Array;
  readonly trials: number;
}

export interface ReadoutJudgement {
  /** Mean cross-entropy, nats; NaN where a logit is not finite. */
  readonly crossEntropy: number;
  /** Share of right answers; see {@link LinearReadout}. */
  readonly accuracy: number;
}

/** Where gradients of the mean cross-entropy are added to. */
export interface ReadoutGradients {
  /** As the weights. */
  readonly weights?: Float64Array;
  /** As the features. */
  readonly features?: Float64Array;
}

/**
 * Linear read-out with softmax, judged in each window of each trial:
 *
 *     logit_k = sum_i Wro[k, i] feature_i + b_k ,  loss = -log p_label ,  p = softmax(logits)
 *
 * Its weights are Wro, classes x cells, and then b. The largest logit is the answer; where several share the maximum, so does the credit: a right
 * answer among m of them counts 1 / m, and equal logits have the accuracy of chance. A logit that is not finite counts as wrong.
 */
export class LinearReadout {
  readonly classes: number;
  readonly cells: number;
  /** Number of weights. */
  readonly length: number;
  readonly #core: Core;

  constructor(core: Core, classes: number, cells: number) {
    this.#core = core;
    this.classes = classes;
    this.cells = cells;
    this.length = classes * (cells + 1);
  }

  /** Judges `weights` by the samples; `gradients` are added to. */
  judge(weights: Float64Array, samples: ReadoutSamples, gradients: ReadoutGradients = {}): ReadoutJudgement {
    const { classes } = this;
    const { labels } = samples;
    const count = labels.length;
    const logits = this.logits(weights, samples);
    const { exp, log } = this.#core.exports;
    const residuals = new Float64Array(classes * count); // (p - [label]) / count
    let crossEntropy = 0;
    let right = 0;
    for (let sample = 0; sample < count; sample++) {
      const label = labels[sample]!;
      let top = logits[sample]!;
      for (let k = 1; k < classes; k++) top = Math.max(top, logits[k * count + sample]!);
      if (!Number.isFinite(top)) {
        crossEntropy = Number.NaN;
        for (let k = 0; k < classes; k++) residuals[k * count + sample] = Number.NaN;
        continue;
      }
      let sum = 0;
      let holders = 0;
      for (let k = 0; k < classes; k++) {
        const behind = logits[k * count + sample]! - top;
        if (behind === 0) holders++;
        const power = exp(behind);
        residuals[k * count + sample] = power;
        sum += power;
      }
      const lag = logits[label * count + sample]! - top;
      crossEntropy += log(sum) - lag;
      if (lag === 0) right += 1 / holders;
      for (let k = 0; k < classes; k++) {
        const probability = residuals[k * count + sample]! / sum;
        residuals[k * count + sample] = (probability - (k === label ? 1 : 0)) / count;
      }
    }
    if (gradients.weights) this.#addWeightGradient(gradients.weights, residuals, samples);
    if (gradients.features) this.#addFeatureGradient(gradients.features, residuals, weights, samples);
    return { crossEntropy: crossEntropy / count, accuracy: right / count };
  }

  /** classes x (windows x trials) */
  logits(weights: Float64Array, { features, labels, trials }: ReadoutSamples): Float64Array {
    const { classes, cells } = this;
    const count = labels.length;
    const logits = new Float64Array(classes * count);
    for (let k = 0; k < classes; k++) {
      logits.fill(weights[classes * cells + k]!, k * count, (k + 1) * count);
      for (let at = 0; at < count; at += trials) {
        for (let cell = 0; cell < cells; cell++) {
          const weight = weights[k * cells + cell]!;
          const from = at * cells + cell * trials;
          for (let trial = 0; trial < trials; trial++) logits[k * count + at + trial]! += weight * features[from + trial]!;
        }
      }
    }
    return logits;
  }

  #addWeightGradient(gradient: Float64Array, residuals: Float64Array, { features, labels, trials }: ReadoutSamples): void {
    const { classes, cells } = this;
    const count = labels.length;
    for (let k = 0; k < classes; k++) {
      for (let at = 0; at < count; at += trials) {
        for (let cell = 0; cell < cells; cell++) {
          const from = at * cells + cell * trials;
          let sum = 0;
          for (let trial = 0; trial < trials; trial++) sum += residuals[k * count + at + trial]! * features[from + trial]!;
          gradient[k * cells + cell]! += sum;
        }
      }
      let sum = 0;
      for (let sample = 0; sample < count; sample++) sum += residuals[k * count + sample]!;
      gradient[classes * cells + k]! += sum;
    }
  }

  #addFeatureGradient(
    gradient: Float64Array,
    residuals: Float64Array,
    weights: Float64Array,
    { labels, trials }: ReadoutSamples,
  ): void {
    const { classes, cells } = this;
    const count = labels.length;
    for (let k = 0; k < classes; k++) {
      for (let at = 0; at < count; at += trials) {
        for (let cell = 0; cell < cells; cell++) {
          const weight = weights[k * cells + cell]!;
          const from = at * cells + cell * trials;
          for (let trial = 0; trial < trials; trial++) gradient[from + trial]! += weight * residuals[k * count + at + trial]!;
        }
      }
    }
  }
}
