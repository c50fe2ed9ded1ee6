import { exp } from "../../numeric/exp";
import { EventStream, nextInterval } from "../event-stream";
import { ALPHA, BLOCK, Lif, LifSynapse, PoissonInput } from "./lif";

// An event at u inside the step of length h, with s = h - u left of it, adds
//
//   exponential   gamma' += w e^(-s/tau) ,  h/tau_L times the mean += w (tau/tau_L) (1 - e^(-s/tau))
//   alpha         r' += w e^(-s/tau) ,  gamma' += w (e/tau) s e^(-s/tau) ,
//                 h/tau_L times the mean += w e (tau/tau_L) (1 - e^(-s/tau) (1 + s/tau))
//
// The time to the next event is counted down by h each step, so no rounding depends on how long the run is.

const E: f64 = 2.718281828459045;

/** Adds the events of this step to the neurons of the block that starts at neuron `first`. */
export function addPoissonEvents<T>(lif: Lif, input: PoissonInput, seed: u64, dt: f64, first: u32): void {
  const end = input.next + <usize>(first + BLOCK) * 8;
  const step = f64x2.splat(dt);
  for (let next = input.next + <usize>first * 8; next < end; next += 16) {
    const time = v128.load(next);
    if (i64x2.bitmask(v128.lt<f64>(time, step)) != 0) {
      const neuron = (next - input.next) >> 3;
      addNeuronEvents<T>(lif, input, seed, dt, neuron, neuron - first);
      addNeuronEvents<T>(lif, input, seed, dt, neuron + 1, neuron + 1 - first);
    }
    v128.store(next, v128.sub<f64>(v128.load(next), step));
  }
}

function addNeuronEvents<T>(lif: Lif, input: PoissonInput, seed: u64, dt: f64, neuron: usize, inBlock: usize): void {
  const nextAddress = input.next + neuron * 8;
  let time = load<f64>(nextAddress);
  if (time >= dt) return;
  const synapse = changetype<LifSynapse>(lif.synapses + <usize>input.synapse * offsetof<LifSynapse>());
  const at = neuron * 8; // f64 parameters: element of an array, or lane 0 of the shared vector
  const weight = load<f64>(input.weight + (at & input.weightMask));
  const interval = 1.0 / load<f64>(input.rate + (at & input.rateMask));
  const inverseTau = 1.0 / load<f64>(input.timeConstant + (at & input.timeConstantMask));
  const events = changetype<EventStream>(input.events);
  const alpha = synapse.kind == ALPHA;
  let mean: f64 = 0;
  let conductance: f64 = 0;
  let rise: f64 = 0;
  do {
    const left = (dt - time) * inverseTau;
    const decay = exp(-left);
    if (alpha) {
      rise += decay;
      conductance += E * left * decay;
      mean += E * (1.0 - decay * (1.0 + left));
    } else {
      conductance += decay;
      mean += 1.0 - decay;
    }
    time += nextInterval(events, seed, neuron) * interval;
  } while (time < dt);
  store<f64>(nextAddress, time);
  mean *= weight * load<f64>(input.timeRatio + (at & input.timeRatioMask));
  addTo<T>(lif.scratchSlope + inBlock * sizeof<T>(), -mean);
  addTo<T>(lif.scratchPush + inBlock * sizeof<T>(), mean * load<f64>(input.reversal + (at & input.reversalMask)));
  addTo<T>(synapse.conductance + neuron * sizeof<T>(), conductance * weight);
  if (alpha) addTo<T>(synapse.rise + neuron * sizeof<T>(), rise * weight);
}

// @ts-ignore: decorator
@inline
function addTo<T>(address: usize, value: f64): void {
  store<T>(address, <T>(<f64>load<T>(address) + value));
}
