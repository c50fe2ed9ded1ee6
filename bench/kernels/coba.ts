import type { Core, LifPopulation, Projection } from "../../src/index.js";
import { cobaNetwork } from "../../src/studies/lif-rate/coba.js";
import type { KernelBenchmark } from "../harness.js";
import { type TwinParameters, type TwinState, twinState, twinStep } from "./lif-twin.js";

const MILLISECONDS = 50;

/** One projection as compressed rows, as the core keeps it. */
interface Rows {
  readonly rowStart: Uint32Array;
  readonly targets: Uint16Array;
  readonly weight: number;
}

interface Twin {
  readonly states: readonly [TwinState, TwinState];
  readonly steps: readonly [(state: TwinState) => void, (state: TwinState) => void];
  /** rows[source][target] */
  readonly rows: readonly (readonly [Rows, Rows])[];
}

const shared = {
  dt: 0.1,
  membraneTimeConstant: 20,
  drive: -60,
  threshold: -50,
  reset: -60,
  refractorySteps: 50,
  excitatory: { reversal: 0, timeConstant: 5 },
  inhibitory: { reversal: -80, timeConstant: 10 },
};

function twinOf(populations: readonly [LifPopulation, LifPopulation], projections: readonly Projection[]): Twin {
  const stateOf = (population: LifPopulation) => {
    const state = twinState(population.size, Float64Array);
    state.voltage.set(population.read("voltage"));
    state.excitatory.set(population.read("excitatory"));
    state.inhibitory.set(population.read("inhibitory"));
    return state;
  };
  const parametersOf = ({ size }: LifPopulation): TwinParameters => ({ ...shared, size });
  const rowsOf = (source: LifPopulation, target: LifPopulation): Rows => {
    const projection = projections.find((p) => p.source === source && p.target === target)!;
    const { sources, targets, weights } = projection.toLists();
    const rowStart = new Uint32Array(source.size + 1);
    for (const s of sources) rowStart[s + 1]!++;
    for (let s = 0; s < source.size; s++) rowStart[s + 1]! += rowStart[s]!;
    return { rowStart, targets: Uint16Array.from(targets), weight: weights[0]! };
  };
  const [e, i] = populations;
  return {
    states: [stateOf(e), stateOf(i)],
    steps: [twinStep(parametersOf(e)), twinStep(parametersOf(i))],
    rows: [
      [rowsOf(e, e), rowsOf(e, i)],
      [rowsOf(i, e), rowsOf(i, i)],
    ],
  };
}

/** Adds the weight of every spike of the last step to its targets. */
function deliver(source: TwinState, { rowStart, targets, weight }: Rows, conductance: Float64Array | Float32Array): void {
  const { spikes, spikeCount } = source;
  for (let k = 0; k < spikeCount; k++) {
    const neuron = spikes[k]!;
    for (let at = rowStart[neuron]!, end = rowStart[neuron + 1]!; at < end; at++) {
      const target = targets[at]!;
      conductance[target] = conductance[target]! + weight;
    }
  }
}

function runTwin({ states: [e, i], steps: [stepE, stepI], rows }: Twin, steps: number): void {
  for (let s = 0; s < steps; s++) {
    deliver(e, rows[0]![0], e.excitatory);
    deliver(i, rows[1]![0], e.inhibitory);
    deliver(e, rows[0]![1], i.excitatory);
    deliver(i, rows[1]![1], i.inhibitory);
    stepE(e);
    stepI(i);
  }
}

function build(core: Core) {
  const { network, excitatory, inhibitory, projections } = cobaNetwork(core, { seed: 1 });
  network.build();
  return { network, twin: twinOf([excitatory, inhibitory], projections), excitatory, inhibitory };
}

/** Voltages after 5 ms: before chaos magnifies the last bits, in which Math.expm1 differs from the core's polynomial. */
function check(core: Core): void {
  const { network, twin, excitatory, inhibitory } = build(core);
  network.runSync(5);
  runTwin(twin, 50);
  [excitatory, inhibitory].forEach((population, p) => {
    const voltage = population.read("voltage");
    for (let n = 0; n < voltage.length; n++) {
      const other = twin.states[p]!.voltage[n]!;
      if (!(Math.abs(voltage[n]! - other) <= 1e-9)) {
        throw new Error(`After 5 ms neuron ${n} of "${population.name}" is at ${voltage[n]} mV, the twin's at ${other} mV.`);
      }
    }
  });
  network.dispose();
}

export const benchmarks: KernelBenchmark[] = [
  {
    name: "coba network f64",
    description: `COBA benchmark network: 4000 neurons, 320,000 synapses, dt 0.1 ms, ${MILLISECONDS} ms a call`,
    unit: "neuron step",
    prepare(core) {
      const { network, twin } = build(core);
      return {
        operations: 4000 * MILLISECONDS * 10,
        kernel: () => network.runSync(MILLISECONDS),
        twin: () => runTwin(twin, MILLISECONDS * 10),
        check: () => check(core),
      };
    },
  },
];
