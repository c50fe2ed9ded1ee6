import * as dormandPrince from "../dormand-prince-tableau";
import { Integration } from "../integration";
import * as tsitouras from "../tsitouras-tableau";
import { laneConstants, laneSample, laneStage, laneState, laneTrial, ROW, STEP, TIME, VECTORS } from "./block";
import { judgeLanes } from "./judge";
import { laneSum } from "./sums";

// One step of the explicit pairs in all lanes: the operations of ../tsitouras.ts and ../dormand-prince.ts in their order, lane by lane.

/** k = f(time + node step, state) in all lanes. */
// @ts-ignore: decorator
@inline
function evaluate<L>(block: usize, constants: usize, node: f64, state: usize, out: usize): void {
  for (let at: usize = 0; at < ROW; at += 16) {
    const step = v128.load(block + STEP + at);
    const time = f64x2.add(v128.load(block + TIME + at), node == 1.0 ? step : f64x2.mul(f64x2.splat(node), step));
    changetype<L>(0).derivative(constants + at, time, state + at, out + at);
  }
}

@final
@unmanaged
export class TsitourasLanes {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 7;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 5.0;
  }

  // @ts-ignore: decorator
  @inline
  setCounts(run: Integration, evaluationsBefore: u32): void {
    run.evaluations = evaluationsBefore + 6 * (run.accepted + run.rejected);
  }

  // @ts-ignore: decorator
  @inline
  restore<M>(model: M, run: Integration): void {}

  /** The stage that is the first of the next step. */
  // @ts-ignore: decorator
  @inline
  newest(): usize {
    return 6;
  }

  attempt<L>(run: Integration, block: usize): u32 {
    const n = changetype<L>(0).components();
    const bytes = n * ROW;
    const y = laneState(block);
    const trial = laneTrial(block, n);
    const beforeLast = laneSample(block, n);
    const p = laneConstants(block, n, 7);
    const k1 = laneStage(block, n, 0);
    const k2 = k1 + bytes;
    const k3 = k2 + bytes;
    const k4 = k3 + bytes;
    const k5 = k4 + bytes;
    const k6 = k5 + bytes;
    const k7 = k6 + bytes;
    laneSum(block, trial, y, k1, k2, n, tsitouras.A2, 1);
    evaluate<L>(block, p, tsitouras.C2, trial, k2);
    laneSum(block, trial, y, k1, k2, n, tsitouras.A3, 2);
    evaluate<L>(block, p, tsitouras.C3, trial, k3);
    laneSum(block, trial, y, k1, k2, n, tsitouras.A4, 3);
    evaluate<L>(block, p, tsitouras.C4, trial, k4);
    laneSum(block, trial, y, k1, k2, n, tsitouras.A5, 4);
    evaluate<L>(block, p, tsitouras.C5, trial, k5);
    laneSum(block, beforeLast, y, k1, k2, n, tsitouras.A6, 5);
    evaluate<L>(block, p, 1.0, beforeLast, k6);
    laneSum(block, trial, y, k1, k2, n, tsitouras.A7, 6);
    evaluate<L>(block, p, 1.0, trial, k7);
    judgeLanes(run, block, n, k1, k2, tsitouras.ERROR, 7);
    return 0;
  }
}

@final
@unmanaged
export class DormandPrinceLanes {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 7;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 5.0;
  }

  // @ts-ignore: decorator
  @inline
  setCounts(run: Integration, evaluationsBefore: u32): void {
    run.evaluations = evaluationsBefore + 6 * (run.accepted + run.rejected);
  }

  // @ts-ignore: decorator
  @inline
  restore<M>(model: M, run: Integration): void {}

  /** The stage that is the first of the next step. */
  // @ts-ignore: decorator
  @inline
  newest(): usize {
    return 6;
  }

  attempt<L>(run: Integration, block: usize): u32 {
    const n = changetype<L>(0).components();
    const bytes = n * ROW;
    const y = laneState(block);
    const trial = laneTrial(block, n);
    const beforeLast = laneSample(block, n);
    const p = laneConstants(block, n, 7);
    const k1 = laneStage(block, n, 0);
    const k2 = k1 + bytes;
    const k3 = k2 + bytes;
    const k4 = k3 + bytes;
    const k5 = k4 + bytes;
    const k6 = k5 + bytes;
    const k7 = k6 + bytes;
    laneSum(block, trial, y, k1, k2, n, dormandPrince.A2, 1);
    evaluate<L>(block, p, dormandPrince.C2, trial, k2);
    laneSum(block, trial, y, k1, k2, n, dormandPrince.A3, 2);
    evaluate<L>(block, p, dormandPrince.C3, trial, k3);
    laneSum(block, trial, y, k1, k2, n, dormandPrince.A4, 3);
    evaluate<L>(block, p, dormandPrince.C4, trial, k4);
    laneSum(block, trial, y, k1, k2, n, dormandPrince.A5, 4);
    evaluate<L>(block, p, dormandPrince.C5, trial, k5);
    laneSum(block, beforeLast, y, k1, k2, n, dormandPrince.A6, 5);
    evaluate<L>(block, p, 1.0, beforeLast, k6);
    laneSum(block, trial, y, k1, k3, n, dormandPrince.A7, 5);
    evaluate<L>(block, p, 1.0, trial, k7);
    judgeLanes(run, block, n, k1, k3, dormandPrince.ERROR, 6);
    return 0;
  }
}
