import { checkKeys, checkNumber } from "../core/check.js";
import { InputError } from "../core/errors.js";
import {
  DeltaSynapse as DeltaSynapseLayout,
  EventDrivenLif as EventDrivenLifLayout,
  type Population as PopulationLayout,
} from "../core/generated/layouts.js";
import type { Struct } from "../core/struct.js";
import { layOutEvents } from "./events.js";
import { writeInitial } from "./initial.js";
import { type Allocator, blockState, type StatePiece, StructArray } from "./layout.js";
import { checkMembrane, checkRecord } from "./lif-options.js";
import {
  checkEach,
  checkInitial,
  checkParameter,
  type InitialValue,
  mapParameters,
  type NeuronParameter,
  parameterAt,
  parameterPart,
} from "./parameters.js";
import { type Arrivals, kinds, Population, type Surroundings } from "./population.js";

/** A delta conductance: an event moves V by a fraction beta of its distance to the reversal potential. */
export interface DeltaSynapseOptions {
  /** mV */
  readonly reversal: number;
  /** Rate of this neuron's own Poisson events, per ms; default 0 */
  readonly rate?: NeuronParameter;
  /**
   * Size of an event. A number a >= 0: beta = 1 - exp(-a), the effect of a conductance pulse of area a tau_L. Or
   * `{ shape: b }`, b > 0: beta is drawn from Beta(1, b), of mean 1 / (1 + b) (Richardson 2024, PRE 109:024407).
   */
  readonly amplitude: number | { readonly shape: number };
}

/**
 * LIF neurons with delta conductances, simulated exactly from event to event. Projections add to the exponent of a jump
 * at the start of a step: V -> E + (V - E) exp(-sum of weights).
 */
export interface EventDrivenLifOptions {
  readonly name?: string;
  readonly size: number;
  /** tau_L, ms, > 0 */
  readonly membraneTimeConstant: NeuronParameter;
  /** E_L, mV; E_L + I/g_L must be below threshold, so that only events reach it */
  readonly leakReversal: NeuronParameter;
  /** mV, > reset */
  readonly threshold: NeuronParameter;
  /** mV */
  readonly reset: NeuronParameter;
  /** ms, >= 0, any value; default 0 */
  readonly refractoryPeriod?: NeuronParameter;
  /** I/g_L, mV; default 0 */
  readonly current?: NeuronParameter;
  /** At least one */
  readonly synapses: Readonly<Record<string, DeltaSynapseOptions>>;
  /** mV; default: the leak reversal */
  readonly initialVoltage?: InitialValue;
}

const keys = [
  "name",
  "size",
  "membraneTimeConstant",
  "leakReversal",
  "threshold",
  "reset",
  "refractoryPeriod",
  "current",
  "synapses",
  "initialVoltage",
];

function checkEventDrivenLif(options: EventDrivenLifOptions) {
  checkKeys("lif", options, keys);
  const given = options as unknown as Record<string, unknown>;
  const membrane = checkMembrane(given);
  const { size } = membrane;
  const drive = mapParameters((leak, current) => (leak as number) + (current as number), membrane.leakReversal, membrane.current);
  checkEach(
    size,
    [drive, membrane.threshold],
    (rest, threshold) => (rest as number) < (threshold as number),
    (_, [rest]) => {
      throw new InputError(
        "leakReversal + current",
        rest,
        "below threshold (mV): between events the neuron must not reach it; use addLif otherwise",
      );
    },
  );
  const synapses = checkRecord("synapses", given.synapses, (field, value) => checkDelta(field, value, size));
  if (synapses.size === 0) throw new InputError("synapses", given.synapses, "an object with at least one synapse type");
  return {
    ...membrane,
    drive,
    synapses,
    initialVoltage: checkInitial("initialVoltage", given.initialVoltage ?? membrane.leakReversal, size),
  };
}

function checkDelta(field: string, value: unknown, size: number) {
  checkKeys(field, value, ["reversal", "rate", "amplitude"]);
  const given = value as Record<string, unknown>;
  const beta = typeof given.amplitude === "object" && given.amplitude !== null;
  if (beta) checkKeys(`${field}.amplitude`, given.amplitude, ["shape"]);
  return {
    reversal: checkNumber(`${field}.reversal`, given.reversal, { unit: "mV" }),
    rate: checkParameter(`${field}.rate`, given.rate ?? 0, size, { min: 0, max: 1e6, unit: "events per ms" }),
    amplitude: beta
      ? { shape: checkNumber(`${field}.amplitude.shape`, (given.amplitude as Record<string, unknown>).shape, { above: 0 }) }
      : checkNumber(`${field}.amplitude`, given.amplitude, { min: 0 }),
  };
}

/** A population of event-driven LIF neurons. Made by {@link Network.addEventDrivenLif}. */
export class EventDrivenLifPopulation extends Population {
  readonly #description: ReturnType<typeof checkEventDrivenLif>;
  #arrivals = new Map<string, Arrivals>();

  /** @internal */
  constructor(network: object, id: number, options: EventDrivenLifOptions) {
    const description = checkEventDrivenLif(options);
    super(network, id, options.name ?? `population ${id}`, description.size);
    this.#description = description;
  }

