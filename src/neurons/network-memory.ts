import type { Core } from "../core/core.js";
import { MorrisLecarCell, MorrisLecarNetwork, OutgoingSynapse } from "../core/generated/layouts.js";
import { Struct } from "../core/struct.js";
import type { NetworkDescription } from "./network-description.js";
import { synapseFields } from "./synapses.js";

/** A parameter by which the state is differentiated: a cell's current, or a connection that exists. */
export type NetworkParameter = { readonly current: number } | { readonly source: number; readonly target: number };

const IS_CURRENT = 0xffffffff; // assembly/models/morris-lecar/network.ts

/** Bytes that {@link placeNetwork} takes. */
export function networkBytes(net: NetworkDescription, components: number, tangents: number): number {
  const { cells, weights, rows, columns } = net;
  const perCell = MorrisLecarCell.byteLength + OutgoingSynapse.byteLength + 16;
  const matrix = tangents ? (cells * components) ** 2 * 8 : 0;
  const indices = ((rows?.length ?? 0) + (columns?.length ?? 0) + 2 * tangents) * 4;
  return MorrisLecarNetwork.byteLength + cells * perCell + weights.length * 8 + matrix + indices + 16 * 64;
}

/** Puts a network into the core's memory; `components` are those of a cell's state. Returns the address of a MorrisLecarNetwork. */
export function placeNetwork(
  core: Core,
  net: NetworkDescription,
  components: number,
  parameters: readonly NetworkParameter[],
  take: (bytes: number) => number,
): number {
  const { cells, weights, rows, columns, gain } = net;
  const struct = new Struct(core.memory, MorrisLecarNetwork, take(MorrisLecarNetwork.byteLength));
  const cell = take(cells * MorrisLecarCell.byteLength);
  const synapse = take(cells * OutgoingSynapse.byteLength);
  for (let i = 0; i < cells; i++) {
    new Struct(core.memory, MorrisLecarCell, cell + i * MorrisLecarCell.byteLength).set({
      ...net.parameters[i]!,
      current: net.current[i]!,
    });
    const fields = synapseFields(net.synapses[i]!);
    new Struct(core.memory, OutgoingSynapse, synapse + i * OutgoingSynapse.byteLength).set(fields);
  }
  const numbers = (list: ArrayLike<number>): number => {
    const address = take(list.length * 8);
    new Float64Array(core.memory.buffer, address, list.length).set(list);
    return address;
  };
  const indices = (list: ArrayLike<number> | undefined): number => {
    if (!list) return 0;
    const address = take(list.length * 4);
    new Uint32Array(core.memory.buffer, address, list.length).set(list);
    return address;
  };
  const targets = parameters.map((parameter) => ("current" in parameter ? parameter.current : parameter.target));
  const sources = parameters.map((parameter) => ("current" in parameter ? IS_CURRENT : parameter.source));
  struct.set({ cells, components, cell, synapse, gain, weights: numbers(weights) });
  struct.set({ rows: indices(rows), columns: indices(columns), outputs: take(cells * 8), slopes: take(cells * 8) });
  if (parameters.length > 0) struct.set({ matrix: take((cells * components) ** 2 * 8) });
  struct.set({ tangents: parameters.length, targets: indices(targets), sources: indices(sources) });
  struct.set({ connections: weights.length });
  return struct.address;
}
