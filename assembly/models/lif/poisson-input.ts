import { exp } from "../../numeric/exp";
import { log } from "../../numeric/log";
import { EventStream, nextUniform } from "../event-stream";
import { ALPHA, BLOCK, Lif, LifSynapse, PoissonInput } from "./lif";



// An event at u inside the step of length h, with s = h - u left of it:
//
//   exponential   gamma' += w e^(-s/tau) ,  mean += w (tau/h) (1 - e^(-s/tau))
//   alpha         r' += w e^(-s/tau) ,  gamma' += w (e/tau) s e^(-s/tau) ,
//                 mean += w (e/tau) (tau^2/h) (1 - e^(-s/tau) (1 + s/tau))
//
// The time to the next event is counted down by h each step, so no rounding depends on how long the run is.

/** Adds the events of this step to the neurons of the block that starts at neuron `first`. */
export function addPoissonEvents<T>(lif: Lif, input: PoissonInput, seed: u64, dt: f64, first: u32): void {
  const end = input.next + <usize>(first + BLOCK) * 8;
  const step = f64x2.splat(dt);
  for (let next = input.next + <usize>first * 8; next < end; next += 16) {
    const time = v128.load(next);
    if (v128.any_true(v128.lt<f64>(time, step))) {
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
  const parameterAt = neuron * 8; // f64 parameters: element of an array, or lane 0 of the shared vector
  const tau = load<f64>(input.timeConstant + (parameterAt & input.timeConstantMask));
  const weight = load<f64>(input.weight + (parameterAt & input.weightMask));
  const interval = 1.0 / load<f64>(input.rate + (parameterAt & input.rateMask));
  const inverseTau = 1.0 / tau;
  const gain = 2.718281828459045 * inverseTau;
  const events = changetype<EventStream>(input.events);
  let mean: f64 = 0;
  let conductance: f64 = 0;
  let rise: f64 = 0;
  do {
    const left = dt - time;
    const decay = exp(-left * inverseTau);
    if (synapse.kind == ALPHA) {
      rise += decay;
      conductance += gain * left * decay;
      mean += gain * tau * tau * (1.0 - decay * (1.0 + left * inverseTau));
    } else {
      conductance += decay;
      mean += tau * (1.0 - decay);
    }
    time -= log(nextUniform(events, seed, neuron)) * interval;
  } while (time < dt);
  store<f64>(nextAddress, time);
  mean *= weight / dt;
  const at = neuron * sizeof<T>();
  const scratchAt = inBlock * sizeof<T>();
  const lane = at & 15;
  const reversal = <f64>load<T>(synapse.reversal + ((at & ~15) & synapse.reversalMask) + lane);
  addTo<T>(lif.scratchTotal + scratchAt, mean);
  addTo<T>(lif.scratchDrive + scratchAt, mean * reversal);
  addTo<T>(synapse.conductance + at, conductance * weight);
  if (synapse.kind == ALPHA) addTo<T>(synapse.rise + at, rise * weight);
}

// @ts-ignore: decorator
@inline
function addTo<T>(address: usize, value: f64): void {
  store<T>(address, <T>(<f64>load<T>(address) + value));
}
