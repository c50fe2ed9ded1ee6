import { useEffect, useRef } from "preact/hooks";

/** Frames per second, over the last second or so, for display and for tests. */
export interface FrameRate {
  value: number;
}

/**
 * Calls `frame` once for each picture of the display while `running` and while the page is seen; pictures
 * that come before the last call's promise is settled are left out. `elapsed`: ms since the last call, at most 100. A rejection ends the loop and goes to `onError`.
 */
export function useFrames(
  running: boolean,
  frame: (elapsed: number) => void | Promise<void>,
  onError: (error: unknown) => void,
): FrameRate {
  const latest = useRef({ frame, onError });
  latest.current = { frame, onError };
  const rate = useRef<FrameRate>({ value: 0 });
  useEffect(() => {
    if (!running) return;
    let live = true;
    let handle = 0;
    let last = performance.now();
    let counted = 0;
    let since = last;
    let busy = false;
    const next = async (now: number) => {
      handle = requestAnimationFrame(next);
      if (busy) return;
      busy = true;
      const elapsed = Math.min(100, Math.max(0, now - last));
      last = now;
      try {
        await latest.current.frame(elapsed);
        busy = false;
      } catch (error) {
        cancelAnimationFrame(handle);
        if (live) latest.current.onError(error);
        return;
      }
      counted++;
      if (now - since >= 1000) {
        rate.current.value = (1000 * counted) / (now - since);
        counted = 0;
        since = now;
      }
    };
    handle = requestAnimationFrame(next);
    return () => {
      live = false;
      cancelAnimationFrame(handle);
    };
  }, [running]);
  return rate.current;
}
