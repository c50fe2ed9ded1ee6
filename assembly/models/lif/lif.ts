// Structs of the conductance-based leaky integrate-and-fire neuron, clock-driven. Times in ms, voltages in mV,
// conductances gamma = g / g_L without unit:
//
//   tau_L dV/dt = E_L - V + sum_x gamma_x (E_x - V) + I/g_L ;  V >= theta: spike, V := V_r, held there for tau_ref
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
  drive: usize; // T, E_L + I/g_L, mV
  driveMask: u32;
  rate: usize; // T, dt / tau_L
  rateMask: u32;
  threshold: usize; // T, mV
  thresholdMask: u32;
  reset: usize; // T, mV
  resetMask: u32;
  refractorySteps: usize; // T
  refractoryStepsMask: u32;
  scratchTotal: usize; // T[BLOCK], total conductance 1 + sum gamma_x
  scratchDrive: usize; // T[BLOCK], E_L + I/g_L + sum gamma_x E_x
  scratchNormal: usize; // T[BLOCK]
}

@unmanaged
export class LifSynapse {
  kind: u32;
  ringSlots: u32; // 0: no projection with delays per synapse
  conductance: usize; // T[padded]; of an Ornstein-Uhlenbeck conductance the deviation from its mean
  rise: usize; // T[padded], alpha only
  ring: usize; // T[ringSlots][padded], arrivals of the coming steps
  reversal: usize; // T, mV
  reversalMask: u32;
  decay: usize; // T, exp(-dt/tau), or 1 - dt/tau with Euler
  decayMask: u32;
  average: usize; // T, mean of the decay over one step, or 1 with Euler
  averageMask: u32;
  riseGain: usize; // T, alpha: conductance gained in one step per unit of rise
  riseGainMask: u32;
  riseAverage: usize; // T, alpha: mean over one step of that gain
  riseAverageMask: u32;
  mean: usize; // T, Ornstein-Uhlenbeck only
  meanMask: u32;
  noise: usize; // T, Ornstein-Uhlenbeck: standard deviation of one step's increment
  noiseMask: u32;
  stream: u64; // Ornstein-Uhlenbeck: random stream
}

// An independent Poisson train into every neuron, with exact event times inside the step.
@unmanaged
export class PoissonInput {
  synapse: u32;
  events: usize; // EventStream
  timeConstant: usize; // f64, ms
  timeConstantMask: u32;
  rate: usize; // f64, events per ms
  rateMask: u32;
  weight: usize; // f64, conductance added by one event (alpha: its peak)
  weightMask: u32;
  next: usize; // f64[padded], ms from the start of the step to the next event
}
