/** assembly/models/whitening/flow-exports.ts; `flow` and `run` are addresses of a Flow and an Integration. */
export interface FlowExports {
  dormandPrinceWorkStates(): number;
  integrateDirectFlow(flow: number, run: number): number;
  integrateInterneuronFlow(flow: number, run: number): number;
  integrateProductFlow(flow: number, run: number): number;
  integrateGainFlow(flow: number, run: number): number;
}
