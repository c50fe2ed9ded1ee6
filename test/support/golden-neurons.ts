import {
  type Core,
  createHodgkinHuxleyEnsemble,
  createMorrisLecarEnsemble,
  createMorrisLecarNetwork,
  hodgkinHuxleySteppers,
  type MethodName,
  type MorrisLecarNetworkOptions,
  morrisLecarSteppers,
  networkSteppers,
  solve,
  type TestProblem,
  testProblems,
} from "../../src/index.js";

const precisions = ["f64", "f32"] as const;
const line = (count: number, from: number, to: number) => Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);

/** SHA-256 of each line of {@link goldenNeurons}: the same in every engine, on every machine. */
export const goldenNeuronsHashes: Readonly<Record<string, string>> = {};

/** What ensembles and networks of biophysical neurons compute, and stiff and non-stiff solves, by name. */
export function goldenNeurons(core: Core): Record<string, Float64Array> {
  return {
    ...Object.fromEntries(precisions.map((precision) => [`Morris-Lecar ensemble, ${precision}`, ensembles(core, precision)])),
    ...Object.fromEntries(precisions.map((precision) => [`Morris-Lecar network (a), ${precision}`, networks(core, "current", precision)])),
    ...Object.fromEntries(
      precisions.map((precision) => [`Morris-Lecar network (b), ${precision}`, networks(core, "conductance", precision)]),
    ),
    ...Object.fromEntries(precisions.map((precision) => [`Hodgkin-Huxley ensemble, ${precision}`, hodgkinHuxley(core, precision)])),
    "rodas5p on HIRES": solved(core, testProblems.hires(), "rodas5p"),
    "radau on ROBER": solved(core, testProblems.rober(), "radau"),
    "dop853 on the Arenstorf orbit": solved(core, testProblems.arenstorf(), "dop853"),
    "auto on VDPOL": solved(core, testProblems.vdpol(), "auto"),
  };
}

function ensembles(core: Core, precision: "f64" | "f32"): Float64Array {
  const cells = 37;
  const current = line(cells, 20, 140);
  const voltage = line(cells, -70, 30);
  const parts = morrisLecarSteppers.flatMap((stepper) =>
    ["snlc" as const, Array.from(current, (_, i) => (i % 2 ? ("hopf" as const) : ("homoclinic" as const)))].flatMap((parameters) => {
      const options = { cells, parameters, current, initial: { voltage }, dt: 0.125, threshold: 0 };
      const ensemble = createMorrisLecarEnsemble(core, { ...options, precision, stepper });
      const { voltages } = ensemble.run(50, { every: 100 });
      const all = [voltages, ensemble.recoveries, ensemble.spikeCounts];
      ensemble.dispose();
      return all;
    }),
  );
  return joined(parts);
}

function networks(core: Core, type: "current" | "conductance", precision: "f64" | "f32"): Float64Array {
  const cells = 9;
  const trials = 5;
  const weights = Float64Array.from({ length: cells * cells }, (_, at) => (at * 7) % 11);
  const kinds = ["ampa", "nmda", "gabaA", "graded"] as const;
  const synapses = Array.from({ length: cells }, (_, i) => kinds[i % 4]!);
  const network: MorrisLecarNetworkOptions =
    type === "current"
      ? { type, cells, weights: weights.map((w) => (w - 5) / 20) }
      : { type, cells, weights: weights.map((w) => w / 10), synapses, current: 45 };
  const parts = networkSteppers.flatMap((stepper) => {
    const made = createMorrisLecarNetwork(core, { ...network, trials, dt: 0.125, stepper, precision, threshold: -10 });
    made.setState({ voltage: line(cells * trials, -70, 20) });
    const { voltages, meanOutputs } = made.run(40, { every: 80, meanOutputs: true });
    made.run(5, { currents: { every: 10, values: line(4 * cells, 30, 60) } });
    const all = [voltages, meanOutputs!, made.voltages, made.recoveries, made.outputs, made.spikeCounts];
    made.dispose();
    return all;
  });
  return joined(parts);
}

function hodgkinHuxley(core: Core, precision: "f64" | "f32"): Float64Array {
  const cells = 21;
  const parts = hodgkinHuxleySteppers.flatMap((stepper) => {
    const ensemble = createHodgkinHuxleyEnsemble(core, { cells, current: line(cells, 0, 40), dt: 1 / 64, precision, stepper });
    const { voltages } = ensemble.run(30, { every: 640 });
    const all = [voltages, ...(["m", "h", "n"] as const).map((part) => ensemble.read(part)), ensemble.spikeCounts];
    ensemble.dispose();
    return all;
  });
  return joined(parts);
}

/** Every step and its state. */
function solved(core: Core, problem: TestProblem, method: MethodName): Float64Array {
  const options = { end: problem.defaultEnd, method, relativeTolerance: 1e-7, absoluteTolerance: 1e-10 };
  const { times, states } = solve(core, problem, options);
  return joined([times, ...states]);
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}
