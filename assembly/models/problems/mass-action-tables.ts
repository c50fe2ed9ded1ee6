// Reactions of test problems by mass action, for mass-action.ts: their number; then for each the place of its rate constant among the numbers that the problem's functions
// read, the constant's number in theta, two reactants (-1: none), and the number of changes, each a substance with what the reaction adds to it.

/** y1 -> y2, y2 + y2 -> y2 + y3, y2 + y3 -> y1 + y3. */
export const ROBER: usize = memory.data<i8>([
  3,
  0, 0, 0, -1, 2, 0, -1, 1, 1,
  1, 1, 1, 1, 2, 1, -1, 2, 1,
  2, 2, 1, 2, 2, 0, 1, 1, -1,
]);

/** x -> 2 x, x + y -> y (b) and x + y -> x + 2 y (d), y -> nothing. */
export const LOTKA_VOLTERRA: usize = memory.data<i8>([
  4,
  0, 0, 0, -1, 1, 0, 1,
  1, 1, 0, 1, 1, 0, -1,
  2, 2, 1, -1, 1, 1, -1,
  3, 3, 0, 1, 1, 1, 1,
]);

/** y -> 2 y, with a rate that may be negative. */
export const LINEAR: usize = memory.data<i8>([
  1,
  0, 0, 0, -1, 1, 0, 1,
]);

/** Ten rates, some of them of several reactions; k* is number 14 of the constants. */
export const HIRES: usize = memory.data<i8>([
  15,
  0, 0, 0, -1, 2, 0, -1, 1, 1,
  1, 1, 1, -1, 2, 1, -1, 0, 1,
  2, 2, 1, -1, 2, 1, -1, 3, 1,
  5, 5, 2, -1, 2, 2, -1, 0, 1,
  0, 0, 2, -1, 2, 2, -1, 3, 1,
  1, 1, 3, -1, 2, 3, -1, 2, 1,
  3, 3, 3, -1, 2, 3, -1, 5, 1,
  4, 4, 4, -1, 2, 4, -1, 2, 1,
  0, 0, 4, -1, 2, 4, -1, 5, 1,
  1, 1, 5, -1, 2, 5, -1, 4, 1,
  1, 1, 6, -1, 3, 6, -1, 4, 1, 7, 1,
  6, 6, -1, -1, 1, 0, 1,
  8, 8, 6, -1, 3, 6, -1, 5, 1, 7, 1,
  14, 9, 6, -1, 2, 6, -1, 7, 1,
  7, 7, 5, 7, 3, 5, -1, 7, -1, 6, 1,
]);

/** 25 reactions, each with its rate. */
export const POLLU: usize = memory.data<i8>([
  25,
  0, 0, 0, -1, 3, 0, -1, 1, 1, 2, 1,
  1, 1, 1, 3, 3, 0, 1, 1, -1, 3, -1,
  2, 2, 4, 1, 4, 0, 1, 1, -1, 4, -1, 5, 1,
  3, 3, 6, -1, 3, 4, 2, 6, -1, 7, 1,
  4, 4, 6, -1, 2, 6, -1, 7, 1,
  5, 5, 6, 5, 4, 4, 1, 5, -1, 6, -1, 7, 1,
  6, 6, 8, -1, 4, 4, 1, 7, 1, 8, -1, 9, 1,
  7, 7, 8, 5, 3, 5, -1, 8, -1, 10, 1,
  8, 8, 10, 1, 5, 0, 1, 1, -1, 9, 1, 10, -1, 11, 1,
  9, 9, 10, 0, 3, 0, -1, 10, -1, 12, 1,
  10, 10, 12, -1, 3, 0, 1, 10, 1, 12, -1,
  11, 11, 9, 1, 4, 0, 1, 1, -1, 9, -1, 13, 1,
  12, 12, 13, -1, 3, 4, 1, 6, 1, 13, -1,
  13, 13, 0, 5, 3, 0, -1, 5, -1, 14, 1,
  14, 14, 2, -1, 2, 2, -1, 3, 1,
  15, 15, 3, -1, 2, 3, -1, 15, 1,
  16, 16, 3, -1, 2, 2, 1, 3, -1,
  17, 17, 15, -1, 2, 5, 2, 15, -1,
  18, 18, 15, -1, 2, 2, 1, 15, -1,
  19, 19, 16, 5, 4, 4, 1, 5, -1, 16, -1, 17, 1,
  20, 20, 18, -1, 2, 1, 1, 18, -1,
  21, 21, 18, -1, 3, 0, 1, 2, 1, 18, -1,
  22, 22, 0, 3, 3, 0, -1, 3, -1, 18, 1,
  23, 23, 18, 0, 3, 0, -1, 18, -1, 19, 1,
  24, 24, 19, -1, 3, 0, 1, 18, 1, 19, -1,
]);
