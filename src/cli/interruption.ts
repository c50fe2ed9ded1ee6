import { exitStatus } from "./exit-status.js";

/**
 * A signal that fires at the first Ctrl-C (or SIGTERM), so that a run ends in order; the second quits at once. `end` gives the keys
 * back.
 */
export function untilInterrupted(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted);
    controller.abort(name);
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    end() {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}
