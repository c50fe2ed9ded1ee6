/** The circuits, in the order of their lanes. */
export const laneKeys = ["direct", "interneurons", "gains"] as const;
export type LaneKey = (typeof laneKeys)[number];
export const LANES = laneKeys.length;

/** Points of a cloud: the latest samples, or responses to them. */
export const CLOUD = 256;
/** Most looks at the errors in one frame. */
export const LOOKS = 64;

// What a frame holds, in one array of numbers that page and worker hand to each other
const HEAD = 0; // race, samples since the switch, samples in all, looks, bytes of the core's memory
const STATE = 8; // for each lane: error, C_yy (a, b, d), samples at the finish or NaN, 1 if it stopped
const STATES = 8;
const LOOK = STATE + STATES * LANES; // for each look: samples since the switch, then the error of each lane
const LOOK_WIDTH = 1 + LANES;
const CLOUDS = LOOK + LOOK_WIDTH * LOOKS; // the input's points, then the outputs of each lane
export const FRAME_LENGTH = CLOUDS + 2 * CLOUD * (1 + LANES);

/** A frame's numbers by name. NaN: there is none. */
export class Frame {
  readonly values: Float64Array<ArrayBuffer>;

  constructor(values: Float64Array<ArrayBuffer> = new Float64Array(FRAME_LENGTH).fill(Number.NaN)) {
    this.values = values;
  }

  get race(): number {
    return this.values[HEAD]!;
  }

  /** Samples since the race began. */
  get since(): number {
    return this.values[HEAD + 1]!;
  }

  /** Samples since the circuits were made. */
  get total(): number {
    return this.values[HEAD + 2]!;
  }

  get looks(): number {
    return this.values[HEAD + 3]!;
  }

  /** Bytes of the core's memory. */
  get memory(): number {
    return this.values[HEAD + 4]!;
  }

  setHead(race: number, since: number, total: number, looks: number, memory: number): void {
    this.values[HEAD] = race;
    this.values[HEAD + 1] = since;
    this.values[HEAD + 2] = total;
    this.values[HEAD + 3] = looks;
    this.values[HEAD + 4] = memory;
  }

  /** Whitening error now. */
  error(lane: number): number {
    return this.values[STATE + STATES * lane]!;
  }

  /** Element (0,0), (0,1) or (1,1) of the covariance of the outputs, `element` 0 to 2. */
  output(lane: number, element: number): number {
    return this.values[STATE + STATES * lane + 1 + element]!;
  }

  /** Samples from the switch to the finish; NaN before. */
  finished(lane: number): number {
    return this.values[STATE + STATES * lane + 4]!;
  }

  stopped(lane: number): boolean {
    return this.values[STATE + STATES * lane + 5] === 1;
  }

  setState(lane: number, error: number, output: ArrayLike<number>, finished: number, stopped: boolean): void {
    const at = STATE + STATES * lane;
    this.values[at] = error;
    this.values[at + 1] = output[0]!;
    this.values[at + 2] = output[1]!;
    this.values[at + 3] = output[3]!;
    this.values[at + 4] = finished;
    this.values[at + 5] = stopped ? 1 : 0;
  }

  /** Samples since the switch at a look. */
  lookAt(look: number): number {
    return this.values[LOOK + LOOK_WIDTH * look]!;
  }

  lookError(look: number, lane: number): number {
    return this.values[LOOK + LOOK_WIDTH * look + 1 + lane]!;
  }

  setLookAt(look: number, since: number): void {
    this.values[LOOK + LOOK_WIDTH * look] = since;
  }

  setLookError(look: number, lane: number, error: number): void {
    this.values[LOOK + LOOK_WIDTH * look + 1 + lane] = error;
  }

  /** x, y, x, y, ... of the input (cloud 0) or of a lane's output (cloud 1 + lane). */
  cloudStart(cloud: number): number {
    return CLOUDS + 2 * CLOUD * cloud;
  }
}
