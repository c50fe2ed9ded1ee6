import {
  EventStream as EventStreamLayout,
  Lif as LifLayout,
  LifSynapse as LifSynapseLayout,
  PoissonInput as PoissonInputLayout,
  type Population as PopulationLayout,
} from "../core/generated/layouts.js";
import type { Block } from "../core/memory.js";
import type { Layout, Struct } from "../core/struct.js";
import { writeInitial } from "./initial.js";
import { type Allocator, blockState, type StatePiece, StructArray } from "./layout.js";
import { membraneCoefficients, synapseCoefficients } from "./lif-coefficients.js";
import { checkLif, type LifDescription, type LifOptions, type SynapseOptions } from "./lif-options.js";
import {
  checkSteps,
  type InitialValue,
  mapParameters,
  type NeuronParameter,
  type ParameterBlock,
  type Precision,
  parameterAt,
  parameterBlock,
} from "./parameters.js";
import { type Arrivals, kinds, Population, type Surroundings } from "./population.js";

const BLOCK = 128; // assembly/models/lif/lif.ts
const LONGEST_REFRACTORY_PERIOD = 2 ** 22; // steps; assembly/models/lif/refractory.ts
const synapseKinds = { exponential: 0, alpha: 1, "ornstein-uhlenbeck": 2 } as const;
const methods = { "exponential-euler": 0, euler: 1 } as const;

/** A population of conductance-based LIF neurons, advanced by the clock. Made by {@link Network.addLif}. */
export class LifPopulation extends Population {
  /** @internal */
  readonly description: LifDescription;
  readonly #refractorySteps: NeuronParameter;
  #arrivals = new Map<string, Arrivals>();

