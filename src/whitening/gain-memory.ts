import type { Core } from "../core/core.js";
import { ErrorRecord, Expected, Frame as FrameLayout, GainResponse } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes, type ElementType } from "../core/memory.js";
import { type Layout, type Struct, structAt } from "../core/struct.js";
import { checkSymmetric } from "../numeric/linear/matrix.js";
import { type Frame, refuseIndefinite, transposed } from "./gain-checks.js";

/** A frame with fewer non-zero entries than this share lists them: the products then skip the zeros. */
const SPARSE = 0.2;

/** Counts the bytes of blocks before there is an arena to take them from. */
export class Plan {
  bytes = 0;
  readonly #takes: ((arena: Arena) => void)[] = [];

  /** Plans a block; its address is known once the plan is made. */
  block<T extends ElementType>(type: T, length: number): { readonly get: () => Block<T> } {
    this.bytes += blockBytes(type, length);
    let block: Block<T> | undefined;
    this.#takes.push((arena) => {
      block = arena.block(type, length);
    });
    return { get: () => block as Block<T> };
  }

  /** Takes an arena for the blocks, with room for `more` bytes behind them. */
  make(core: Core, what: string, more = 0): Arena {
    const arena = core.arena(this.bytes + more, what);
    for (const take of this.#takes) take(arena);
    return arena;
  }
}

export function structOf<L extends Layout>(core: Core, layout: L, block: Block<"u8">): Struct<L> {
  return structAt(core.memory, layout, block);
}

/** Fields of the core's GainResponse. */
export interface ResponseSettings {
  readonly leak: number;
  readonly neuralStep: number;
  readonly tolerance: number;
  readonly maximumIterations: number;
}

/** The core's expectations and record of errors. */
export interface ExpectedMemory {
  readonly record: Struct<typeof ErrorRecord>;
  readonly expected: Struct<typeof Expected>;
  readonly covariance: Block<"f64">;
  /** Room for one error. */
  readonly error: Block<"f64">;
  /** Room to hand over a covariance. */
  readonly matrix: Block<"f64">;
}

/** Plans expectations for n primary neurons; the function returned fills in the structs once the plan is made. */
export function planExpected(plan: Plan, core: Core, n: number, leak: number) {
  const stride = n + (n % 2);
  const [expected, record] = [plan.block("u8", Expected.byteLength), plan.block("u8", ErrorRecord.byteLength)];
  const lengths = { root: n * stride, solved: n * stride, covariance: n * n, matrix: n * n, work: n * (n + 3) };
  const blocks = Object.entries(lengths).map(([name, length]) => [name, plan.block("f64", length)] as const);
  const error = plan.block("f64", 1);
  return (): ExpectedMemory => {
    const placed = Object.fromEntries(blocks.map(([name, block]) => [name, block.get()])) as Record<
      keyof typeof lengths,
      Block<"f64">
    >;
    const memory = {
      expected: structOf(core, Expected, expected.get()),
      record: structOf(core, ErrorRecord, record.get()),
      covariance: placed.covariance,
      matrix: placed.matrix,
      error: error.get(),
    };
    memory.expected.set(Object.fromEntries(Object.entries(placed).map(([name, block]) => [name, block.address])));
    memory.record.set({ leak, threshold: -1, errors: memory.error.address, expected: memory.expected.address });
    return memory;
  };
}

/** Hands a covariance to the core's expectations. Errors: InputError unless it is symmetric and positive definite. */
export function placeCovariance(
  core: Core,
  { expected, matrix }: ExpectedMemory,
  field: string,
  covariance: ArrayLike<number>,
  n: number,
): void {
  matrix.view.set(checkSymmetric(field, covariance, n));
  refuseIndefinite(field, covariance, () => core.run((e) => e.expectedRoot(expected.address, matrix.address, n)));
}

/** The core's structs of a circuit with gains: response, expectations and record of errors. */
export interface ResponseMemory extends ExpectedMemory {
  readonly response: Struct<typeof GainResponse>;
  readonly gains: Block<"f64">;
  /** f64[K][N], w_i in row i. */
  readonly vectors: Block<"f64">;
  /** One sample and its response. */
  readonly sample: Block<"f64">;
  readonly answer: Block<"f64">;
}

/** Plans the memory of a circuit with gains; `fill` writes the structs once the plan is made. */
export function planResponse(plan: Plan, core: Core, frame: Frame, settings: ResponseSettings, sparse: boolean) {
  const { primary: n, interneurons: k } = frame;
  const entries = sparse ? entriesOf(frame) : undefined;
  const f64 = (length: number) => plan.block("f64", length);
  const structs = [GainResponse, FrameLayout].map((layout) => plan.block("u8", layout.byteLength));
  const expectations = planExpected(plan, core, n, settings.leak);
  const [gains, vectors, factor, primary, interneurons, drive] = [f64(k), f64(k * n), f64(n * n), f64(n), f64(k), f64(n)];
  const [sample, answer] = [f64(n), f64(n)];
  const [starts, indices, nonZeros] = [
    plan.block("u32", entries ? k + 1 : 0),
    plan.block("u32", entries?.indices.length ?? 0),
    f64(entries?.values.length ?? 0),
  ];
  return (initialGains: Float64Array): ResponseMemory => {
    const response = structOf(core, GainResponse, structs[0]!.get());
    const frameStruct = structOf(core, FrameLayout, structs[1]!.get());
    const at = (block: { get: () => Block<ElementType> } | undefined) => block!.get().address;
    frameStruct.set({ primary: n, interneurons: k, vectors: at(vectors) });
    if (entries) {
      starts.get().view.set(entries.starts);
      indices.get().view.set(entries.indices);
      nonZeros.get().view.set(entries.values);
      frameStruct.set({ starts: at(starts), indices: at(indices), values: at(nonZeros) });
    }
    vectors.get().view.set(transposed(frame.weights, n, k));
    gains.get().view.set(initialGains);
    response.set({
      ...settings,
      factored: Number.NaN,
      frame: frameStruct.address,
      gains: at(gains),
      factor: at(factor),
      primary: at(primary),
      interneurons: at(interneurons),
      drive: at(drive),
    });
    return {
      ...expectations(),
      response,
      gains: gains.get(),
      vectors: vectors.get(),
      sample: sample.get(),
      answer: answer.get(),
    };
  };
}

/** The non-zero entries of a frame, vector by vector, where they are few. Their indices ascend within a vector. */
function entriesOf({ primary, interneurons, weights }: Frame) {
  const starts = new Uint32Array(interneurons + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < interneurons; i++) {
    for (let a = 0; a < primary; a++) {
      const value = weights[a * interneurons + i]!;
      if (value === 0) continue;
      indices.push(a);
      values.push(value);
    }
    starts[i + 1] = indices.length;
  }
  return values.length < SPARSE * weights.length ? { starts, indices, values } : undefined;
}
