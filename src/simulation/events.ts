import { EventStream as EventStreamLayout } from "../core/generated/layouts.js";
import { type Allocator, blockState, StructArray } from "./layout.js";
import { type NeuronParameter, parameterAt, parameterBlock } from "./parameters.js";
import type { Surroundings } from "./population.js";

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
  const atNeuron = (i: number) =>
    struct.set({ stream: stream + BigInt(i), drawn: drawn.address + 8 * i, spare: spare.address + 8 * i });
  /** Draws the next event of neuron `i` alone. */
  const draw = (i: number) => {
    atNeuron(i);
    const own = rate.address + ((8 * i) & rate.mask);
    around.core.call((e) => e.startEvents(next.address + 8 * i, 1, own, 0, struct.address, around.seed));
    atNeuron(0);
  };
  return {
    struct,
    rate,
    next,
    fill: () => {
      rate.fill(rates);
      atNeuron(0);
      around.core.call((e) => e.startEvents(next.address, size, rate.address, rate.mask, struct.address, around.seed));
      next.view.fill(Number.POSITIVE_INFINITY, size); // padding: never
    },
    /**
     * In units of its mean interval, the time to an event does not depend on the rate: with a new rate, what is left of it is rescaled. A
     * neuron that had no events draws one.
     */
    changeRates: (before: NeuronParameter, after: NeuronParameter) => {
      rate.fill(after);
      for (let i = 0; i < size; i++) {
        const [old, now] = [parameterAt(before, i), parameterAt(after, i)];
        if (old === now) continue;
        if (now === 0) next.view[i] = Number.POSITIVE_INFINITY;
        else if (old === 0) draw(i);
        else next.view[i] = ((next.view[i] as number) * old) / now;
      }
    },
    state: [blockState(`${name}.next`, next), blockState(`${name}.drawn`, drawn), blockState(`${name}.spare`, spare)],
  };
}
