import * as imported from "workerpool";

type Workerpool = typeof imported;

/** The library, also where no bundler makes a module of its browser build, which then sets a global. */
export const workerpool: Workerpool =
  (imported as unknown as Partial<{ default: Workerpool }>).default ??
  ("pool" in imported ? imported : (globalThis as Partial<{ workerpool: Workerpool }>).workerpool!);
