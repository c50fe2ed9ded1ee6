import type { Core } from "../../core/core.js";
import { Diffusion, PassageTime } from "../../core/generated/layouts.js";
import { blockBytes } from "../../core/memory.js";
import { type Struct, structAt } from "../../core/struct.js";
import type { EffectiveParameters } from "./effective.js";

/** The structs that the kernels of assembly/theory read and write, one set per core. */
export interface Workspace {
  readonly diffusion: Struct<typeof Diffusion>;
  readonly passageTime: Struct<typeof PassageTime>;
}

const workspaces = new WeakMap<Core, Workspace>();

/** The core's workspace, with its diffusion set where `parameters` are given. */
export function workspaceOf(core: Core, parameters?: DiffusionFields): Workspace {
  let workspace = workspaces.get(core);
  if (!workspace) {
    const bytes = blockBytes("u8", Diffusion.byteLength) + blockBytes("u8", PassageTime.byteLength);
    const arena = core.arena(bytes, "The theory's workspace");
    workspace = {
      diffusion: structAt(core.memory, Diffusion, arena.block("u8", Diffusion.byteLength)),
      passageTime: structAt(core.memory, PassageTime, arena.block("u8", PassageTime.byteLength)),
    };
    workspaces.set(core, workspace);
  }
  if (parameters) workspace.diffusion.set({ ...parameters });
  return workspace;
}

/** Bounds (mV) between which a passage time is taken. */
export interface Bounds {
  readonly reset: number;
  readonly threshold: number;
}

/** B(V) = strength [(V - equilibrium + offset)^2 + width^2], drift -(V - equilibrium)/timeConstant. */
export interface DiffusionFields {
  readonly timeConstant: number;
  readonly equilibrium: number;
  readonly strength: number;
  readonly offset: number;
  readonly width: number;
}

/** Beyond this width (mV) B(V) is constant to the last digit over any range of voltages. */
const FLAT = 1e15;

/** The diffusion of the kernels. Where B(V) vanishes within `bounds`, a width of 1e-9 of their distance stands in for Delta. */
export function diffusionOf(parameters: EffectiveParameters, bounds?: Bounds): DiffusionFields {
  const { tauEffective, E0, s2, E_S, Delta } = parameters;
  if (!(Delta < FLAT)) return additiveDiffusion(tauEffective, E0, parameters.diffusionAtE0);
  const pinched = bounds !== undefined && noiseVanishesWithin(parameters, bounds);
  const width = pinched ? Math.max(Delta, 1e-9 * (bounds.threshold - bounds.reset)) : Delta;
  return { timeConstant: tauEffective, equilibrium: E0, strength: s2, offset: E0 - E_S, width };
}

/** B(V) = 0 somewhere between E0 or the reset and the threshold, or so nearly that the angle form loses its digits there. */
export function noiseVanishesWithin({ E0, E_S, Delta }: EffectiveParameters, { reset, threshold }: Bounds): boolean {
  const narrow = 1e-3 * (threshold - reset);
  if (!(Delta < narrow)) return false;
  return (E_S >= Math.min(E0, reset) - narrow && E_S < threshold) || Math.abs(E0 - E_S) < narrow;
}

/** Additive noise of strength B (mV^2/ms) in the same terms. */
export function additiveDiffusion(timeConstant: number, equilibrium: number, noise: number): DiffusionFields {
  return { timeConstant, equilibrium, strength: noise / (FLAT * FLAT), offset: 0, width: FLAT };
}
