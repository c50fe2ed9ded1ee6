// Addresses of the draws that decide which synapses there are. They have a kind of their own (assembly/random/address.ts
// explains kinds) and 56 bits for the number of the block:
//   bits 28-55  the neuron that draws: the source (fixed probability) or the target (fixed in-degree)
//   bits  0-27  block within that neuron's draws
// so that the draws of any neuron can be made on their own, and again. Weights and delays are the normal, uniform and
// integer draws of the projection's stream, numbered by synapse.

const CONNECTION: u64 = 32;

/** Index of block `block` of a neuron. */
// @ts-ignore: decorator
@inline
export function connectionBlock(neuron: u32, block: u32): u64 {
  return (CONNECTION << 56) | (<u64>neuron << 28) | <u64>block;
}