  override get synapseNames(): readonly string[] {
    return [...this.#description.synapses.keys()];
  }

  override spikesPerStep(dt: number): number {
    const { synapses, refractoryPeriod } = this.#description;
    let shortest = Number.POSITIVE_INFINITY;
    let fastest = 0;
    for (let i = 0; i < (typeof refractoryPeriod === "number" ? 1 : this.size); i++)
      shortest = Math.min(shortest, parameterAt(refractoryPeriod, i));
    for (const { rate } of synapses.values()) fastest += maximumOf(rate, this.size);
    return this.size * Math.min(1 + Math.floor(dt / shortest), 2 + poissonBound(fastest * dt));
  }

  override describe(): unknown {
    const { synapses, ...rest } = this.#description;
    return { kind: "eventDrivenLif", ...rest, synapses: [...synapses] };
  }

  override arrivals(name: string): Arrivals {
    return this.#arrivals.get(name) ?? super.arrivals(name);
  }

  override layOut(allocator: Allocator, struct: Struct<typeof PopulationLayout>, around: Surroundings) {
    const d = this.#description;
    const { core } = around;
    const lif = new StructArray(core.memory, allocator, EventDrivenLifLayout, 1).at(0);
    const voltage = allocator.block("f64", this.size);
    const release = allocator.block("f64", this.size);
    const rates = [...d.synapses.values()].map((s) => s.rate);
    const totalRate = mapParameters((...each) => each.reduce((sum, rate) => sum + rate, 0), ...rates);
    const events = layOutEvents(allocator, around, this.size, this.size, totalRate, around.stream(1), "events");
    const { drive, membraneTimeConstant: timeConstant, threshold, reset, refractoryPeriod } = d;
    const parameters = parameterPart(allocator, lif, "f64", this.size, {
      drive,
      timeConstant,
      threshold,
      reset,
      refractoryPeriod,
    });
    const synapses = this.#layOutSynapses(allocator, lif, around, totalRate);
    const spikes = this.layOutSpikes(allocator, struct, around, kinds.eventDrivenLif, lif.address, true);
    this.variables = new Map([["voltage", { block: voltage, unit: "mV" }]]);
    return {
      fill: () => {
        for (const part of [parameters, events, synapses, spikes]) part.fill();
        lif.set({
          voltage: voltage.address,
          release: release.address,
          next: events.next.address,
          events: events.struct.address,
          totalRate: events.rate.address,
          totalRateMask: events.rate.mask,
        });
        writeInitial(core, () => voltage.view, d.initialVoltage, this.size, around.seed, around.stream(0));
      },
      state: [
        blockState("voltage", voltage),
        blockState("release", release),
        ...events.state,
        ...synapses.state,
        ...spikes.state,
      ],
    };
  }

  #layOutSynapses(
    allocator: Allocator,
    lif: Struct<typeof EventDrivenLifLayout>,
    around: Surroundings,
    totalRate: NeuronParameter,
  ) {
    const synapses = [...this.#description.synapses];
    const structs = new StructArray(around.core.memory, allocator, DeltaSynapseLayout, synapses.length);
    const parts: { fill(): void; state: StatePiece[] }[] = synapses.map(([name, synapse], x) => {
      const arrivals = allocator.block("f64", this.size);
      const delay = around.ringDelay(name);
      const slots = delay === undefined ? 0 : delay + 1;
      const ring = slots > 0 ? allocator.block("f64", slots * this.size) : undefined;
      const struct = structs.at(x);
      const upTo = synapses.slice(0, x + 1).map(([, s]) => s.rate);
      const cumulative = mapParameters(
        (total, ...each) => each.reduce((sum, rate) => sum + rate, 0) / Math.max(total as number, Number.MIN_VALUE),
        totalRate,
        ...upTo,
      );
      const parameters = parameterPart(allocator, struct, "f64", this.size, { cumulative });
      this.#arrivals.set(name, {
        precision: "f64",
        accumulator: arrivals.address,
        ring: ring?.address ?? 0,
        slots,
        stride: this.size,
      });
      const { amplitude, reversal } = synapse;
      const size =
        typeof amplitude === "number"
          ? { factor: around.core.exports.exp(-amplitude), inverseShape: 0 }
          : { factor: Number.NaN, inverseShape: 1 / amplitude.shape };
      return {
        fill: () => {
          parameters.fill();
          struct.set({ reversal, ...size, arrivals: arrivals.address, ring: ring?.address ?? 0, ringSlots: slots });
        },
        state: [blockState(`${name}.arrivals`, arrivals), ...(ring ? [blockState(`${name}.ring`, ring)] : [])],
      };
    });
    return {
      fill: () => {
        lif.set({ synapseCount: structs.count, synapses: structs.address });
        for (const part of parts) part.fill();
      },
      state: parts.flatMap((part) => part.state),
    };
  }
}

/** Largest value of a parameter over all neurons. */
export function maximumOf(parameter: NeuronParameter, size: number): number {
  let maximum = parameterAt(parameter, 0);
  for (let i = 1; typeof parameter !== "number" && i < size; i++) maximum = Math.max(maximum, parameterAt(parameter, i));
  return maximum;
}

/** A count that a Poisson variable of this mean exceeds with a probability below 1e-20 (Chernoff). */
export function poissonBound(mean: number): number {
  return Math.ceil(mean + 10 * Math.sqrt(mean) + 30);
}
