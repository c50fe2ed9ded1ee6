import type { Curve } from "../../lab/src/playgrounds/training/curve.js";
import type { Settings } from "../../lab/src/playgrounds/training/settings.js";
import type { SideName } from "../../lab/src/playgrounds/training/setup.js";
import { Side, type SideSnapshot } from "../../lab/src/playgrounds/training/side.js";
import type { Core } from "../../src/index.js";

export const sides: readonly SideName[] = ["evolution", "gradient"];

/** A whole run, in slices as the worker takes them. */
export function curveOf(core: Core, name: SideName, settings: Settings): { curve: Curve; last: SideSnapshot } {
  const side = new Side(core, name, settings);
  try {
    for (let allowance = 0; !side.finished; allowance += settings.budget / 7) side.advance(5, allowance);
    const last = side.snapshot(0);
    return { curve: last.curve!, last };
  } finally {
    side.dispose();
  }
}
