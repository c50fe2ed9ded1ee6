import { expLanes } from "../../numeric/exp";
import { expm1Lanes } from "../../numeric/expm1";
import { allLanes, laneCount, splat } from "../../numeric/lanes";
import { logisticLanes } from "../../numeric/sigmoid";
import { product, Weights } from "./coupling";
import { CellEnsemble } from "./ensemble";
import { pass, RUNGE_KUTTA_FIRST, RUNGE_KUTTA_FOURTH, RUNGE_KUTTA_SECOND, RUNGE_KUTTA_THIRD } from "./explicit-pass";
import { EXPONENTIAL_EULER, frozenStep, MIDPOINT_FIRST, MIDPOINT_SECOND, STAGGERED_TRAPEZOID } from "./frozen-step";

// Fixed steps of a network (equations: network.ts), trials as lanes: all trials of a batch share the weights. Arrays are [cell][vector of trials].

export const RUNGE_KUTTA: u32 = 0;
export const STAGGERED: u32 = 1;
export const EXPONENTIAL: u32 = 2;
export const MIDPOINT: u32 = 3;

/** What a cell's synapse needs, a vector of lanes each (offsets below). */
const HALF: usize = 0; // V_T
const INVERSE_WIDTH: usize = 16; // 1 / K
const OPENING: usize = 32; // dt a
const CLOSING: usize = 48; // dt b
const SATURATION: usize = 64;
const REVERSAL: usize = 80;
const BLOCKED: usize = 96; // 1: NMDA
const SCALE: usize = 112; // gain s / C of the cell as a target; with conductances s / C
const SYNAPSE_BYTES: usize = 128;

@unmanaged
export class NetworkRun {
  ensemble: usize; // CellEnsemble of all cells and trials; its drive is what the cells get in this step
  weights: usize; // Weights
  type: u32; // 0: current-based; 1: conductances
  stepper: u32;
  record: usize; // cell-record.ts, one per cell, or one for all
  recordBytes: u32; // from one cell's to the next; 0: one for all
  blocked: u32; // whether there are NMDA synapses
  synapse: usize; // as above, one per cell
  baseDrive: usize; // s (I + gL EL) / C without the network's own part
  output: usize; // current-based: T; conductances: s
  stage: usize; // T or s of a stage
  sum: usize; // of Runge-Kutta for s
  reversed: usize; // scratch: s E
  conductance: usize; // sum of g s
  push: usize; // sum of g s E
  blockedOutput: usize; // scratch: s of NMDA synapses
  blockedConductance: usize;
  blockedPush: usize;
  scratch: usize; // 64 bytes a vector
  outputSum: usize; // sum of the output after each step; 0: none
  samples: usize; // recorded V; 0: none
  sampleEvery: u32;
  sampled: u32;
  inputs: usize; // s (I + gL EL) / C of the steps to come, a row for every `inputEvery` of them
  inputEvery: u32; // 0: none
  inputSteps: u32; // taken since the first row
  counts: usize; // upward crossings of the threshold, as numbers of type T; 0: not counted
  before: usize; // scratch: V before the step
  threshold: f64; // mV
  failedAt: usize; // f64 per trial: the step after which a voltage was not finite; -1: none
  magnesium: f64; // [Mg] / 3.57
  steps: f64; // taken
}

// @ts-ignore: decorator
@inline
function cellsOf(run: NetworkRun): CellEnsemble {
  return changetype<CellEnsemble>(run.ensemble);
}

// @ts-ignore: decorator
@inline
function weightsOf(run: NetworkRun): Weights {
  return changetype<Weights>(run.weights);
}

/** T of the voltages at `voltage`, `stride` bytes from one vector to the next, to `out`. */
function outputs<T>(run: NetworkRun, voltage: usize, stride: usize, out: usize): void {
  const weights = weightsOf(run);
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const half = v128.load(synapse, HALF);
    const inverse = v128.load(synapse, INVERSE_WIDTH);
    for (let k: u32 = 0; k < weights.trialVectors; k++, voltage += stride, out += 16) {
      v128.store(out, logisticLanes<T>(v128.mul<T>(v128.sub<T>(v128.load(voltage), half), inverse)));
    }
  }
}

/** drive = base + gain W T. */
function driveBy<T>(run: NetworkRun, output: usize): void {
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
function conductancesBy<T>(run: NetworkRun, opening: usize, voltage: usize, stride: usize): void {
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
function relaxOpenings<T>(run: NetworkRun, voltage: usize, share: f64): void {
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
function stageOpenings<T>(run: NetworkRun, voltage: usize, stride: usize, opening: usize, stage: i32): void {
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
function cells<T>(run: NetworkRun, what: i32, explicit: bool, coupled: bool): void {
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

/** Whether all voltages are finite. */
function isFinite<T>(voltage: usize, bytes: usize): bool {
  let sum = splat<T>(0.0);
  for (const end = voltage + bytes; voltage < end; voltage += 16) {
    const v = v128.load(voltage);
    sum = v128.add<T>(sum, v128.sub<T>(v, v)); // NaN where one is not finite
  }
  return allLanes<T>(v128.eq<T>(sum, sum));
}

/** Notes the trials in which a voltage is not finite. */
function markFailures<T>(run: NetworkRun): void {
  const weights = weightsOf(run);
  const trials = <usize>weights.trialVectors * laneCount<T>();
  const voltage = cellsOf(run).voltage;
  for (let at: usize = 0; at < <usize>weights.cells * trials; at++) {
    const v = <f64>load<T>(voltage + at * sizeof<T>());
    const failedAt = run.failedAt + ((at % trials) << 3);
    if (v - v != 0.0 && load<f64>(failedAt) < 0.0) store<f64>(failedAt, run.steps);
  }
}

function copy(from: usize, to: usize, bytes: usize): void {
  for (const end = from + bytes; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

/** Counts the cells that crossed the threshold upwards in the last step. */
function countCrossings<T>(run: NetworkRun, voltage: usize, bytes: usize): void {
  const threshold = splat<T>(run.threshold);
  const one = splat<T>(1.0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const crossed = v128.and(v128.lt<T>(v128.load(run.before + at), threshold), v128.ge<T>(v128.load(voltage + at), threshold));
    v128.store(run.counts + at, v128.add<T>(v128.load(run.counts + at), v128.and(crossed, one)));
  }
}

/** Takes `steps` steps. */
export function runNetworkSteps<T>(run: NetworkRun, steps: u32): void {
  const ensemble = cellsOf(run);
  const weights = weightsOf(run);
  const bytes = (<usize>weights.cells * <usize>weights.trialVectors) << 4;
  ensemble.recordBytes = 0;
  ensemble.table = 0;
  ensemble.toSynapticConductance = run.conductance - ensemble.voltage;
  ensemble.toSynapticPush = run.push - ensemble.voltage;
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
