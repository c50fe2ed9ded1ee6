// Structs of the conductance-based leaky integrate-and-fire neuron, clock-driven. Times in ms, voltages in mV,
// conductances gamma = g / g_L without unit:
//
//   tau_L dV/dt = E_L - V + sum_x gamma_x (E_x - V) + I/g_L ;  V >= theta: spike, V := V_r, held there for tau_ref
//
// With conductances held at their means over a step of length h this is h dV/dt = push + slope V, where
//
//   slope = -(h/tau_L) (1 + sum_x mean gamma_x) ,  push = (h/tau_L) (E_L + I/g_L + sum_x mean gamma_x E_x)
//
// Arrays hold `padded` elements of the lane type T, a multiple of BLOCK. A parameter is an array with mask ~0, or one
// vector with mask 0 that all neurons share: element i of either is at `pointer + (byteOffset(i) & mask)`.

/** Neurons advanced together: their scratch arrays stay in the first-level cache. */
export const BLOCK: u32 = 128;

export const EXPONENTIAL_EULER: u32 = 0;
export const EULER: u32 = 1;

export const EXPONENTIAL: u32 = 0;
export const ALPHA: u32 = 1;
export const ORNSTEIN_UHLENBECK: u32 = 2;

@unmanaged
export class Lif {
  padded: u32;
  method: u32;
  synapseCount: u32;
  inputCount: u32;
  synapses: usize; // LifSynapse[synapseCount]
  inputs: usize; // PoissonInput[inputCount], sorted by synapse
  voltage: usize; // T[padded], mV
  release: usize; // T[padded], step in which the refractory period ends (refractory.ts)
  slope: usize; // T, without the fluctuating conductances
  slopeMask: u32;
  push: usize; // T, mV, without the fluctuating conductances
  pushMask: u32;
  threshold: usize; // T, mV
  thresholdMask: u32;
  reset: usize; // T, mV
  resetMask: u32;
  refractorySteps: usize; // T
  refractoryStepsMask: u32;
  scratchSlope: usize; // T[BLOCK]
  scratchPush: usize; // T[BLOCK], mV
  scratchNormal: usize; // T[BLOCK]
}

@unmanaged
export class LifSynapse {
  kind: u32;
  ringSlots: u32; // 0: no projection with delays per synapse
  conductance: usize; // T[padded]; of an Ornstein-Uhlenbeck conductance the deviation from its mean
  rise: usize; // T[padded], alpha only
  ring: usize; // T[ringSlots][padded], arrivals of the coming steps
  decay: usize; // T, exp(-h/tau), or 1 - h/tau with Euler
  decayMask: u32;
  slopeGain: usize; // T, slope for a unit of conductance at the start of the step
  slopeGainMask: u32;
  pushGain: usize; // T, push for a unit of conductance at the start of the step, mV
  pushGainMask: u32;
  riseGain: usize; // T, alpha: conductance gained in one step for a unit of rise
  riseGainMask: u32;
  riseSlopeGain: usize; // T, alpha: slope for a unit of rise
  riseSlopeGainMask: u32;
  risePushGain: usize; // T, alpha: push for a unit of rise, mV
  risePushGainMask: u32;
  noise: usize; // T, Ornstein-Uhlenbeck: standard deviation of one step's increment
  noiseMask: u32;
  stream: u64; // Ornstein-Uhlenbeck: random stream
}

// An independent Poisson train into every neuron, with exact event times inside the step.
@unmanaged
export class PoissonInput {
  synapse: u32;
  events: usize; // EventStream
  timeConstant: usize; // f64, tau, ms
  timeConstantMask: u32;
  timeRatio: usize; // f64, tau / tau_L
  timeRatioMask: u32;
  reversal: usize; // f64, mV
  reversalMask: u32;
  rate: usize; // f64, events per ms
  rateMask: u32;
  weight: usize; // f64, conductance added by one event (alpha: its peak)
  weightMask: u32;
  next: usize; // f64[padded], ms from the start of the step to the next event
}
