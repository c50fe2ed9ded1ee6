import { expLanes } from "../../numeric/exp";
import { expm1Lanes } from "../../numeric/expm1";
import { splat } from "../../numeric/lanes";
import { product } from "./coupling";
import { pass, RUNGE_KUTTA_FIRST, RUNGE_KUTTA_FOURTH, RUNGE_KUTTA_SECOND, RUNGE_KUTTA_THIRD } from "./explicit-pass";
import { EXPONENTIAL_EULER, frozenStep, MIDPOINT_FIRST, MIDPOINT_SECOND, STAGGERED_TRAPEZOID } from "./frozen-step";
import { cellsOf, NetworkRun, weightsOf } from "./network-run";
import { copy, countCrossings, isFinite, markFailures } from "./network-watch";
import { outputOf } from "./short-functions";

// Fixed steps of a network (equations: network.ts), trials as lanes: all trials of a batch share the weights. Arrays are [cell][vector of trials].

export const RUNGE_KUTTA: u32 = 0;
export const STAGGERED: u32 = 1;
export const EXPONENTIAL: u32 = 2;
export const MIDPOINT: u32 = 3;

/** What a cell's synapse needs, a vector of lanes each (offsets below). */
export const HALF: usize = 0; // V_T
export const INVERSE_WIDTH: usize = 16; // 1 / K
export const OPENING: usize = 32; // dt a
export const CLOSING: usize = 48; // dt b
export const SATURATION: usize = 64;
export const REVERSAL: usize = 80;
export const BLOCKED: usize = 96; // 1: NMDA
export const SCALE: usize = 112; // gain s / C of the cell as a target; with conductances s / C
export const SYNAPSE_BYTES: usize = 128;

/** T of the voltages at `voltage`, `stride` bytes from one vector to the next, to `out`. */
export function outputs<T>(run: NetworkRun, voltage: usize, stride: usize, out: usize): void {
  const weights = weightsOf(run);
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const half = v128.load(synapse, HALF);
    const inverse = v128.load(synapse, INVERSE_WIDTH);
    for (let k: u32 = 0; k < weights.trialVectors; k++, voltage += stride, out += 16) {
      v128.store(out, outputOf<T>(v128.mul<T>(v128.sub<T>(v128.load(voltage), half), inverse)));
    }
  }
}

/** drive = base + gain W T. */
export function driveBy<T>(run: NetworkRun, output: usize): void {
  const weights = weightsOf(run);
  product<T>(weights, output, run.conductance);
  let at = run.conductance;
  let base = run.baseDrive;
  let drive = cellsOf(run).drive;
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const scale = v128.load(synapse, SCALE);
    for (let k: u32 = 0; k < weights.trialVectors; k++, at += 16, base += 16, drive += 16) {
      v128.store(drive, v128.add<T>(v128.load(base), v128.mul<T>(scale, v128.load(at))));
    }
  }
}

/** s (sum of g s) / C and s (sum of g s E) / C of each target, with the NMDA block at the voltages at `voltage`. */
export function conductancesBy<T>(run: NetworkRun, opening: usize, voltage: usize, stride: usize): void {
  const weights = weightsOf(run);
  const vectors = weights.trialVectors;
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let pass = 0; pass < (run.blocked ? 2 : 1); pass++) {
    let at = run.blocked ? run.blockedOutput : opening;
    let reversed = run.reversed;
    let from = opening;
    for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
      const isBlocked = v128.load(synapse, BLOCKED);
      const share = pass == 1 ? isBlocked : v128.sub<T>(splat<T>(1.0), isBlocked);
      const reversal = v128.load(synapse, REVERSAL);
      for (let k: u32 = 0; k < vectors; k++, at += 16, reversed += 16, from += 16) {
        const s = run.blocked ? v128.mul<T>(share, v128.load(from)) : v128.load(from);
        if (run.blocked) v128.store(at, s);
        v128.store(reversed, v128.mul<T>(s, reversal));
      }
    }
    product<T>(weights, run.blocked ? run.blockedOutput : opening, pass == 1 ? run.blockedConductance : run.conductance);
    product<T>(weights, run.reversed, pass == 1 ? run.blockedPush : run.push);
  }
  let at: usize = 0;
  const one = splat<T>(1.0);
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const scale = v128.load(synapse, SCALE);
    for (let k: u32 = 0; k < vectors; k++, at += 16, voltage += stride) {
      let conductance = v128.load(run.conductance + at);
      let push = v128.load(run.push + at);
      if (run.blocked) {
        // 1 / (1 + [Mg] exp(-0.062 V) / 3.57)
        const e = expLanes<T>(v128.mul<T>(splat<T>(-0.062), v128.load(voltage)));
        const open = v128.div<T>(one, v128.add<T>(one, v128.mul<T>(splat<T>(run.magnesium), e)));
        conductance = v128.add<T>(conductance, v128.mul<T>(open, v128.load(run.blockedConductance + at)));
        push = v128.add<T>(push, v128.mul<T>(open, v128.load(run.blockedPush + at)));
      }
      v128.store(run.conductance + at, v128.mul<T>(scale, conductance));
      v128.store(run.push + at, v128.mul<T>(scale, push));
    }
  }
}