  /** @internal */
  constructor(network: object, id: number, dt: number, options: LifOptions) {
    const description = checkLif(options);
    super(network, id, options.name ?? `population ${id}`, description.size);
    this.description = description;
    const allowed = { min: 0, max: LONGEST_REFRACTORY_PERIOD * dt };
    this.#refractorySteps = mapParameters(
      (period) => checkSteps("refractoryPeriod", period, dt, allowed),
      description.refractoryPeriod,
    );
  }

  override get synapseNames(): readonly string[] {
    return [...this.description.synapses].filter(([, s]) => s.type !== "ornstein-uhlenbeck").map(([name]) => name);
  }

  override spikesPerStep(): number {
    return this.size;
  }

  override describe(): unknown {
    const { synapses, initialConductance, ...rest } = this.description;
    return { kind: "lif", ...rest, synapses: [...synapses], initialConductance: [...initialConductance] };
  }

  override arrivals(name: string): Arrivals {
    return this.#arrivals.get(name) ?? super.arrivals(name);
  }

  override layOut(allocator: Allocator, struct: Struct<typeof PopulationLayout>, around: Surroundings) {
    const { precision, size } = this.description;
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    const parts: { fill(): void; state: StatePiece[] }[] = [];
    const lif = new StructArray(around.core.memory, allocator, LifLayout, 1).at(0);
    const voltage = allocator.block(precision, padded);
    const release = allocator.block(precision, padded);
    const scratch = ["Slope", "Push", "Normal"].map((name) => [`scratch${name}`, allocator.block(precision, BLOCK).address]);
    parts.push({
      fill: () => {
        lif.set({ padded, method: methods[this.description.method], voltage: voltage.address, release: release.address });
        lif.set(Object.fromEntries(scratch));
        writeInitial(around.core, () => voltage.view, this.description.initialVoltage, size, around.seed, around.stream(0));
        // Padding rests at the reset voltage, refractory for ever: it never reaches threshold.
        voltage.view.fill(parameterAt(this.description.reset, size - 1), size);
        release.view.fill(Number.POSITIVE_INFINITY, size);
      },
      state: [blockState("voltage", voltage), blockState("release", release)],
    });
    this.variables = new Map([
      ["voltage", { block: voltage, unit: "mV" }],
      ["release", { block: release, unit: "steps" }],
    ]);
    parts.push(this.#layOutMembrane(allocator, lif, around, padded));
    parts.push(this.#layOutSynapses(allocator, lif, around, padded));
    parts.push(this.#layOutInputs(allocator, lif, around, padded));
    parts.push(
      this.layOutSpikes(allocator, struct, around, precision === "f64" ? kinds.lifF64 : kinds.lifF32, lif.address, false),
    );
    return {
      fill: () => {
        for (const part of parts) part.fill();
      },
      state: parts.flatMap((part) => part.state),
    };
  }

  #layOutMembrane(allocator: Allocator, lif: Struct<typeof LifLayout>, around: Surroundings, padded: number) {
    const d = this.description;
    const values = {
      ...membraneCoefficients(d, around.dt),
      threshold: d.threshold,
      reset: d.reset,
      refractorySteps: this.#refractorySteps,
    };
    return parameterPart(allocator, lif, d.precision, padded, values);
  }

  #layOutSynapses(allocator: Allocator, lif: Struct<typeof LifLayout>, around: Surroundings, padded: number) {
    const d = this.description;
    const structs = new StructArray(around.core.memory, allocator, LifSynapseLayout, d.synapses.size);
    const parts = [...d.synapses].map(([name, synapse], x) => {
      return this.#layOutSynapse(allocator, structs.at(x), around, padded, name, synapse, x);
    });
    return {
      fill: () => {
        lif.set({ synapseCount: structs.count, synapses: structs.address });
        for (const part of parts) part.fill();
      },
      state: parts.flatMap((part) => part.state),
    };
  }

  #layOutSynapse(
    allocator: Allocator,
    struct: Struct<typeof LifSynapseLayout>,
    around: Surroundings,
    padded: number,
    name: string,
    synapse: SynapseOptions,
    x: number,
  ) {
    const { precision, size, initialConductance, method, membraneTimeConstant } = this.description;
    const conductance = allocator.block(precision, padded);
    const rise = synapse.type === "alpha" ? allocator.block(precision, padded) : undefined;
    const delay = around.ringDelay(name);
    const slots = delay === undefined ? 0 : delay + 1;
    const ring = slots > 0 ? allocator.block(precision, slots * padded) : undefined;
    const coefficients = synapseCoefficients(around.core.exports, synapse, membraneTimeConstant, around.dt, method);
    const parameters = parameterPart(allocator, struct, precision, padded, coefficients);
    this.variables.set(synapse.type === "ornstein-uhlenbeck" ? `${name} deviation` : name, { block: conductance, unit: "g_L" });
    if (rise) this.variables.set(`${name} rise`, { block: rise, unit: "g_L" });
    if (synapse.type !== "ornstein-uhlenbeck") {
      this.#arrivals.set(name, {
        precision,
        accumulator: (rise ?? conductance).address,
        ring: ring?.address ?? 0,
        slots,
        stride: padded,
      });
    }
    const initial = initialConductance.get(name) ?? defaultConductance(synapse);
    const pieces: [string, Block<Precision> | undefined][] = [
      [`${name}.conductance`, conductance],
      [`${name}.rise`, rise],
      [`${name}.ring`, ring],
    ];
    return {
      fill: () => {
        struct.set({
          kind: synapseKinds[synapse.type],
          ringSlots: slots,
          conductance: conductance.address,
          rise: rise?.address ?? 0,
          ring: ring?.address ?? 0,
          stream: around.stream(2 + 2 * x),
        });
        parameters.fill();
        writeInitial(around.core, () => conductance.view, initial, size, around.seed, around.stream(1 + 2 * x));
        if (synapse.type === "ornstein-uhlenbeck") toDeviation(conductance.view, synapse, size, initialConductance.has(name));
      },
      state: pieces.flatMap(([piece, block]) => (block ? [blockState(piece, block)] : [])),
    };
  }

  #layOutInputs(allocator: Allocator, lif: Struct<typeof LifLayout>, around: Surroundings, padded: number) {
    const { inputs, synapses, size, membraneTimeConstant } = this.description;
    const names = [...synapses.keys()];
    const firstStream = 1 + 2 * names.length;
    const structs = new StructArray(around.core.memory, allocator, PoissonInputLayout, inputs.length);
    const parts = inputs.map((input, k) => {
      const { timeConstant, reversal } = synapses.get(input.synapse) as SynapseOptions;
      const timeRatio = mapParameters((tau, tauL) => (tau as number) / (tauL as number), timeConstant, membraneTimeConstant);
      const struct = structs.at(k);
      const events = layOutEvents(allocator, around, padded, size, input.rate, around.stream(firstStream + k), `input ${k}`);
      const parameters = parameterPart(allocator, struct, "f64", padded, {
        timeConstant,
        timeRatio,
        reversal,
        weight: input.weight,
      });
      return {
        fill: () => {
          events.fill();
          parameters.fill();
          struct.set({
            synapse: names.indexOf(input.synapse),
            rate: events.rate.address,
            rateMask: events.rate.mask,
            next: events.next.address,
            events: events.struct.address,
          });
        },
        state: events.state,
      };
    });
    return {
      fill: () => {
        lif.set({ inputCount: structs.count, inputs: structs.address });
        for (const part of parts) part.fill();
      },
      state: parts.flatMap((part) => part.state),
    };
  }
}

