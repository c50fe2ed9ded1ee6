import { OK } from "../core/status";
import { advanceEventDrivenLif } from "../models/event-driven-lif";
import { advanceLif } from "../models/lif/advance";
import { advancePoissonSource, advanceScheduledSource } from "../models/sources";
import { deliver } from "../synapses/deliver";
import { deliverDelayed } from "../synapses/deliver-delayed";
import { Projection } from "../synapses/projection";
import { haveRoom, Monitors, record } from "./monitors";
import { EVENT_DRIVEN_LIF, LIF_F32, LIF_F64, POISSON_SOURCE, Population, spikeCountAddress, spikeList } from "./population";

// The loop over time. Step n covers [n dt, (n + 1) dt]:
//   1. spikes whose delay has passed reach their targets,
//   2. every population advances and lists its spikes, which count as emitted at (n + 1) dt,
//   3. monitors record.
// A spike emitted in step m with a delay of d steps arrives at the start of step m + 1 + d.

@unmanaged
export class Network {
  dt: f64; // ms
  seed: u64;
  step: u64; // next step
  populationCount: u32;
  linkCount: u32;
  populations: usize; // Population[populationCount]
  links: usize; // Link[linkCount]
  monitors: usize; // Monitors
  reserved: u32; // keeps the size a multiple of 8
}

// A projection between two populations of this network.
@unmanaged
export class Link {
  projection: usize; // Projection
  source: usize; // Population
  accumulator: usize; // T[], where arrivals add up: one delay for all synapses
  ring: usize; // T[slots][stride], arrivals by step: a delay for each synapse; or 0
  slots: u32;
  stride: u32;
  elementBytes: u32; // 8: f64, 4: f32
}

/** Runs up to `steps` steps; stops early, with status 0, when a monitor's buffer must be read first. */
export function runNetwork(address: usize, steps: u32): i32 {
  const network = changetype<Network>(address);
  const monitors = changetype<Monitors>(network.monitors);
  for (let i: u32 = 0; i < steps; i++) {
    if (!haveRoom(monitors)) return OK;
    const step = network.step;
    for (let k: u32 = 0; k < network.linkCount; k++) arrive(changetype<Link>(network.links + <usize>k * offsetof<Link>()), step);
    for (let p: u32 = 0; p < network.populationCount; p++) {
      const population = changetype<Population>(network.populations + <usize>p * offsetof<Population>());
      const status = advance(population, network.seed, step, network.dt);
      if (status != OK) return status;
    }
    record(monitors, step, network.dt);
    network.step = step + 1;
  }
  return OK;
}

function advance(population: Population, seed: u64, step: u64, dt: f64): i32 {
  if (population.kind == LIF_F64) return advanceLif<f64>(population, seed, step, dt);
  if (population.kind == LIF_F32) return advanceLif<f32>(population, seed, step, dt);
  if (population.kind == EVENT_DRIVEN_LIF) return advanceEventDrivenLif(population, seed, step, dt);
  if (population.kind == POISSON_SOURCE) return advancePoissonSource(population, seed, step, dt);
  return advanceScheduledSource(population, step);
}

/** Delivers the spikes that reach their targets at the start of `step`. */
function arrive(link: Link, step: u64): void {
  const projection = changetype<Projection>(link.projection);
  const source = changetype<Population>(link.source);
  const emitted = step - 1 - <u64>(link.ring == 0 ? projection.delay : 0);
  if (<i64>emitted < 0) return;
  const spikes = spikeList(source, emitted);
  const count = load<u32>(spikeCountAddress(source, emitted));
  if (link.ring == 0) {
    if (link.elementBytes == 8) deliver<f64>(projection, spikes, count, link.accumulator);
    else deliver<f32>(projection, spikes, count, link.accumulator);
  } else {
    const slot = <u32>(step % <u64>link.slots);
    if (link.elementBytes == 8) deliverDelayed<f64>(projection, spikes, count, link.ring, link.slots, link.stride, slot);
    else deliverDelayed<f32>(projection, spikes, count, link.ring, link.slots, link.stride, slot);
  }
}
