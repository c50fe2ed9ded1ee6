/** assembly/models/whitening/flow-exports.ts; `flow` and `run` are addresses of a Flow and an Integration. */
export interface FlowExports {
  integrateDirectFlow(flow: number, run: number): number;
  integrateInterneuronFlow(flow: number, run: number): number;
  integrateProductFlow(flow: number, run: number): number;
  integrateGainFlow(flow: number, run: number): number;
  integrateFastGainFlow(flow: number, run: number): number;
  integrateDecoupledFastGainFlow(flow: number, run: number): number;
  /** `flow` is the address of a ShapingFlow. */
  integrateShapingFlow(flow: number, run: number): number;
}
