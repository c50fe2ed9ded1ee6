import {
  Lif as LifLayout,
  LifSynapse as LifSynapseLayout,
  PoissonInput as PoissonInputLayout,
  type Population as PopulationLayout,
} from "../core/generated/layouts.js";
import type { Block } from "../core/memory.js";
import type { Struct } from "../core/struct.js";
import { layOutEvents } from "./events.js";
import { writeInitial } from "./initial.js";
import { type Allocator, blockState, type StatePiece, StructArray } from "./layout.js";
import { changedLif, type LifParameters } from "./lif-changes.js";
import { membraneCoefficients, synapseCoefficients } from "./lif-coefficients.js";
import { checkLif, type LifDescription, type LifOptions, type PoissonInputOptions, type SynapseOptions } from "./lif-options.js";
import {
  checkSteps,
  type InitialValue,
  mapParameters,
  type NeuronParameter,
  type Precision,
  parameterAt,
  parameterPart,
} from "./parameters.js";
import { type Arrivals, kinds, Population, type Surroundings } from "./population.js";

const BLOCK = 128; // assembly/models/lif/lif.ts
const LONGEST_REFRACTORY_PERIOD = 2 ** 22; // steps; assembly/models/lif/refractory.ts
const synapseKinds = { exponential: 0, alpha: 1, "ornstein-uhlenbeck": 2 } as const;
const methods = { "exponential-euler": 0, euler: 1 } as const;

/** Brings a change of the description into the core's memory. */
type Change = (before: LifDescription, after: LifDescription) => void;

interface Built {
  /** As it was then: parameters have room for one value, or for one of each neuron. */
  readonly description: LifDescription;
  readonly changes: readonly Change[];
}

/** A population of conductance-based LIF neurons, advanced by the clock. Made by {@link Network.addLif}. */
export class LifPopulation extends Population {
  /** @internal As `set` left it. */
  description: LifDescription;
  readonly #dt: number;
  #arrivals = new Map<string, Arrivals>();
  #built: Built | undefined;

  /** @internal */
  constructor(network: object, id: number, dt: number, options: LifOptions) {
    const description = checkLif(options);
    super(network, id, options.name ?? `population ${id}`, description.size);
    this.description = description;
    this.#dt = dt;
    this.#refractorySteps(description);
  }

