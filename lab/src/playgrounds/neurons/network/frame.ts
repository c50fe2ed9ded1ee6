/** Rows of the raster: a sample of the cells, in their proportion. */
export const EXCITATORY_ROWS = 120;
export const INHIBITORY_ROWS = 30;
export const ROWS = EXCITATORY_ROWS + INHIBITORY_ROWS;

/** ms between samples of the voltage. */
export const SAMPLE = 0.1;
/** ms, of the population's rate. */
export const BIN = 1;

/** End of the last full bin at time `time`, ms. */
export function lastBin(time: number): number {
  return BIN * Math.floor(time / BIN + 1e-9);
}

/** Intervals between spikes, in bins of equal ratio: ten in each factor of ten, from 1 ms on. */
export const INTERVAL_BINS = 35;
/** Rates of cells, Hz. */
export const RATE_BINS = 40;

const SPIKES = 8192;
const BINS = 256;
const SAMPLES = 2560;

/** Where things are in the data of a frame, and how much room each has: that of 250 simulated ms, the most that a frame covers. */
export const places = {
  spikeTimes: { offset: 0, length: SPIKES }, // ms since the frame's start
  spikeRows: { offset: SPIKES, length: SPIKES },
  excitatoryRates: { offset: 2 * SPIKES, length: BINS }, // Hz
  inhibitoryRates: { offset: 2 * SPIKES + BINS, length: BINS },
  voltages: { offset: 2 * SPIKES + 2 * BINS, length: SAMPLES }, // mV
  intervals: { offset: 2 * SPIKES + 2 * BINS + SAMPLES, length: INTERVAL_BINS }, // shares
  cellRates: { offset: 2 * SPIKES + 2 * BINS + SAMPLES + INTERVAL_BINS, length: RATE_BINS }, // shares
} as const;

/** Numbers in the data of a frame. */
export const DATA = places.cellRates.offset + RATE_BINS;

/** The most that a frame covers, simulated ms. */
export const LONGEST = 250;

export interface Statistics {
  /** Of simulated time that they cover, ms. */
  readonly duration: number;
  /** Hz */
  readonly excitatoryRate: number;
  readonly inhibitoryRate: number;
  /** Of the intervals between the spikes of a cell; NaN before there are any. */
  readonly excitatoryVariation: number;
  readonly inhibitoryVariation: number;
  /** Upper end of the bins of cells' rates, Hz. */
  readonly highestRate: number;
}

/** What has happened since the last frame, for the page to draw. */
export interface NetworkFrame {
  /** Simulated time at its end, ms. */
  readonly time: number;
  /** Of which simulated here, ms. */
  readonly duration: number;
  /** Changes whenever the network was made anew. */
  readonly generation: number;
  readonly synapses: number;
  readonly spikes: number;
  readonly bins: number;
  readonly samples: number;
  /** Where `voltages` belong to. */
  readonly cell: number;
  /** When stimuli were given, ms; NaN for none. */
  readonly kicked: number;
  readonly statistics: Statistics;
  /** Float32Array[DATA]; it goes back with the next request. */
  readonly data: Float32Array;
}
