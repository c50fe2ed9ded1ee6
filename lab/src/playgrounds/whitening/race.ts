import { type Core, GaussianInput, KernelError, whitenedCovariance, whiteningError } from "microcircuit";
import { covarianceOf, placeInRing } from "./contexts.js";
import { CLOUD, type Frame, LANES, LOOKS, laneKeys } from "./frame.js";
import { type Lane, makeLane, startOf } from "./lanes.js";
import { law, type Prediction, type Predictions, predict } from "./prediction.js";
import type { Settings } from "./settings.js";

/** A lane of a race, as the scoreboard shows it. */
export interface LaneNews extends Omit<Prediction, "errors" | "outputs"> {
  /** Error when the race began. */
  readonly startError: number;
  /** Samples to the finish; undefined: not yet. */
  readonly measured?: number;
  /** Why it stopped. */
  readonly failure?: string;
  /** Races won. */
  readonly wins: number;
}

export interface PastRace {
  readonly race: number;
  /** What the race began with: "start 10 × I", "context 4". */
  readonly occasion: string;
  /** Samples of each lane; undefined: did not finish. */
  readonly measured: readonly (number | undefined)[];
  readonly predicted: readonly number[];
}

/** A race from sigma I that a lane has finished: time in units of 1/eta. */
export interface LawPoint {
  readonly lane: number;
  readonly start: number;
  readonly time: number;
}

/** What changes at times only: sent when it does. */
export interface News {
  readonly race: number;
  readonly occasion: string;
  readonly lanes: readonly LaneNews[];
  /** Latest first, at most {@link PAST}. */
  readonly past: readonly PastRace[];
  /** All lanes have finished or stopped, or take far longer than predicted. */
  readonly over: boolean;
  /** Errors and outputs along the theory's curves. Of each race sent once. */
  readonly predictions?: Predictions;
  /** Convergence times from sigma I for the present input, and races from there. */
  readonly law: { readonly starts: Float64Array; readonly direct: Float64Array; readonly interneurons: Float64Array };
  readonly lawPoints: readonly LawPoint[];
}

const PAST = 6;
const LAW_POINTS = 48;
/** A lane that takes so many times longer than the slowest prediction is no longer waited for. */
const PATIENCE = 4;
/** Numbers of samples of one source: after them they come again. */
const LAST_SAMPLE = 2 ** 36;
const lawStarts = Float64Array.from({ length: 61 }, (_, i) => 10 ** (-2 + i / 12));

interface Standing {
  measured?: number;
  failure?: string;
  startError: number;
}

/**
 * Circuits that learn the same samples side by side. A race begins wherever the input or a parameter of learning changes, from the weights as they
 * are then; another start or seed, or another number of lanes, make the circuits anew.
 */
export class Race {
  readonly #core: Core;
  #settings: Settings;
  #lanes: Lane[] = [];
  #standings: Standing[] = [];
  #predictions!: Predictions;
  #input!: GaussianInput;
  #covariance!: Float64Array;
  /** sigma, while the circuits stand at sigma I. */
  #sigma: number | undefined;
  #race = 0;
  #occasion = "";
  #since = 0;
  #total = 0;
  #looks = 0;
  #cloudPlace = 0;
  readonly #lookAt = new Float64Array(LOOKS);
  readonly #lookErrors = Array.from({ length: LANES }, () => new Float64Array(LOOKS));
  /** Input and outputs, rings of points. */
  readonly #clouds = Array.from({ length: 1 + LANES }, () => new Float64Array(2 * CLOUD).fill(Number.NaN));
  #over = false;
  readonly #wins = new Float64Array(LANES);
  #past: PastRace[] = [];
  #law!: News["law"];
  #lawPoints: LawPoint[] = [];
  #changed = true;
  #newRace = true;

  constructor(core: Core, settings: Settings) {
    this.#core = core;
    this.#settings = settings;
    this.#makeLanes();
    this.#takeInput();
    this.#begin(startWords(settings));
  }

