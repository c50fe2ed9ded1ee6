import { proxy, type Remote, wrap } from "comlink";
import { useEffect, useRef, useState } from "preact/hooks";
import { compiledCore } from "../core.js";
import { messageOf } from "../ui/use-worker.js";
import type { Conductor } from "./conductor.js";
import type { RunEvent } from "./protocol.js";
import type { Roles } from "./worker.js";

export interface ConductorState {
  readonly conductor?: Remote<Conductor>;
  /** Why there is none, or no longer. */
  readonly error?: string;
}

/** The conductor of a study for as long as the view lives; leaving it ends the conductor's worker, and with it the workers that one started. */
export function useConductor(study: string, attempt: number, tell: (event: RunEvent) => void): ConductorState {
  const [state, setState] = useState<ConductorState>({});
  const latest = useRef(tell);
  latest.current = tell;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another worker
  useEffect(() => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: `${study}: conductor` });
    const remote = wrap<Roles>(worker);
    let live = true;
    const fail = (message: string) => {
      if (live) setState({ error: message });
      worker.terminate();
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      fail(`The study's worker failed: ${event.message || "its script did not load"}.`);
    });
    const begin = async () => {
      const heard = proxy((event: RunEvent) => {
        if (live) latest.current(event);
      });
      const conductor: Remote<Conductor> = (await remote.conductor(await compiledCore(), study, heard)) as never;
      if (live) setState({ conductor });
    };
    begin().catch((error: unknown) => fail(messageOf(error)));
    return () => {
      live = false;
      worker.terminate();
      setState({});
    };
  }, [study, attempt]);
  return state;
}
