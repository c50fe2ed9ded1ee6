import { useEffect, useState } from "preact/hooks";

/** Counts from `first` up to `last`, one step for each picture: so that much is put on the page bit by bit, and it answers in between. */
export function useStaged(first: number, last: number): number {
  const [stage, setStage] = useState(first);
  useEffect(() => {
    if (stage >= last) return;
    const handle = requestAnimationFrame(() => setStage(stage + 1));
    return () => cancelAnimationFrame(handle);
  }, [stage, last]);
  return Math.min(stage, last);
}
