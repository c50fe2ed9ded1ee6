// `npm run bench:network-solvers [-- CELLS ...]`: solvers on networks of Morris-Lecar cells with sparse inhibition; prints the tables of docs/solvers.md.
import {
  type Core,
  createIntegrator,
  type FunctionOptions,
  load,
  type MethodName,
  type Model,
  morrisLecarNetworkModel,
  RandomStream,
  solve,
} from "../src/index.js";

const END = 100; // ms
const TOLERANCE = 1e-5;
const IN_DEGREE = 10;
const ROUNDS = 5;
/** Networks whose dense matrices are factored within the patience of a benchmark. */
const LARGEST_DENSE = 100;

/** GABA_A kinetics, `speed` times as fast; up to ten synapses a cell, 1 mS/cm2 together on average. */
function network(core: Core, cells: number, speed: number): Model {
  const random = new RandomStream(core, { seed: cells });
  const inDegree = Math.min(IN_DEGREE, cells - 1);
  const count = cells * inDegree;
  const targets = Array.from({ length: count }, (_, k) => Math.floor(k / inDegree));
  const sources = Array.from({ length: cells }, (_, target) =>
    Array.from(random.permutation(cells))
      .filter((source) => source !== target)
      .slice(0, inDegree),
  ).flat();
  return morrisLecarNetworkModel({
    type: "conductance",
    cells,
    synapses: { kind: "gabaA", opening: 5 * speed, closing: 0.18 * speed },
    current: random.uniforms(cells).map((u) => 42 + 8 * u),
    weights: { sources, targets, weights: random.uniforms(count).map((u) => (0.5 + u) / inDegree) },
    initial: { voltage: random.uniforms(cells).map((u) => -60 + 50 * u), recovery: 0.05 },
  });
}

type Contestant = readonly [name: string, method: MethodName, dense: boolean, options: Partial<FunctionOptions>];

const contestants: readonly Contestant[] = [
  ["`tsit5`", "tsit5", false, {}],
  ["`dop853`", "dop853", false, {}],
  ["`ros34pw2`, `jacobianBlock: 3`", "ros34pw2", false, { jacobianBlock: 3 }],
  ["`ros34pw2`", "ros34pw2", true, {}],
  ["`rodas5p`", "rodas5p", true, {}],
  ["`radau`", "radau", true, {}],
];

/** The fastest of some runs, in ms of processor time, and the largest error of a voltage at the end. */
function measure(core: Core, model: Model, [, method, , options]: Contestant, reference: Float64Array): string {
  const tolerances = { relativeTolerance: TOLERANCE, absoluteTolerance: 1e-3 * TOLERANCE };
  const integrator = createIntegrator(core, model, { end: END, method, record: "end", ...tolerances, ...options });
  let fastest = Infinity;
  let end = reference;
  for (let round = 0; round < ROUNDS && !(fastest > 1000 && fastest < Infinity); round++) {
    const start = process.cpuUsage();
    end = integrator.run().state;
    const { user, system } = process.cpuUsage(start);
    fastest = Math.min(fastest, (user + system) / 1000);
  }
  integrator.dispose();
  let error = 0;
  for (let i = 0; i < end.length; i += 3) error = Math.max(error, Math.abs(end[i]! - reference[i]!));
  return `${Number(fastest.toPrecision(2))}, ${error.toExponential(0)}`;
}

const core = await load();
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000];
for (const speed of [1, 100]) {
  const columns = sizes.map((cells) => {
    const model = network(core, cells, speed);
    const tight = { relativeTolerance: 1e-10, absoluteTolerance: 1e-12 } as const;
    const reference = solve(core, model, { end: END, method: "dop853", record: "end", ...tight }).state;
    return contestants.map((contestant) =>
      contestant[2] && cells > LARGEST_DENSE ? "" : measure(core, model, contestant, reference),
    );
  });
  console.log(`\n| kinetics times ${speed} | ${sizes.map((cells) => `${cells} cells`).join(" | ")} |`);
  console.log(`|---|${sizes.map(() => "---|").join("")}`);
  for (const [row, [name]] of contestants.entries())
    console.log(`| ${name} | ${columns.map((column) => column[row]).join(" | ")} |`);
}
