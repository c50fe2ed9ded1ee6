import { useEffect, useState } from "preact/hooks";
import type { Check, Settings } from "./protocol.js";
import type { Run } from "./use-run.js";

/** Settings are looked at when they have not changed for so long, ms: not at every key. */
const PAUSE = 200;

/** What the conductor says of the settings as they stand. */
export function useCheck({ conductor, phase }: Pick<Run, "conductor" | "phase">, settings: Settings): Check | undefined {
  const [check, setCheck] = useState<Check>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: how a run ended decides how many jobs are kept
  useEffect(() => {
    if (!conductor) return;
    let live = true;
    const handle = setTimeout(
      () => {
        conductor.check(settings).then(
          (answer) => live && setCheck(answer),
          () => {}, // the worker's end is told elsewhere
        );
      },
      check ? PAUSE : 0,
    );
    return () => {
      live = false;
      clearTimeout(handle);
    };
  }, [conductor, settings, phase]);
  return check;
}
