import { expose, proxy } from "comlink";
import type { Conductor } from "./conductor.js";
import type { Drawings } from "./drawings.js";
import type { JobNews, Jobs } from "./jobs.js";
import type { RunEvent } from "./protocol.js";

/**
 * All workers of a study's view run this script, so that the browser fetches it, and the study, once. The page starts the conductor; the conductor
 * starts the others.
 */
const roles = {
  async conductor(module: WebAssembly.Module, study: string, tell: (event: RunEvent) => void): Promise<Conductor> {
    const { conductorOf } = await import("./conducting.js");
    return proxy(await conductorOf(module, study, tell));
  },
  async jobs(module: WebAssembly.Module, study: string, tell: (news: JobNews) => void): Promise<Jobs> {
    const { Jobs } = await import("./jobs.js");
    return proxy(await Jobs.of(module, study, tell));
  },
  async drawings(): Promise<Drawings> {
    const { Drawings } = await import("./drawings.js");
    return proxy(new Drawings());
  },
  /** Held for as long as this worker lives: whoever waits for the same lock hears of its end. */
  async live(lock: string): Promise<void> {
    await new Promise<void>((resolve) => {
      navigator.locks.request(lock, () => {
        resolve();
        return new Promise(() => {});
      });
    });
  },
};

export type Roles = typeof roles;

expose(roles);