/** dt alpha(V). */
// @ts-ignore: decorator
@inline
function openingOf<T>(synapse: usize, v: v128): v128 {
  const one = splat<T>(1.0);
  const x = v128.mul<T>(v128.sub<T>(v, v128.load(synapse, HALF)), v128.load(synapse, INVERSE_WIDTH));
  const y = expLanes<T>(v128.pmin<T>(v128.pmax<T>(x, splat<T>(-30.0)), splat<T>(30.0)));
  const closed = v128.div<T>(v128.load(synapse, OPENING), v128.add<T>(one, v128.mul<T>(v128.load(synapse, SATURATION), y)));
  return v128.mul<T>(y, closed);
}

/** s after `share` of a step with V held: s_inf + (s - s_inf) exp(-share dt (alpha + beta)). */
export function relaxOpenings<T>(run: NetworkRun, voltage: usize, share: f64): void {
  const weights = weightsOf(run);
  let at = run.output;
  const part = splat<T>(-share);
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    for (let k: u32 = 0; k < weights.trialVectors; k++, voltage += 16, at += 16) {
      const alpha = openingOf<T>(synapse, v128.load(voltage));
      const rate = v128.add<T>(alpha, v128.load(synapse, CLOSING));
      const s = v128.load(at);
      const gap = v128.sub<T>(s, v128.div<T>(alpha, rate));
      v128.store(at, v128.add<T>(s, v128.mul<T>(gap, expm1Lanes<T>(v128.mul<T>(part, rate)))));
    }
  }
}

/** A stage of Runge-Kutta for s, as in explicit-pass.ts; `stage` from 1 to 4. `voltage` and `opening` are those of the stage. */
export function stageOpenings<T>(run: NetworkRun, voltage: usize, stride: usize, opening: usize, stage: i32): void {
  const weights = weightsOf(run);
  let at: usize = 0;
  const half = splat<T>(0.5);
  const third = splat<T>(1.0 / 3.0);
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    for (let k: u32 = 0; k < weights.trialVectors; k++, voltage += stride, at += 16) {
      const s = v128.load(opening + at);
      const alpha = openingOf<T>(synapse, v128.load(voltage));
      const slope = v128.sub<T>(alpha, v128.mul<T>(v128.add<T>(alpha, v128.load(synapse, CLOSING)), s));
      const d = v128.mul<T>(half, slope); // the unit is dt / 2
      const start = v128.load(run.output + at);
      const sum = stage == 1 ? d : v128.add<T>(v128.load(run.sum + at), stage == 4 ? d : slope);
      v128.store(run.sum + at, sum);
      if (stage == 4) v128.store(run.output + at, v128.add<T>(start, v128.mul<T>(sum, third)));
      else v128.store(run.stage + at, v128.add<T>(start, stage == 3 ? slope : d));
    }
  }
}

/** A cell's vectors go together, as a cell has one record. `what` is a literal. */
// @ts-ignore: decorator
@inline
export function cells<T>(run: NetworkRun, what: i32, explicit: bool, coupled: bool): void {
  const ensemble = cellsOf(run);
  const weights = weightsOf(run);
  const groups = run.recordBytes ? weights.cells : 1;
  const vectors = run.recordBytes ? weights.trialVectors : weights.cells * weights.trialVectors;
  for (let i: u32 = 0; i < groups; i++) {
    ensemble.record = run.record + <usize>i * <usize>run.recordBytes;
    ensemble.scratch = run.scratch + ((<usize>i * <usize>vectors) << 6);
    if (explicit) pass<T>(ensemble, i * vectors, vectors, what, false, coupled);
    else frozenStep<T>(ensemble, i * vectors, vectors, what, coupled);
  }
}

