import { MorrisLecarCell } from "../../models/morris-lecar/cell";
import { powerOfTwo } from "../../models/morris-lecar/power-of-two";
import { ROW } from "./block";

/** Row of the field at byte `offset` of a prepared cell. */
// @ts-ignore: decorator
@inline
function field(cells: usize, offset: usize): v128 {
  return v128.load(cells + (offset >> 3) * ROW);
}

/** 2^((V - half) scale) */
// @ts-ignore: decorator
@inline
function exponential(v: v128, half: v128, scale: v128): v128 {
  return powerOfTwo<f64>(f64x2.mul(f64x2.sub(v, half), scale));
}

/** Two cells side by side, with the operations of ../../models/morris-lecar/cell.ts; the constants are all fields of a prepared MorrisLecarCell. */
@final
@unmanaged
export class MorrisLecarLanes {
  // @ts-ignore: decorator
  @inline
  components(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  constants(): usize {
    return offsetof<MorrisLecarCell>() >> 3;
  }

  // @ts-ignore: decorator
  @inline
  derivative(cells: usize, time: v128, state: usize, out: usize): void {
    const one = f64x2.splat(1.0);
    const v = v128.load(state);
    const w = v128.load(state + ROW);
    const lowest = field(cells, offsetof<MorrisLecarCell>("lowest"));
    const inGates = f64x2.pmin(f64x2.pmax(v, lowest), field(cells, offsetof<MorrisLecarCell>("highest")));
    const halfRecovery = field(cells, offsetof<MorrisLecarCell>("half1"));
    const e = exponential(inGates, field(cells, offsetof<MorrisLecarCell>("half0")), field(cells, offsetof<MorrisLecarCell>("scale0")));
    const u = exponential(inGates, halfRecovery, field(cells, offsetof<MorrisLecarCell>("scale1")));
    const u4 = exponential(inGates, halfRecovery, field(cells, offsetof<MorrisLecarCell>("scale2")));
    const inverse = exponential(inGates, halfRecovery, field(cells, offsetof<MorrisLecarCell>("scale3")));
    const activation = f64x2.div(one, f64x2.add(one, e));
    const target = f64x2.div(one, f64x2.add(one, u4));
    const rate = f64x2.mul(field(cells, offsetof<MorrisLecarCell>("halfPhi")), f64x2.add(u, inverse));
    const leak = f64x2.mul(field(cells, offsetof<MorrisLecarCell>("leak")), v);
    const potassium = f64x2.mul(field(cells, offsetof<MorrisLecarCell>("potassium")), v);
    const calcium = f64x2.mul(field(cells, offsetof<MorrisLecarCell>("calcium")), v);
    const outward = f64x2.mul(w, f64x2.sub(potassium, field(cells, offsetof<MorrisLecarCell>("potassiumPush"))));
    const inward = f64x2.mul(activation, f64x2.sub(calcium, field(cells, offsetof<MorrisLecarCell>("calciumPush"))));
    const passive = f64x2.sub(f64x2.sub(field(cells, offsetof<MorrisLecarCell>("drive")), leak), outward);
    v128.store(out, f64x2.sub(passive, inward));
    v128.store(out + ROW, f64x2.mul(rate, f64x2.sub(target, w)));
  }

  // @ts-ignore: decorator
  @inline
  jacobian(cells: usize, state: usize, out: usize): void {
    const one = f64x2.splat(1.0);
    const two = f64x2.splat(2.0);
    const v = v128.load(state);
    const w = v128.load(state + ROW);
    const lowest = field(cells, offsetof<MorrisLecarCell>("lowest"));
    const highest = field(cells, offsetof<MorrisLecarCell>("highest"));
    const inGates = f64x2.pmin(f64x2.pmax(v, lowest), highest);
    const halfRecovery = field(cells, offsetof<MorrisLecarCell>("half1"));
    const e = exponential(inGates, field(cells, offsetof<MorrisLecarCell>("half0")), field(cells, offsetof<MorrisLecarCell>("scale0")));
    const u = exponential(inGates, halfRecovery, field(cells, offsetof<MorrisLecarCell>("scale1")));
    const u4 = exponential(inGates, halfRecovery, field(cells, offsetof<MorrisLecarCell>("scale2")));
    const inverse = exponential(inGates, halfRecovery, field(cells, offsetof<MorrisLecarCell>("scale3")));
    const m = f64x2.div(one, f64x2.add(one, e));
    const target = f64x2.div(one, f64x2.add(one, u4));
    const inside = v128.and(v128.and(f64x2.gt(v, lowest), f64x2.lt(v, highest)), one);
    const halfPhi = field(cells, offsetof<MorrisLecarCell>("halfPhi"));
    const recoveryWidth = field(cells, offsetof<MorrisLecarCell>("recoveryWidth"));
    const potassium = field(cells, offsetof<MorrisLecarCell>("potassium"));
    const calcium = field(cells, offsetof<MorrisLecarCell>("calcium"));
    const rate = f64x2.mul(halfPhi, f64x2.add(u, inverse));
    const activation = f64x2.mul(f64x2.mul(f64x2.mul(inside, e), f64x2.mul(m, m)), two);
    const activationSlope = f64x2.div(activation, field(cells, offsetof<MorrisLecarCell>("calciumWidth")));
    const recovery = f64x2.mul(f64x2.mul(f64x2.mul(inside, u4), f64x2.mul(target, target)), two);
    const targetSlope = f64x2.div(recovery, recoveryWidth);
    const sinh = f64x2.mul(f64x2.mul(inside, f64x2.mul(halfPhi, f64x2.sub(inverse, u))), f64x2.splat(0.5));
    const rateSlope = f64x2.div(sinh, recoveryWidth);
    const leaks = f64x2.add(field(cells, offsetof<MorrisLecarCell>("leak")), f64x2.mul(potassium, w));
    const conductance = f64x2.add(leaks, f64x2.mul(calcium, m));
    const inward = f64x2.sub(f64x2.mul(calcium, v), field(cells, offsetof<MorrisLecarCell>("calciumPush")));
    v128.store(out, f64x2.sub(f64x2.neg(conductance), f64x2.mul(activationSlope, inward)));
    v128.store(out + ROW, f64x2.neg(f64x2.sub(f64x2.mul(potassium, v), field(cells, offsetof<MorrisLecarCell>("potassiumPush")))));
    v128.store(out + 2 * ROW, f64x2.add(f64x2.mul(rate, targetSlope), f64x2.mul(rateSlope, f64x2.sub(target, w))));
    v128.store(out + 3 * ROW, f64x2.neg(rate));
  }
}
