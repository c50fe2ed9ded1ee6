import type { AnyStudy } from "microcircuit/studies";

/** Each study in a script of its own, so that a worker loads the one it runs and no other. */
const load: Readonly<Record<string, () => Promise<AnyStudy>>> = {
  evolution: async () => (await import("../../../src/studies/evolution/index.js")).evolution,
  "lif-rate": async () => (await import("../../../src/studies/lif-rate/index.js")).lifRate,
  whitening: async () => (await import("../../../src/studies/whitening/index.js")).whitening,
  "gain-whitening": async () => (await import("../../../src/studies/gain-whitening/index.js")).gainWhitening,
  stiff: async () => (await import("../../../src/studies/stiff/index.js")).stiff,
  "morris-lecar": async () => (await import("../../../src/studies/morris-lecar/index.js")).morrisLecar,
};

/** The names of all studies that {@link loadStudy} knows. */
export const loadable: readonly string[] = Object.keys(load);

export function loadStudy(name: string): Promise<AnyStudy> {
  const found = Object.hasOwn(load, name) ? load[name] : undefined;
  if (!found) throw new Error(`There is no study "${name}" in this page.`);
  return found();
}
