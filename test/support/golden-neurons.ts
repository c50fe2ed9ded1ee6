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
const line = (count: number, from: number, to: number) =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);

/** SHA-256 of each line of {@link goldenNeurons}: the same in every engine, on every machine. */
export const goldenNeuronsHashes: Readonly<Record<string, string>> = {
  "Morris-Lecar ensemble, f64": "c8c59ef63157a44441636459388d67df67bdee369b65deadf63bde2dbc4450ad",
  "Morris-Lecar ensemble, f32": "902711a9612b729e52a79c0166a6de8be66d45f201bcb429a1fb1b7e9986c6a4",
  "Morris-Lecar network (a), f64": "c616e91ab8d92d7bbd5c42f3124d42d55407c1ed86113883320bbec63965ccd9",
  "Morris-Lecar network (a), f32": "af3146d4725b090f7a8f82d8d1f2527d57c83f202b007787387cb836fa6e5a6f",
  "Morris-Lecar network (b), f64": "1d2579082ac9c77cf1762439d1075d01ee204a066321f6d3ad61bd07b217041f",
  "Morris-Lecar network (b), f32": "aebfee186c2c31ce9482f021c13f38dffa4904a5166459c61022336624ae8777",
  "Hodgkin-Huxley ensemble, f64": "22cf1e81b6700ab14c5b59483e8fc381f69a875dc489f58ca026f66e8a96440e",
  "Hodgkin-Huxley ensemble, f32": "747e9194ba235c238795c2e8098ce518fd3fef3aa07c2bae4cc0773d6d654b86",
  "rodas5p on HIRES": "1cd177e86b2dfd0d5592bef5bfc5cb77a926b4dde6d0cce29338a6106df70386",
  "radau on ROBER": "38fdd1c0594c15baf747bc3d11bb06ca5f2cc7044864f1916affd5d104c95b29",
  "dop853 on the Arenstorf orbit": "0289f02f57053267a520bae295832186c3bedb22ed42a2a68fa8e6178ac5de06",
  "auto on VDPOL": "b7195c2db4247886b0f803b92293e63527112eddda5862beabc5df89168434e8",
};

/** What ensembles and networks of biophysical neurons compute, and stiff and non-stiff solves, by name. */
export function goldenNeurons(core: Core): Record<string, Float64Array> {
  return {
    ...Object.fromEntries(precisions.map((precision) => [`Morris-Lecar ensemble, ${precision}`, ensembles(core, precision)])),
    ...Object.fromEntries(
      precisions.map((precision) => [`Morris-Lecar network (a), ${precision}`, networks(core, "current", precision)]),
    ),
    ...Object.fromEntries(
      precisions.map((precision) => [`Morris-Lecar network (b), ${precision}`, networks(core, "conductance", precision)]),
    ),
    ...Object.fromEntries(
      precisions.map((precision) => [`Hodgkin-Huxley ensemble, ${precision}`, hodgkinHuxley(core, precision)]),
    ),
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
    ["snlc" as const, Array.from(current, (_, i) => (i % 2 ? ("hopf" as const) : ("homoclinic" as const)))].flatMap(
      (parameters) => {
        const options = { cells, parameters, current, initial: { voltage }, dt: 0.125, threshold: 0 };
        const ensemble = createMorrisLecarEnsemble(core, { ...options, precision, stepper });
        const { voltages } = ensemble.run(50, { every: 100 });
        const all = [voltages, ensemble.recoveries, ensemble.spikeCounts];
        ensemble.dispose();
        return all;
      },
    ),
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
