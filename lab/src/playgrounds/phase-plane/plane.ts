import type { Core } from "microcircuit";
import { type PlanarNeuronField, phasePlane, type RestKind } from "microcircuit/analysis";

/** Part of the plane that is seen. */
export interface Window {
  /** mV */
  readonly voltages: readonly [number, number];
  readonly recoveries: readonly [number, number];
}

/** Rest state with its eigenvalues (1/ms). */
export interface Rest {
  readonly voltage: number;
  readonly recovery: number;
  readonly kind: RestKind;
  readonly stable: boolean;
  readonly eigenvalues: readonly { readonly re: number; readonly im: number }[];
}

/** The phase plane at one current; paths are V, w, V, w, ... */
export interface Plane {
  /** uA/cm2 */
  readonly current: number;
  /** V, w, V' (mV/ms), w' (1/ms) for each arrow. */
  readonly arrows: Float64Array;
  readonly voltageNullcline: Float64Array;
  readonly recoveryNullcline: Float64Array;
  readonly rests: readonly Rest[];
  readonly manifolds: readonly { readonly kind: "stable" | "unstable"; readonly path: Float64Array }[];
}

/** Arrows along each axis. */
const ARROWS = 17;
/** Points of a nullcline. */
const POINTS = 301;
/** Time over which the manifolds of saddles are followed, ms. */
const MANIFOLD_TIME = 250;
/** From one state of a manifold to the next, ms: at most, for smooth lines. */
const MANIFOLD_STEP = 0.5;

/** What the library's phase plane shows at `current`, as flat arrays. */
export function planeAt(core: Core, field: PlanarNeuronField, current: number, { voltages, recoveries }: Window): Plane {
  const plane = phasePlane(core, field, {
    input: current,
    voltages,
    recoveries,
    arrows: ARROWS,
    points: POINTS,
    manifoldTime: MANIFOLD_TIME,
    manifoldStep: MANIFOLD_STEP,
  });
  const arrows = new Float64Array(4 * ARROWS * ARROWS);
  for (let row = 0, k = 0; row < ARROWS; row++) {
    for (let column = 0; column < ARROWS; column++, k++) {
      arrows[4 * k] = plane.voltages[column]!;
      arrows[4 * k + 1] = plane.recoveries[row]!;
      arrows[4 * k + 2] = plane.voltageVelocity[k]!;
      arrows[4 * k + 3] = plane.recoveryVelocity[k]!;
    }
  }
  return {
    current,
    arrows,
    voltageNullcline: flat(plane.voltageNullcline),
    recoveryNullcline: flat(plane.recoveryNullcline),
    rests: plane.restStates.map(({ state, kind, stable, eigenvalues }) => {
      return { voltage: state[0]!, recovery: state[1]!, kind, stable, eigenvalues };
    }),
    manifolds: plane.manifolds.map(({ kind, states }) => ({ kind, path: flat(states) })),
  };
}

function flat(points: readonly ArrayLike<number>[]): Float64Array {
  const out = new Float64Array(2 * points.length);
  for (const [i, point] of points.entries()) {
    out[2 * i] = point[0]!;
    out[2 * i + 1] = point[1]!;
  }
  return out;
}
