import { type ClassificationProblem, type Core, createTrainer, type Trainer, type TrainingProblem } from "microcircuit";
import { type Curve, CurveRecorder, type Point } from "./curve.js";
import { covarianceOf, elongationOf, NetworkPainter, type Picture, SpiralPainter, slopeThrough } from "./pictures-of.js";
import { Recorder } from "./recorder.js";
import type { Settings, TaskName } from "./settings.js";
import { iterationCost, makeJudge, makeProblem, measuredSets, type SideName, trainerOptions } from "./setup.js";
import { NormStatistics, type Norms } from "./statistics.js";
import { Trail } from "./trail.js";

/** How one side stands. */
export interface SideSnapshot {
  readonly iterations: number;
  readonly evaluations: number;
  /** s, of training alone. */
  readonly seconds: number;
  /** Measured last: at the present centre or parameters, on trials that are always the same. */
  readonly loss: number;
  readonly accuracy: number;
  readonly best: number;
  readonly bestAt: number;
  /** NaN for the gradient's side. */
  readonly sigma: number;
  readonly updateNorm: number;
  /** NaN for evolution's side. */
  readonly gradientNorm: number;
  /** Of the gradients so far; none on evolution's side. */
  readonly norms: Norms;
  /** Of the changes of all parameters, iteration by iteration. */
  readonly steps: Norms;
  readonly notFinite: number;
  /** Steps that went back on the one before (an angle of more than 90 degrees); of tasks of one or two parameters. */
  readonly turns: number;
  /** How many times as long as wide the cloud of candidates is in two dimensions; NaN otherwise. */
  readonly elongation: number;
  /** Why it has ended, in words. */
  readonly finished: string | undefined;
  /** What the loss fell below to end it. */
  readonly reachedTarget: boolean;
  /** Where it has points that were not sent before. */
  readonly curve?: Curve;
  /** Where there is a new one. */
  readonly picture?: Picture;
}

/** Points of a curve over the whole budget; measuring a network takes as long as a generation. */
const marks: Readonly<Record<TaskName, number>> = { cell: 300, function: 300, spiral: 240, network: 40 };
/** ms from one picture to the next at least: those of some tasks take a run of their own. */
const pictureIntervals: Readonly<Record<TaskName, number>> = { cell: 0, function: 0, spiral: 50, network: 250 };
/** Losses of a test function below this are 0 for all that can be seen. */
export const TARGET = 1e-10;
const TRAIL = 300;
const SLOPES = 40;

/** One trainer with what is shown of it. */
export class Side {
  readonly #name: SideName;
  readonly #settings: Settings;
  readonly #problem: TrainingProblem;
  readonly #judge: ClassificationProblem | undefined;
  readonly #recorder: Recorder | undefined;
  readonly #trainer: Trainer;
  readonly #curve: CurveRecorder;
  readonly #spacing: number;
  readonly #cost: number;
  readonly #trail: Trail | undefined;
  readonly #slopes = new Trail(2, SLOPES);
  readonly #norms = new NormStatistics();
  readonly #steps = new NormStatistics();
  readonly #spiral: SpiralPainter | undefined;
  readonly #network: NetworkPainter | undefined;
  #latest!: Point;
  #best = { loss: Number.POSITIVE_INFINITY, evaluations: 0 };
  #finished: string | undefined;
  #turns = 0;
  #elongation = Number.NaN;
  #before: Float64Array | undefined;
  #lastStep: Float64Array | undefined;
  #sentPoints = 0;
  #drawnIteration = -1;
  #drawnAt = Number.NEGATIVE_INFINITY;

