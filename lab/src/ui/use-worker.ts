import { type Remote, releaseProxy, wrap } from "comlink";
import { useEffect, useState } from "preact/hooks";

export interface WorkerState<Api> {
  /** The worker's functions; undefined until the worker runs. */
  readonly remote?: Remote<Api>;
  /** Why the worker cannot be used, or stopped. */
  readonly error?: string;
}

/**
 * A worker for as long as the view lives: it is ended, with its memory, when the view is left. `start` makes it, and must be the same function at
 * every rendering.
 */
export function useWorker<Api>(start: () => Worker): WorkerState<Api> {
  const [state, setState] = useState<WorkerState<Api>>({});
  useEffect(() => {
    const worker = start();
    const remote = wrap<Api>(worker);
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      setState({ error: event.message || "The simulation's worker could not be started." });
    });
    setState({ remote });
    return () => {
      remote[releaseProxy]();
      worker.terminate();
      setState({});
    };
  }, [start]);
  return state;
}

/** What an error thrown in a worker says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
