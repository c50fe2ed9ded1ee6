/** assembly/models/whitening/gain-exports.ts. Addresses; the functions of circuits return a status. */
export interface GainExports {
  gainRespond(response: number, samples: number, count: number, responses: number): number;
  gainLearn(circuit: number, samples: number, count: number, batch: number, offset: number, responses: number): number;
  gainLearnExpected(circuit: number, steps: number, offset: number): number;
  gainCovariance(response: number, record: number): number;
  expectedRoot(expected: number, covariance: number, n: number): number;
  fastGainLearn(circuit: number, samples: number, count: number, batch: number, offset: number, responses: number): number;
  fastGainLearnExpected(circuit: number, steps: number, offset: number): number;
  decoupledRespond(circuit: number, samples: number, count: number, responses: number): number;
  decoupledLearnExpected(circuit: number, steps: number, offset: number): number;
  decoupledCovariance(circuit: number): number;
  decoupledLearn(circuit: number, samples: number, count: number, batch: number, offset: number, responses: number): number;
}