function stepCurrentBased<T>(run: NetworkRun): void {
  const voltage = cellsOf(run).voltage;
  switch (run.stepper) {
    case RUNGE_KUTTA:
      outputs<T>(run, voltage, 16, run.stage);
      driveBy<T>(run, run.stage);
      cells<T>(run, RUNGE_KUTTA_FIRST, true, false);
      outputs<T>(run, run.scratch, 64, run.stage);
      driveBy<T>(run, run.stage);
      cells<T>(run, RUNGE_KUTTA_SECOND, true, false);
      outputs<T>(run, run.scratch, 64, run.stage);
      driveBy<T>(run, run.stage);
      cells<T>(run, RUNGE_KUTTA_THIRD, true, false);
      outputs<T>(run, run.scratch, 64, run.stage);
      driveBy<T>(run, run.stage);
      cells<T>(run, RUNGE_KUTTA_FOURTH, true, false);
      break;
    case STAGGERED:
      driveBy<T>(run, run.output);
      cells<T>(run, STAGGERED_TRAPEZOID, false, false);
      break;
    case EXPONENTIAL:
      driveBy<T>(run, run.output);
      cells<T>(run, EXPONENTIAL_EULER, false, false);
      break;
    default:
      driveBy<T>(run, run.output);
      cells<T>(run, MIDPOINT_FIRST, false, false);
      outputs<T>(run, run.scratch, 64, run.stage);
      driveBy<T>(run, run.stage);
      cells<T>(run, MIDPOINT_SECOND, false, false);
  }
  outputs<T>(run, voltage, 16, run.output);
}

function stepConductances<T>(run: NetworkRun): void {
  const voltage = cellsOf(run).voltage;
  switch (run.stepper) {
    case RUNGE_KUTTA:
      conductancesBy<T>(run, run.output, voltage, 16);
      stageOpenings<T>(run, voltage, 16, run.output, 1);
      cells<T>(run, RUNGE_KUTTA_FIRST, true, true);
      conductancesBy<T>(run, run.stage, run.scratch, 64);
      stageOpenings<T>(run, run.scratch, 64, run.stage, 2);
      cells<T>(run, RUNGE_KUTTA_SECOND, true, true);
      conductancesBy<T>(run, run.stage, run.scratch, 64);
      stageOpenings<T>(run, run.scratch, 64, run.stage, 3);
      cells<T>(run, RUNGE_KUTTA_THIRD, true, true);
      conductancesBy<T>(run, run.stage, run.scratch, 64);
      stageOpenings<T>(run, run.scratch, 64, run.stage, 4);
      cells<T>(run, RUNGE_KUTTA_FOURTH, true, true);
      break;
    case STAGGERED:
      relaxOpenings<T>(run, voltage, 1.0); // as w: a full step from the old V, and V with the new s
      conductancesBy<T>(run, run.output, voltage, 16);
      cells<T>(run, STAGGERED_TRAPEZOID, false, true);
      break;
    case EXPONENTIAL:
      conductancesBy<T>(run, run.output, voltage, 16);
      relaxOpenings<T>(run, voltage, 1.0);
      cells<T>(run, EXPONENTIAL_EULER, false, true);
      break;
    default:
      relaxOpenings<T>(run, voltage, 0.5);
      conductancesBy<T>(run, run.output, voltage, 16);
      cells<T>(run, MIDPOINT_FIRST, false, true);
      if (run.blocked) conductancesBy<T>(run, run.output, run.scratch, 64);
      cells<T>(run, MIDPOINT_SECOND, false, true);
      relaxOpenings<T>(run, voltage, 0.5);
  }
}

/** Readies the ensemble for passes over its cells. */
export function readyCells(run: NetworkRun): void {
  const ensemble = cellsOf(run);
  ensemble.recordBytes = 0;
  ensemble.table = 0;
  ensemble.toSynapticConductance = run.conductance - ensemble.voltage;
  ensemble.toSynapticPush = run.push - ensemble.voltage;
}

/** Takes `steps` steps. */
export function runNetworkSteps<T>(run: NetworkRun, steps: u32): void {
  const ensemble = cellsOf(run);
  const weights = weightsOf(run);
  const bytes = (<usize>weights.cells * <usize>weights.trialVectors) << 4;
  readyCells(run);
  const voltage = ensemble.voltage;
  for (let i: u32 = 0; i < steps; i++) {
    if (run.inputEvery) {
      const row = <usize>(run.inputSteps / run.inputEvery);
      if (run.inputSteps % run.inputEvery == 0) copy(run.inputs + row * bytes, run.baseDrive, bytes);
      run.inputSteps++;
    }
    if (run.counts) copy(voltage, run.before, bytes);
    if (run.type == 0) stepCurrentBased<T>(run);
    else stepConductances<T>(run);
    run.steps++;
    if (run.counts) countCrossings<T>(run, voltage, bytes);
    if (run.outputSum) {
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(run.outputSum + at, v128.add<T>(v128.load(run.outputSum + at), v128.load(run.output + at)));
      }
    }
    if (run.sampleEvery && <u64>run.steps % run.sampleEvery == 0) {
      copy(voltage, run.samples + <usize>run.sampled * bytes, bytes);
      run.sampled++;
    }
    if (!isFinite<T>(voltage, bytes)) markFailures<T>(run);
  }
}
