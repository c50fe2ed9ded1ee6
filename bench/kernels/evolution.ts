import {
  CmaEs,
  type Core,
  cmaConstants,
  nesUtilities,
  OpenAiEs,
  SeparableNes,
  type Strategy,
  separableNesRate,
} from "../../src/index.js";
import { withBlocks } from "../../src/numeric/linear/workspace.js";
import { childStream } from "../../src/random/substream.js";
import type { KernelBenchmark } from "../harness.js";
import { type Fill, normalSource, OpenAiTwin, rank, SnesTwin } from "./evolution-twin.js";
import { CmaTwin } from "./evolution-twin-cma.js";

const SEED = 7;

interface Twin {
  readonly centre: Float64Array;
  ask(fill: Fill): Float64Array[];
  tell(losses: Float64Array): void;
}

interface Description<S extends Strategy, T extends Twin> {
  readonly name: string;
  readonly description: string;
  make(core: Core): { strategy: S; twin: T };
  /** Generations that have one right answer. */
  readonly comparable: number;
  /** Throws where the two stand at different places beyond their centres. */
  compare?(strategy: S, twin: T): void;
}

/** Losses by member that have nothing to do with the candidates, without ties: a search that runs on for ever. */
function losses(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => ((i * 7919) % size) + 0.25 * Math.sin(i));
}

function close(name: string, what: string, ours: ArrayLike<number>, theirs: ArrayLike<number>): void {
  for (let i = 0; i < ours.length; i++) {
    // Sums of a hundred terms in other orders, and decompositions: 1e-14 times the numbers' size, with room for a condition of 1e3.
    if (!(Math.abs(ours[i]! - theirs[i]!) <= 1e-11 * Math.max(1, Math.abs(theirs[i]!))))
      throw new Error(`${name}: ${what} ${i} is ${ours[i]} from the kernels and ${theirs[i]} from the twin`);
  }
}

function generation<S extends Strategy, T extends Twin>(d: Description<S, T>): KernelBenchmark {
  return {
    name: d.name,
    description: d.description,
    unit: "generation",
    prepare(core: Core) {
      const { strategy, twin } = d.make(core);
      const size = strategy.populationSize;
      const values = losses(size);
      const draw = normalSource(SEED);
      return {
        operations: 1,
        kernel() {
          strategy.ask();
          strategy.tell(values);
        },
        twin() {
          twin.ask(draw);
          twin.tell(values);
        },
        check() {
          const checked = d.make(core);
          const stream = childStream(core, BigInt(SEED), 0n, "evolution");
          // The strategy's own draws. A second generation starts from momenta that are not 0; that of CMA-ES depends on the signs of eigenvectors.
          for (let g = 0; g < d.comparable; g++) {
            let member = 0;
            const same: Fill = (out) =>
              withBlocks(core, [out.length], (block) => {
                core.call((e) => e.memberNormals(block!.address, member++, 1, out.length, BigInt(SEED), stream, BigInt(g)));
                out.set(block!.view);
              });
            const theirs = checked.twin.ask(same);
            for (const [i, ours] of checked.strategy.ask().entries()) close(d.name, `candidate ${i}, number`, ours, theirs[i]!);
            checked.strategy.tell(values);
            checked.twin.tell(values);
            close(d.name, "mean", checked.strategy.mean, checked.twin.centre);
          }
          d.compare?.(checked.strategy, checked.twin);
          checked.strategy.dispose();
        },
      };
    },
  };
}

function start(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => Math.sin(i));
}

function ranks(count: number): KernelBenchmark {
  const name = `ranks ${count}`;
  return {
    name,
    description: `Order and average ranks of ${count} losses with ties`,
    unit: "loss",
    prepare(core: Core) {
      const arena = core.arena(4 * (8 * count + 64));
      const [values, order, ranked, scratch] = [0, 1, 2, 3].map(() => arena.block("f64", count));
      const draws = new Float64Array(count);
      normalSource(3)(draws);
      const given = draws.map((value) => Math.round(value * count) / count);
      values!.view.set(given);
      const twinOrder = new Uint32Array(count);
      const twinRanks = new Float64Array(count);
      const kernel = (): void =>
        void core.exports.rankLosses(values!.address, count, order!.address, ranked!.address, scratch!.address);
      const twin = (): void => rank(given, twinOrder, twinRanks);
      return {
        operations: count,
        kernel,
        twin,
        check() {
          kernel();
          twin();
          const ours = ranked!.view;
          const members = new Uint32Array(core.memory.buffer, order!.address, count);
          for (let i = 0; i < count; i++)
            if (ours[i] !== twinRanks[i] || members[i] !== twinOrder[i])
              throw new Error(`${name}: rank ${i} is ${ours[i]} from the kernel and ${twinRanks[i]} from the twin`);
        },
      };
    },
  };
}

const common = { goal: "minimize", seed: SEED, stepSize: 0.1 } as const;

export const benchmarks: KernelBenchmark[] = [
  generation({
    name: "OpenAI-ES n=10000",
    description: "a generation of OpenAI-ES: 100 mirrored candidates of 10,000 parameters, centered ranks, Adam",
    comparable: 2,
    make: (core) => ({
      strategy: new OpenAiEs(core, { ...common, start: start(10_000), populationSize: 100 }),
      twin: new OpenAiTwin(start(10_000), 100, 0.1, 0.01),
    }),
  }),
  generation({
    name: "CMA-ES n=188",
    description: "a generation of CMA-ES: 19 candidates of 188 parameters, active update, its share of eigendecompositions",
    comparable: 1,
    make: (core) => ({
      strategy: new CmaEs(core, { ...common, start: start(188) }),
      twin: new CmaTwin(start(188), 0.1, cmaConstants(core, 188, undefined, true)),
    }),
    compare(strategy, twin) {
      close("CMA-ES n=188", "axis", strategy.axes, twin.lengths.map((length) => twin.step * length).sort());
    },
  }),
  generation({
    name: "SNES n=188",
    description: "a generation of SNES: 19 candidates of 188 parameters",
    comparable: 2,
    make: (core) => ({
      strategy: new SeparableNes(core, { ...common, start: start(188) }),
      twin: new SnesTwin(start(188), 0.1, nesUtilities(core, 19), separableNesRate(core, 188)),
    }),
    compare(strategy, twin) {
      const sum = twin.deviations.reduce((total, value) => total + value * value, 0);
      close("SNES n=188", "step", [strategy.stepSize], [Math.sqrt(sum / 188)]);
    },
  }),
  ranks(100),
  ranks(1000),
];
