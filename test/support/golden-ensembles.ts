import { type Core, type EnsembleOptions, type Model, morrisLecarModel, solveEnsemble, testProblems } from "../../src/index.js";

/** SHA-256 of what {@link goldenEnsembles} returns: the same in every engine, on every machine. */
export const goldenEnsemblesHash = "47b2825269dd86febb4cbbb044a5d387b22ac1c2a6a369156c98c5dac2aa2111";

const members = 23;
const line = (from: number, to: number) => Float64Array.from({ length: members }, (_, i) => from + ((to - from) * i) / members);

/** Ends of ensembles of every model that has lanes, with each method, with own and with common steps. */
export function goldenEnsembles(core: Core): Float64Array {
  const cases: [Model, Omit<EnsembleOptions, "members">][] = [
    [testProblems.vanDerPol(), { parameters: { mu: line(0.1, 10) }, end: 10 }],
    [testProblems.vdpol(), { parameters: { epsilon: line(0.01, 1) }, end: 1 }],
    [testProblems.lotkaVolterra(), { parameters: { a: line(1, 2) }, times: [1, 7.5] }],
    [testProblems.lorenz(), { parameters: { r: line(1, 40) }, end: 5 }],
    [testProblems.rober(), { parameters: { k1: line(0.01, 0.1) }, end: 0.1 }],
    [morrisLecarModel({ current: 45 }), { parameters: { current: line(20, 120) }, end: 50 }],
  ];
  const numbers: number[] = [];
  for (const [model, options] of cases) {
    for (const method of ["tsit5", "dopri5", "rosenbrock23"] as const) {
      for (const sharedSteps of [false, true]) {
        const solution = solveEnsemble(core, model, { ...options, members, method, sharedSteps });
        numbers.push(...solution.states, ...solution.records, ...solution.statistics.rejected);
      }
    }
  }
  return Float64Array.from(numbers);
}
