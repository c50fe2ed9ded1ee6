import { A2 as BS_A2, A3 as BS_A3, A4 as BS_B } from "../../solvers/bogacki-shampine";
import * as Dop from "../../solvers/dop853-tableau";
import * as Prince from "../../solvers/dormand-prince-tableau";
import { B as HEUN_B } from "../../solvers/heun";
import { B as RK4_B, HALF, WHOLE } from "../../solvers/runge-kutta-4";
import * as Tsit from "../../solvers/tsitouras-tableau";

// The tableaux of the explicit methods as rows, one for each stage after the first and one for the end of the step:
//
//   Y_i = y + h (w_1 k_first + w_2 k_rest + w_3 k_(rest + 1) + ... ),   k_i = f(t + c_i h, Y_i),   i = 0, 1, ...
//
// The weights are those of the solvers (assembly/solvers), where columns of zeros are left out.

const DORMAND_PRINCE: u32 = 0;
const TSITOURAS: u32 = 1;
const DOP853: u32 = 2;
const BOGACKI_SHAMPINE: u32 = 3;
const RUNGE_KUTTA_4: u32 = 4;
const HEUN: u32 = 5;
export const EULER: u32 = 6;

/** Row `i` belongs to stage i; row 0 holds the number of stages as its `count`; the last row is the end of the step. */
@unmanaged
export class Row {
  weights: usize;
  first: u32; // the stage of the first weight
  rest: u32; // of the second
  count: u32; // of weights
  node: f64; // c_i
}

const ROWS: usize = 13; // of the longest
const tables: usize = memory.data(7 * 13 * 24, 16);

// @ts-ignore: decorator
@inline
function tableOf(method: u32): usize {
  return tables + <usize>method * ROWS * offsetof<Row>();
}

/** Row `i` of a method. */
// @ts-ignore: decorator
@inline
export function rowOf(method: u32, i: u32): Row {
  return changetype<Row>(tableOf(method) + <usize>i * offsetof<Row>());
}

/** Stages of a method, whose rows are ready from then on. */
export function explicitStages(method: u32): u32 {
  const head = rowOf(method, 0);
  if (head.count == 0) fill(method);
  return head.count;
}

function put(method: u32, i: u32, node: f64, weights: usize, first: u32, rest: u32, count: u32): void {
  const row = rowOf(method, i);
  row.node = node;
  row.weights = weights;
  row.first = first;
  row.rest = rest;
  row.count = count;
}

function fill(method: u32): void {
  switch (method) {
    case DORMAND_PRINCE: return fillDormandPrince(method);
    case TSITOURAS: return fillTsitouras(method);
    case DOP853: return fillDop853(method);
    case BOGACKI_SHAMPINE: {
      put(method, 1, 0.5, BS_A2, 0, 0, 1);
      put(method, 2, 0.75, BS_A3, 1, 0, 1);
      put(method, 3, 1.0, BS_B, 0, 1, 3);
      return setStages(method, 3);
    }
    case RUNGE_KUTTA_4: {
      put(method, 1, 0.5, HALF, 0, 0, 1);
      put(method, 2, 0.5, HALF, 1, 0, 1);
      put(method, 3, 1.0, WHOLE, 2, 0, 1);
      put(method, 4, 1.0, RK4_B, 0, 1, 4);
      return setStages(method, 4);
    }
    case HEUN: {
      put(method, 1, 1.0, WHOLE, 0, 0, 1);
      put(method, 2, 1.0, HEUN_B, 0, 1, 2);
      return setStages(method, 2);
    }
    case EULER: {
      put(method, 1, 1.0, WHOLE, 0, 0, 1);
      return setStages(method, 1);
    }
    default: unreachable();
  }
}

function setStages(method: u32, stages: u32): void {
  rowOf(method, 0).count = stages;
}

function fillDormandPrince(method: u32): void {
  put(method, 1, Prince.C2, Prince.A2, 0, 1, 1);
  put(method, 2, Prince.C3, Prince.A3, 0, 1, 2);
  put(method, 3, Prince.C4, Prince.A4, 0, 1, 3);
  put(method, 4, Prince.C5, Prince.A5, 0, 1, 4);
  put(method, 5, 1.0, Prince.A6, 0, 1, 5);
  put(method, 6, 1.0, Prince.A7, 0, 2, 5);
  setStages(method, 6);
}

function fillTsitouras(method: u32): void {
  put(method, 1, Tsit.C2, Tsit.A2, 0, 1, 1);
  put(method, 2, Tsit.C3, Tsit.A3, 0, 1, 2);
  put(method, 3, Tsit.C4, Tsit.A4, 0, 1, 3);
  put(method, 4, Tsit.C5, Tsit.A5, 0, 1, 4);
  put(method, 5, 1.0, Tsit.A6, 0, 1, 5);
  put(method, 6, 1.0, Tsit.A7, 0, 1, 6);
  setStages(method, 6);
}

function fillDop853(method: u32): void {
  put(method, 1, Dop.C2, Dop.A2, 0, 1, 1);
  put(method, 2, Dop.C3, Dop.A3, 0, 1, 2);
  put(method, 3, Dop.C4, Dop.A4, 0, 2, 2);
  put(method, 4, Dop.C5, Dop.A5, 0, 2, 3);
  put(method, 5, Dop.C6, Dop.A6, 0, 3, 3);
  put(method, 6, Dop.C7, Dop.A7, 0, 3, 4);
  put(method, 7, Dop.C8, Dop.A8, 0, 3, 5);
  put(method, 8, Dop.C9, Dop.A9, 0, 3, 6);
  put(method, 9, Dop.C10, Dop.A10, 0, 3, 7);
  put(method, 10, Dop.C11, Dop.A11, 0, 3, 8);
  put(method, 11, 1.0, Dop.A12, 0, 3, 9);
  put(method, 12, 1.0, Dop.B, 0, 5, 8);
  setStages(method, 12);
}