  /** Errors: InputError, MemoryError. */
  constructor(core: Core, name: SideName, settings: Settings) {
    this.#name = name;
    this.#settings = settings;
    this.#problem = makeProblem(core, settings);
    this.#judge = makeJudge(core, settings);
    const visible = this.#problem.length <= 2;
    this.#recorder = visible ? new Recorder(this.#problem, settings.population) : undefined;
    this.#trainer = createTrainer(core, this.#recorder ?? this.#problem, trainerOptions(name, settings));
    this.#cost = iterationCost(name, settings);
    this.#spacing = settings.budget / marks[settings.task];
    this.#curve = new CurveRecorder(marks[settings.task] + 3); // the start, the marks, the end
    this.#trail = visible ? new Trail(this.#problem.length, TRAIL) : undefined;
    this.#spiral = settings.task === "spiral" ? new SpiralPainter(core) : undefined;
    this.#network =
      settings.task === "network" ? new NetworkPainter(this.#problem as ClassificationProblem, settings.seed) : undefined;
    if (this.#trail) this.#follow(this.#trainer.parameters);
    this.#measure();
  }

  /** The trainer, for those who compare. */
  get trainer(): Trainer {
    return this.#trainer;
  }

  get finished(): string | undefined {
    return this.#finished;
  }

  /** Iterations for about `milliseconds`, as long as none passes `allowance` evaluations or the budget. */
  advance(milliseconds: number, allowance: number): void {
    const end = performance.now() + milliseconds;
    const trainer = this.#trainer;
    const { budget } = this.#settings;
    while (!this.#finished && trainer.evaluations + this.#cost <= Math.min(allowance, budget)) {
      this.#step();
      if (performance.now() >= end) return;
    }
    if (!this.#finished && trainer.evaluations + this.#cost > budget) this.#finish("its budget is used up");
  }

  /** What is new; `milliseconds`: of a clock, by which pictures are spaced. */
  snapshot(milliseconds: number): SideSnapshot {
    const trainer = this.#trainer;
    const row = trainer.history.at(-1);
    const curve = this.#curve.count > this.#sentPoints ? this.#curve.read() : undefined;
    this.#sentPoints = this.#curve.count;
    const picture = this.#picture(milliseconds);
    const sigma = row?.sigma ?? (this.#name === "evolution" ? this.#settings.sigma : Number.NaN);
    return {
      iterations: trainer.iteration,
      evaluations: trainer.evaluations,
      seconds: trainer.seconds,
      loss: this.#latest.loss,
      accuracy: this.#latest.accuracy,
      best: this.#best.loss,
      bestAt: this.#best.evaluations,
      sigma,
      updateNorm: row?.updateNorm ?? Number.NaN,
      gradientNorm: row?.gradientNorm ?? Number.NaN,
      norms: this.#norms.read(),
      steps: this.#steps.read(),
      notFinite: trainer.notFinite,
      turns: this.#turns,
      elongation: this.#elongation,
      finished: this.#finished,
      reachedTarget: this.#reachedTarget(),
      ...(curve ? { curve } : {}),
      ...(picture ? { picture } : {}),
    };
  }

  dispose(): void {
    this.#trainer.dispose();
    this.#problem.dispose();
    this.#judge?.dispose();
  }

  #step(): void {
    const trainer = this.#trainer;
    const before = Math.floor(trainer.evaluations / this.#spacing);
    const row = trainer.step();
    if (this.#trail) this.#follow(trainer.parameters);
    this.#steps.add(row.updateNorm);
    if (this.#name === "gradient") this.#norms.add(row.gradientNorm);
    if (this.#settings.task === "cell") this.#noteSlope();
    if (Math.floor(trainer.evaluations / this.#spacing) > before) this.#mark();
  }

  /** Measures, and looks whether going on makes sense. */
  #mark(): void {
    this.#measure();
    if (this.#reachedTarget()) this.#finished = `its loss is below ${TARGET}`;
    const { stopped } = this.#trainer.run({ stop: { iterations: this.#trainer.iteration } }); // judges, and takes no step
    if (stopped.reason === "numerical") this.#finished ??= stopped.detail;
  }

  #finish(why: string): void {
    if (this.#latest.iterations < this.#trainer.iteration) this.#measure();
    this.#finished = why;
  }

  #reachedTarget(): boolean {
    return this.#settings.task === "function" && this.#latest.loss < TARGET;
  }

  #measure(): void {
    const { task, seed } = this.#settings;
    const trainer = this.#trainer;
    const batch = { set: measuredSets[task], seed, index: 0 } as const;
    const { loss, accuracy = Number.NaN } = (this.#judge ?? this.#problem).evaluate(trainer.parameters, batch);
    const { iteration: iterations, evaluations, seconds } = trainer;
    this.#latest = { iterations, evaluations, seconds, loss, accuracy };
    this.#curve.add(this.#latest);
    if (loss < this.#best.loss) this.#best = { loss, evaluations };
  }

  /** Keeps the place, and counts the steps that go back. */
  #follow(place: Float64Array): void {
    this.#trail!.add(place);
    const before = this.#before;
    const step = before && place.map((value, i) => value - before[i]!);
    const along = step && this.#lastStep && step.reduce((sum, value, i) => sum + value * this.#lastStep![i]!, 0);
    if (along !== undefined && along < 0) this.#turns++;
    this.#lastStep = step;
    this.#before = place;
  }

  #noteSlope(): void {
    const line = this.#name === "evolution" ? slopeThrough(this.#recorder!.candidates) : this.#recorder!.slope;
    if (line) this.#slopes.add([line.at, line.slope]);
  }

  #picture(now: number): Picture | undefined {
    const trainer = this.#trainer;
    const { task } = this.#settings;
    if (trainer.iteration === this.#drawnIteration) return undefined;
    if (now - this.#drawnAt < pictureIntervals[task] && !this.#finished) return undefined;
    this.#drawnIteration = trainer.iteration;
    this.#drawnAt = now;
    const { parameters } = trainer;
    switch (task) {
      case "spiral":
        return this.#spiral!.picture(parameters);
      case "network":
        return this.#network!.picture(parameters);
      default: {
        const evolves = this.#name === "evolution";
        const candidates = evolves ? this.#recorder!.candidates : new Float64Array(0);
        const trail = this.#trail!.read();
        if (task === "cell") return { kind: "cell", at: parameters[0]!, trail, candidates, slopes: this.#slopes.read() };
        const covariance = evolves ? covarianceOf(trainer, this.#settings.sigma) : undefined;
        this.#elongation = covariance ? elongationOf(covariance) : Number.NaN;
        return { kind: "function", trail, candidates, covariance };
      }
    }
  }
}
