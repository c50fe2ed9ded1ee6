import {
  HistogramMonitor as HistogramLayout,
  IntervalMonitor as IntervalLayout,
  RateMonitor as RateLayout,
  SpikeMonitor as SpikeLayout,
  StateMonitor as StateLayout,
} from "../../core/generated/layouts.js";

export { HistogramMonitor, type HistogramOptions } from "./histogram.js";
export { IntervalMonitor, type IntervalOptions } from "./intervals.js";
export type { Bounded, Monitor } from "./monitor.js";
export { RateMonitor, type RateOptions } from "./rate.js";
export { SpikeMonitor } from "./spikes.js";
export { StateMonitor, type StateOptions } from "./state.js";

/** Layouts by kind, in the order of the fields of the Monitors struct. */
export const monitorLayouts = {
  spikes: SpikeLayout,
  states: StateLayout,
  rates: RateLayout,
  intervals: IntervalLayout,
  histograms: HistogramLayout,
} as const;
