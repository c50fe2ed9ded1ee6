import type { Core } from "../core/core.js";
import { Shaping as Layout } from "../core/generated/layouts.js";
import type { Arena, Block } from "../core/memory.js";
import { type Struct, structAt } from "../core/struct.js";
import type { Plan } from "./gain-memory.js";
import type { CheckedShaping } from "./shaping-options.js";

/** Beyond this size of a sample the interneurons' energies may overflow. */
export const LARGEST_SAMPLE = 1e50;
const SHAPE_CONSTANTS = 6; // numbers of a ShapeConstants

/** A shaping circuit in the core. */
export interface ShapingMemory {
  readonly arena: Arena;
  readonly struct: Struct<typeof Layout>;
  /** N x stride */
  readonly weights: Block<"f64">;
  readonly gains: Block<"f64">;
  readonly shapes: Block<"f64">;
  /** Numbers of a row over interneurons: K rounded up to a pair. */
  readonly stride: number;
}

/** Makes a circuit in its initial state, in an arena with room for what `plan` holds and `more` bytes behind that. Errors: MemoryError. */
export function placeShaping(core: Core, checked: CheckedShaping, plan: Plan, what: string, more = 0): ShapingMemory {
  const { primary, interneurons, rates } = checked;
  const stride = 2 * Math.ceil(interneurons / 2);
  const lengths = {
    weights: primary * stride,
    gains: stride,
    shapes: stride,
    constants: interneurons * SHAPE_CONSTANTS,
    linear: stride,
    power: stride,
    inputs: stride,
    powers: stride,
    logarithms: stride,
    outputs: stride,
    slopes: stride,
    weighted: stride,
    hessian: primary * primary,
    response: primary,
    step: primary,
    direction: primary,
    trial: primary,
    objectives: stride,
    objectiveSlopes: stride,
    correlations: primary * stride,
  };
  const struct = plan.block("u8", Layout.byteLength);
  const planned = Object.entries(lengths).map(([name, length]) => [name, plan.block("f64", length)] as const);
  const arena = plan.make(core, what, more);
  const blocks = Object.fromEntries(planned.map(([name, block]) => [name, block.get()])) as Record<
    keyof typeof lengths,
    Block<"f64">
  >;
  const layout = structAt(core.memory, Layout, struct.get());
  layout.set(Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, block.address])));
  layout.set({ primary, interneurons, stride, compatible: checked.compatible ? 1 : 0 });
  layout.set({ gainRate: rates.gains, shapeRate: rates.shapes, weightRate: rates.weights });
  const { weights, gains, shapes } = blocks;
  for (let i = 0; i < primary; i++) {
    weights.view.set(checked.weights.subarray(i * interneurons, (i + 1) * interneurons), i * stride);
  }
  gains.view.set(checked.gains);
  shapes.view.fill(1).set(checked.shapes);
  core.call((e) => e.shapingRefresh(layout.address));
  return { arena, struct: layout, weights, gains, shapes, stride };
}