  /**
   * Changes parameters, before the first run or between runs; what is not named stays. The next step is the first to see them; voltages,
   * conductances and pending spikes stay as they are. A change of an input's rate rescales the time to its next event, which keeps the
   * train a Poisson process. Of Ornstein-Uhlenbeck conductances the deviation from the mean stays.
   * Errors: InputError, before anything changes: a value out of range, a synapse type or an input that does not exist, or, once the network is
   * built, one value for each neuron where it was built with one for all.
   */
  set(parameters: LifParameters): void {
    const before = this.description;
    const after = changedLif(before, parameters, this.#built?.description);
    this.#refractorySteps(after);
    this.description = after;
    for (const change of this.#built?.changes ?? []) change(before, after);
  }

  /** @internal */
  override forget(): void {
    super.forget();
    this.#built = undefined;
  }

  #refractorySteps(description: LifDescription): NeuronParameter {
    const allowed = { min: 0, max: LONGEST_REFRACTORY_PERIOD * this.#dt };
    const steps = (period: number) => checkSteps("refractoryPeriod", period, this.#dt, allowed);
    return mapParameters((period) => steps(period as number), description.refractoryPeriod);
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
    const changes: Change[] = [];
    const lif = new StructArray(around.core.memory, allocator, LifLayout, 1).at(0);
    const voltage = allocator.block(precision, padded);
    const release = allocator.block(precision, padded);
    const scratch = ["Slope", "Push", "Normal"].map((name) => [`scratch${name}`, allocator.block(precision, BLOCK).address]);
    // Padding rests at the reset voltage, refractory for ever: it never reaches threshold.
    const restPadding = () => voltage.view.fill(parameterAt(this.description.reset, size - 1), size);
    changes.push(restPadding);
    parts.push({
      fill: () => {
        lif.set({ padded, method: methods[this.description.method], voltage: voltage.address, release: release.address });
        lif.set(Object.fromEntries(scratch));
        writeInitial(around.core, () => voltage.view, this.description.initialVoltage, size, around.seed, around.stream(0));
        restPadding();
        release.view.fill(Number.POSITIVE_INFINITY, size);
      },
      state: [blockState("voltage", voltage), blockState("release", release)],
    });
    this.variables = new Map([
      ["voltage", { block: voltage, unit: "mV" }],
      ["release", { block: release, unit: "steps" }],
    ]);
    parts.push(this.#layOutMembrane(allocator, lif, around, padded, changes));
    parts.push(this.#layOutSynapses(allocator, lif, around, padded, changes));
    parts.push(this.#layOutInputs(allocator, lif, around, padded, changes));
    parts.push(
      this.layOutSpikes(allocator, struct, around, precision === "f64" ? kinds.lifF64 : kinds.lifF32, lif.address, false),
    );
    return {
      fill: () => {
        for (const part of parts) part.fill();
        this.#built = { description: this.description, changes };
      },
      state: parts.flatMap((part) => part.state),
    };
  }

  #layOutMembrane(allocator: Allocator, lif: Struct<typeof LifLayout>, around: Surroundings, padded: number, changes: Change[]) {
    return this.#changeable(changes, allocator, lif, this.description.precision, padded, (d) => ({
      ...membraneCoefficients(d, around.dt),
      threshold: d.threshold,
      reset: d.reset,
      refractorySteps: this.#refractorySteps(d),
    }));
  }

  /** Parameters that are computed from the description, anew when it changes. */
  #changeable(
    changes: Change[],
    allocator: Allocator,
    struct: Parameters<typeof parameterPart>[1],
    precision: Precision,
    padded: number,
    valuesOf: (description: LifDescription) => Record<string, NeuronParameter>,
  ) {
    const part = parameterPart(allocator, struct, precision, padded, valuesOf(this.description));
    changes.push((_, after) => part.change(valuesOf(after)));
    return part;
  }

  #layOutSynapses(allocator: Allocator, lif: Struct<typeof LifLayout>, around: Surroundings, padded: number, changes: Change[]) {
    const d = this.description;
    const structs = new StructArray(around.core.memory, allocator, LifSynapseLayout, d.synapses.size);
    const parts = [...d.synapses].map(([name, synapse], x) => {
      return this.#layOutSynapse(allocator, structs.at(x), around, padded, name, synapse, x, changes);
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
    changes: Change[],
  ) {
    const { precision, size, initialConductance } = this.description;
    const conductance = allocator.block(precision, padded);
    const rise = synapse.type === "alpha" ? allocator.block(precision, padded) : undefined;
    const delay = around.ringDelay(name);
    const slots = delay === undefined ? 0 : delay + 1;
    const ring = slots > 0 ? allocator.block(precision, slots * padded) : undefined;
    const parameters = this.#changeable(
      changes,
      allocator,
      struct,
      precision,
      padded,
      ({ synapses, membraneTimeConstant, method }) =>
        synapseCoefficients(around.core.exports, synapses.get(name) as SynapseOptions, membraneTimeConstant, around.dt, method),
    );
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

  #layOutInputs(allocator: Allocator, lif: Struct<typeof LifLayout>, around: Surroundings, padded: number, changes: Change[]) {
    const { inputs, synapses, size } = this.description;
    const names = [...synapses.keys()];
    const firstStream = 1 + 2 * names.length;
    const structs = new StructArray(around.core.memory, allocator, PoissonInputLayout, inputs.length);
    const parts = inputs.map((input, k) => {
      const struct = structs.at(k);
      const events = layOutEvents(allocator, around, padded, size, input.rate, around.stream(firstStream + k), `input ${k}`);
      const rateOf = (d: LifDescription) => (d.inputs[k] as PoissonInputOptions).rate;
      changes.push((before, after) => events.changeRates(rateOf(before), rateOf(after)));
      const parameters = this.#changeable(changes, allocator, struct, "f64", padded, (d) => {
        const { timeConstant, reversal } = d.synapses.get(input.synapse) as SynapseOptions;
        const ratio = (tau: number, tauL: number) => tau / tauL;
        const timeRatio = mapParameters(
          (tau, tauL) => ratio(tau as number, tauL as number),
          timeConstant,
          d.membraneTimeConstant,
        );
        return { timeConstant, timeRatio, reversal, weight: (d.inputs[k] as PoissonInputOptions).weight };
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
