import type { Core } from "../core/core.js";
import { Link, Monitors, Network as NetworkLayout, Population as PopulationLayout } from "../core/generated/layouts.js";
import type { Struct } from "../core/struct.js";
import { type Allocator, type StatePiece, StructArray } from "./layout.js";
import { type Monitor, monitorLayouts } from "./monitors/index.js";
import type { Arrivals, Population } from "./population.js";
import { hasDelays, longestDelay, type Projection, projectionAddress } from "./projection.js";

/** What a network consists of. */
export interface Contents {
  readonly core: Core;
  /** ms */
  readonly dt: number;
  readonly seed: bigint;
  readonly populations: readonly Population[];
  readonly projections: readonly Projection[];
  readonly monitors: readonly Monitor[];
}

/** A network in the core's memory. */
export interface Placement {
  readonly struct: Struct<typeof NetworkLayout>;
  /** Writes parameters and initial state. */
  fill(): void;
  readonly state: StatePiece[];
}

const MONITOR_KINDS = Object.keys(monitorLayouts) as (keyof typeof monitorLayouts)[];

/** Takes all blocks of a network from `allocator`; `fill` writes them. Projections must have been built. */
export function placeNetwork(network: Contents, allocator: Allocator): Placement {
  const { core, dt, seed } = network;
  const { memory } = core;
  const struct = new StructArray(memory, allocator, NetworkLayout, 1).at(0);
  const populations = new StructArray(memory, allocator, PopulationLayout, network.populations.length);
  const links = new StructArray(memory, allocator, Link, network.projections.length);
  const monitors = new StructArray(memory, allocator, Monitors, 1).at(0);
  const populationAddress = (population: Population) => populations.at(population.id).address;
  const parts: { fill(): void; state: StatePiece[] }[] = network.populations.map((population, p) => {
    const part = population.layOut(allocator, populations.at(p), {
      core,
      dt,
      seed,
      slots:
        1 +
        Math.max(
          0,
          ...network.projections
            .filter(({ source }) => source === population)
            .map((projection) => (hasDelays(projection) ? 0 : longestDelay(projection))),
        ),
      ringDelay: (synapse) => {
        const delays = network.projections
          .filter((projection) => projection.target === population && projection.synapse === synapse)
          .filter(hasDelays)
          .map(longestDelay);
        return delays.length > 0 ? Math.max(...delays) : undefined;
      },
      stream: (n) => populationStream(population.id, n),
    });
    return prefixed(`population ${p}`, part);
  });
  const monitorParts = MONITOR_KINDS.map((kind) => {
    const own = network.monitors.filter((monitor) => monitor.kind === kind);
    const structs = new StructArray(memory, allocator, monitorLayouts[kind], own.length);
    own.forEach((monitor, m) => {
      parts.push(prefixed(`${kind} ${m}`, monitor.layOut(allocator, structs.at(m) as never, { core, dt, populationAddress })));
    });
    return { count: structs.count, address: structs.address };
  });
  const fill = () => {
    const [spikes, states, rates, intervals, histograms] = monitorParts as [Placed, Placed, Placed, Placed, Placed];
    monitors.set({ spikeCount: spikes.count, stateCount: states.count, rateCount: rates.count });
    monitors.set({ intervalCount: intervals.count, histogramCount: histograms.count });
    monitors.set({ spikes: spikes.address, states: states.address, rates: rates.address });
    monitors.set({ intervals: intervals.address, histograms: histograms.address });
    for (const part of parts) part.fill();
    network.projections.forEach((projection, l) => {
      const arrivals = projection.target.arrivals(projection.synapse);
      links.at(l).set({
        ...linkTo(arrivals, hasDelays(projection)),
        projection: projectionAddress(projection),
        source: populationAddress(projection.source),
      });
    });
    struct.set({ dt, seed, step: 0, populationCount: populations.count, linkCount: links.count });
    struct.set({ populations: populations.address, links: links.address, monitors: monitors.address });
  };
  return { struct, fill, state: parts.flatMap((part) => part.state) };
}

interface Placed {
  readonly count: number;
  readonly address: number;
}

/** First stream of a population's n-th need: apart from the projections' streams, which count up from 0. */
function populationStream(id: number, n: number): bigint {
  return (1n << 63n) | (BigInt(id) << 44n) | (BigInt(n) << 32n);
}

function linkTo(arrivals: Arrivals, delayed: boolean) {
  const { accumulator, ring, slots, stride, precision } = arrivals;
  return { accumulator, ring: delayed ? ring : 0, slots, stride, elementBytes: precision === "f64" ? 8 : 4 };
}

function prefixed(prefix: string, part: { fill(): void; state: StatePiece[] }): { fill(): void; state: StatePiece[] } {
  return { fill: part.fill, state: part.state.map((piece) => ({ ...piece, name: `${prefix}: ${piece.name}` })) };
}