  /** Follows a change of settings. */
  apply(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    const differs = (...names: readonly (keyof Settings)[]) => names.some((name) => settings[name] !== before[name]);
    const turned = differs("smallest", "largest", "angle");
    if (turned || differs("seed", "finish")) {
      this.#takeInput();
      this.#lawPoints = []; // they are of another input
    }
    if (differs("start", "lanes", "seed")) {
      this.#makeLanes();
      this.#begin(startWords(settings));
    } else if (differs("direct", "interneurons", "gains")) {
      this.#lanes = this.#lanes.map((lane) => this.#remade(lane));
      this.#begin("another learning rate");
    } else if (turned) this.#begin(contextWords(settings));
    else if (differs("batch", "finish")) this.#begin(differs("batch") ? "another batch" : "another finish");
  }

  /** New circuits, an empty scoreboard. */
  restart(): void {
    this.#wins.fill(0);
    this.#past = [];
    this.#lawPoints = [];
    this.#race = 0;
    this.#makeLanes();
    this.#begin(startWords(this.#settings));
  }

  /** All lanes learn about `count` samples, in whole batches. A lane whose matrix is lost stops, as it was before that sample; the others go on. */
  advance(count: number): void {
    this.#looks = 0;
    if (count <= 0) return;
    const { batch } = this.#settings;
    const every = batch * Math.ceil(count / batch / LOOKS);
    const looks = Math.ceil(count / every);
    if (this.#total + looks * every > LAST_SAMPLE) this.#total = 0;
    const samples = this.#input.samples(this.#total, looks * every);
    this.#keepCloud(0, samples);
    const options = { batch, responses: true, trackError: { covariance: this.#covariance, every } } as const;
    for (const [l, lane] of this.#lanes.entries()) {
      const standing = this.#standings[l]!;
      this.#lookErrors[l]!.fill(Number.NaN);
      if (standing.failure !== undefined) continue;
      try {
        const { errors, responses } = lane.learn(samples, options);
        this.#lookErrors[l]!.set(errors);
        this.#keepCloud(1 + l, responses);
        this.#judge(l, errors, every);
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
        standing.failure = error.message;
        this.#changed = true;
      }
    }
    for (let look = 0; look < looks; look++) this.#lookAt[look] = this.#since + (look + 1) * every;
    this.#looks = looks;
    this.#cloudPlace = (this.#cloudPlace + samples.length / 2) % CLOUD;
    this.#since += looks * every;
    this.#total += looks * every;
    this.#sigma = undefined;
    if (!this.#over) this.#endIfOver();
  }

  /** Writes how things stand into a frame. */
  write(frame: Frame): void {
    frame.setHead(this.#race, this.#since, this.#total, this.#looks, this.#core.memory.buffer.byteLength);
    for (let look = 0; look < this.#looks; look++) {
      frame.setLookAt(look, this.#lookAt[look]!);
      for (let l = 0; l < LANES; l++) frame.setLookError(look, l, this.#lookErrors[l]![look]!);
    }
    for (let cloud = 0; cloud <= LANES; cloud++) frame.values.set(this.#clouds[cloud]!, frame.cloudStart(cloud));
    for (const [l, lane] of this.#lanes.entries()) {
      const { measured = Number.NaN, failure } = this.#standings[l]!;
      const output = whitenedCovariance(this.#core, lane.effective, this.#covariance, 2);
      frame.setState(l, this.#errorOf(lane), output, measured, failure !== undefined);
    }
  }

  /** What is new since the last call; undefined: nothing. `all`: everything again. */
  news(all = false): News | undefined {
    if (!this.#changed && !all) return undefined;
    const predictions = this.#newRace || all ? { predictions: this.#predictions } : {};
    this.#changed = false;
    this.#newRace = false;
    return {
      race: this.#race,
      occasion: this.#occasion,
      lanes: this.#standings.map((standing, l) => {
        const { errors, outputs, ...prediction } = this.#predictions.lanes[l]!;
        return { ...standing, ...prediction, wins: this.#wins[l]! };
      }),
      past: this.#past,
      over: this.#over,
      ...predictions,
      law: this.#law,
      lawPoints: this.#lawPoints,
    };
  }

  dispose(): void {
    for (const lane of this.#lanes) lane.dispose();
    this.#lanes = [];
  }

  #makeLanes(): void {
    this.dispose();
    const { lanes, start } = this.#settings;
    this.#lanes = laneKeys.slice(0, lanes).map((key) => makeLane(this.#core, key, this.#settings[key], startOf(key, start)));
    this.#sigma = start;
    this.#total = 0;
    for (const cloud of this.#clouds) cloud.fill(Number.NaN);
  }

  #remade(lane: Lane): Lane {
    const { weights } = lane;
    lane.dispose();
    return makeLane(this.#core, lane.key, this.#settings[lane.key], weights);
  }

  #takeInput(): void {
    this.#covariance = covarianceOf(this.#core, this.#settings);
    this.#input = new GaussianInput(this.#core, { covariance: this.#covariance, seed: this.#settings.seed });
    this.#law = { starts: lawStarts, ...law(this.#core, lawStarts, this.#settings) };
  }

  #begin(occasion: string): void {
    this.#race++;
    this.#occasion = occasion;
    this.#since = 0;
    this.#looks = 0;
    this.#over = false;
    this.#predictions = predict(this.#core, this.#lanes, this.#settings, this.#sigma);
    this.#standings = this.#lanes.map((lane) => {
      const startError = this.#errorOf(lane);
      return startError <= this.#settings.finish ? { startError, measured: 0 } : { startError };
    });
    this.#started = this.#sigma;
    this.#changed = true;
    this.#newRace = true;
  }

  /** sigma, where the race began at sigma I. */
  #started: number | undefined;

  #errorOf(lane: Lane): number {
    return whiteningError(this.#core, lane.effective, this.#covariance, 2, "operator");
  }

  #judge(l: number, errors: Float64Array, every: number): void {
    const standing = this.#standings[l]!;
    if (standing.measured !== undefined) return;
    const first = errors.findIndex((error) => error <= this.#settings.finish);
    if (first < 0) return;
    standing.measured = this.#since + (first + 1) * every;
    this.#changed = true;
    if (this.#started === undefined) return;
    const time = (standing.measured * this.#settings[laneKeys[l]!]) / this.#settings.batch;
    this.#lawPoints = [...this.#lawPoints, { lane: l, start: this.#started, time }].slice(-LAW_POINTS);
  }

  #endIfOver(): void {
    const slowest = this.#predictions.lanes.reduce(
      (most, { samples }) => (samples < Infinity ? Math.max(most, samples) : most),
      0,
    );
    const impatient = this.#since > PATIENCE * slowest + 1000 * this.#settings.batch;
    if (!impatient && !this.#standings.every(({ measured, failure }) => measured !== undefined || failure !== undefined)) return;
    this.#over = true;
    this.#changed = true;
    const measured = this.#standings.map((standing) => standing.measured);
    const best = Math.min(...measured.map((samples) => samples ?? Infinity));
    for (const [l, samples] of measured.entries()) if (samples === best) this.#wins[l]!++;
    const predicted = this.#predictions.lanes.map(({ samples }) => samples);
    this.#past = [{ race: this.#race, occasion: this.#occasion, measured, predicted }, ...this.#past].slice(0, PAST);
  }

  /** The latest points of `points` into a ring, beside those of the input. */
  #keepCloud(cloud: number, points: Float64Array): void {
    const ring = this.#clouds[cloud]!;
    const count = points.length / 2;
    for (let i = Math.max(0, count - CLOUD); i < count; i++) {
      const at = 2 * ((this.#cloudPlace + i) % CLOUD);
      ring[at] = points[2 * i]!;
      ring[at + 1] = points[2 * i + 1]!;
    }
  }
}

const startWords = ({ start }: Settings): string => `start ${start} × I`;

function contextWords(settings: Settings): string {
  const place = placeInRing(settings);
  return place < 0 ? "own input" : `context ${place + 1}`;
}
