import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/**
 * On arrival at another path the focus goes to the content, so that readers of the page hear that the view changed, and the page to its top; but to
 * where the first view was left on return to it.
 */
export function useArrival(path: string, main: RefObject<HTMLElement | null>): void {
  const before = useRef(path);
  const first = useRef(0);
  useEffect(() => {
    const keep = () => {
      // Asked of the address: the event comes before this component hears of another path.
      if (before.current === "" && location.hash.replace(/^#\/?/, "") === "") first.current = scrollY;
    };
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, []);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, path === "" ? first.current : 0);
  }, [path, main]);
}
