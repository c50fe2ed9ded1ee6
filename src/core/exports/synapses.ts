/** assembly/synapses/exports.ts */
// biome-ignore lint/suspicious/noEmptyInterface: filled as kernels arrive
export interface SynapsesExports {}