/** Event times of `size` independent Poisson trains: rates per ms, time to the next event, random stream. */
export function layOutEvents(
  allocator: Allocator,
  around: Surroundings,
  padded: number,
  size: number,
  rates: NeuronParameter,
  stream: bigint,
  name: string,
) {
  const struct = new StructArray(around.core.memory, allocator, EventStreamLayout, 1).at(0);
  const rate = parameterBlock(allocator, "f64", rates, padded);
  const next = allocator.block("f64", padded);
  const drawn = allocator.block("f64", padded); // u64 in the core
  const spare = allocator.block("f64", padded); // u64 in the core
  return {
    struct,
    rate,
    next,
    fill: () => {
      rate.fill(rates);
      struct.set({ stream, drawn: drawn.address, spare: spare.address });
      around.core.call((e) => e.startEvents(next.address, size, rate.address, rate.mask, struct.address, around.seed));
      next.view.fill(Number.POSITIVE_INFINITY, size); // padding: never
    },
    state: [blockState(`${name}.next`, next), blockState(`${name}.drawn`, drawn), blockState(`${name}.spare`, spare)],
  };
}

/** Parameters of a struct whose fields are called NAME and NAMEMask. */
export function parameterPart(
  allocator: Allocator,
  struct: Struct<{ byteLength: number; fields: Layout["fields"] }>,
  precision: Precision,
  padded: number,
  values: Record<string, NeuronParameter>,
): { fill(): void; state: StatePiece[] } {
  const blocks = Object.entries(values).map(([name, value]): [string, ParameterBlock, NeuronParameter] => [
    name,
    parameterBlock(allocator, precision, value, padded),
    value,
  ]);
  return {
    fill: () => {
      for (const [name, block, value] of blocks) {
        block.fill(value);
        struct.set({ [name]: block.address, [`${name}Mask`]: block.mask });
      }
    },
    state: [],
  };
}

function defaultConductance(synapse: SynapseOptions): InitialValue {
  return synapse.type === "ornstein-uhlenbeck" ? { distribution: "normal", mean: 0, standardDeviation: 1 } : 0;
}

/** The core keeps deviations from the mean: makes them from given conductances, or from standard normal draws. */
function toDeviation(
  view: Float64Array | Float32Array,
  synapse: SynapseOptions & { type: "ornstein-uhlenbeck" },
  size: number,
  given: boolean,
): void {
  for (let i = 0; i < size; i++) {
    view[i] = given
      ? (view[i] as number) - parameterAt(synapse.mean, i)
      : (view[i] as number) * parameterAt(synapse.standardDeviation, i);
  }
}
