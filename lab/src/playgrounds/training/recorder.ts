import type { Batch, Evaluation, TrainingProblem } from "microcircuit";

/**
 * A problem of one or two parameters that remembers which candidates were evaluated last: what a picture of a population is made of. It changes nothing.
 */
export class Recorder implements TrainingProblem {
  readonly description: TrainingProblem["description"];
  readonly tensors: TrainingProblem["tensors"];
  readonly length: number;
  readonly gradientMethods: TrainingProblem["gradientMethods"];
  readonly #inner: TrainingProblem;
  readonly #candidates: Float64Array;
  #slope: { readonly at: number; readonly slope: number } | undefined;
  #next = 0;
  #count = 0;

  /** `capacity`: candidates remembered. */
  constructor(inner: TrainingProblem, capacity: number) {
    this.#inner = inner;
    this.description = inner.description;
    this.tensors = inner.tensors;
    this.length = inner.length;
    this.gradientMethods = inner.gradientMethods;
    this.#candidates = new Float64Array((inner.length + 1) * capacity);
  }

  /** Parameters and loss of each candidate of the last generation, one after another; a copy. */
  get candidates(): Float64Array {
    return this.#candidates.slice(0, (this.length + 1) * this.#count);
  }

  /** First parameter and its derivative, of the last gradient that was finite. */
  get slope(): { readonly at: number; readonly slope: number } | undefined {
    return this.#slope;
  }

  initial(seed: Parameters<TrainingProblem["initial"]>[0]): Float64Array {
    return this.#inner.initial(seed);
  }

  evaluate(parameters: Float64Array, batch: Batch): Evaluation {
    const evaluation = this.#inner.evaluate(parameters, batch);
    const width = this.length + 1;
    const at = this.#next * width;
    this.#candidates.set(parameters, at);
    this.#candidates[at + this.length] = evaluation.loss;
    this.#next = (this.#next + 1) % (this.#candidates.length / width);
    this.#count = Math.max(this.#count, this.#next === 0 ? this.#candidates.length / width : this.#next);
    return evaluation;
  }

  gradient(...request: Parameters<TrainingProblem["gradient"]>): ReturnType<TrainingProblem["gradient"]> {
    const result = this.#inner.gradient(...request);
    const slope = result.gradient[0]!;
    if (Number.isFinite(slope)) this.#slope = { at: request[0][0]!, slope };
    return result;
  }

  dispose(): void {
    this.#inner.dispose();
  }
}
