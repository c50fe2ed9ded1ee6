// What a kernel of an ensemble reads of each vector of cells: vectors of lanes, at these offsets from the record's address. Cells that share their
// parameters share one record. Rates carry the factor s, the stepper's unit of time: dt, in Runge-Kutta of order 4 dt / 2.
// src/neurons/cell-record.ts writes it, in this order.

export const LOWEST: usize = 0; // the gates see V clipped to [LOWEST, HIGHEST]
export const HIGHEST: usize = 16;
export const CALCIUM_HALF: usize = 32; // V1
export const CALCIUM_SCALE: usize = 48; // -2 log2(e) / V2
export const CALCIUM_LIMIT: usize = 64; // f32: largest exponent of the calcium gate, so that products of exponentials stay finite
export const RECOVERY_HALF: usize = 80; // V3
export const RECOVERY_SCALE: usize = 96; // -log2(e) / (2 V4)
export const HALF_PHI: usize = 112; // s phi / 2
export const LEAK: usize = 128; // s gL / C
export const POTASSIUM: usize = 144; // s gK / C
export const POTASSIUM_PUSH: usize = 160; // s gK EK / C
export const CALCIUM_RATIO: usize = 176; // CALCIUM / HALF_PHI
export const CALCIUM_RATIO_PUSH: usize = 192; // CALCIUM_PUSH / HALF_PHI
export const CALCIUM: usize = 208; // s gCa / C
export const CALCIUM_PUSH: usize = 224; // s gCa ECa / C
export const CALCIUM_SLOPE: usize = 240; // 2 / V2
export const RECOVERY_SLOPE: usize = 256; // 2 / V4
export const RATE_SLOPE: usize = 272; // 1 / (2 V4)

// For the table of exponentials (exponential-table.ts)
export const TABLE_ROUND: usize = 288; // 1.5 * 2^52 spacings
export const TABLE_LIMIT: usize = 304; // |V| below it is in the table
export const CALCIUM_SERIES: usize = 320; // four coefficients
export const RECOVERY_SERIES: usize = 384; // four coefficients
