import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { keepInAddress } from "../../../router.js";
import { type Catalogue, readSettings, type Values, writeSettings } from "./settings.js";

/** Browsers refuse more than some hundred changes of the address in half a minute. */
const PAUSE = 300;

export interface KeptSettings<C extends Catalogue> {
  readonly values: Values<C>;
  /** What the link asked for in vain. */
  readonly notices: readonly string[];
  change(values: Partial<Values<C>>): void;
}

/** Settings that begin as the link has them, and that the address follows. `more`: what else it is to hold. */
export function useSettings<C extends Catalogue>(
  path: string,
  query: URLSearchParams,
  catalogue: C,
  more: Readonly<Record<string, string>>,
): KeptSettings<C> {
  const [{ values, notices }, setState] = useState(() => readSettings(catalogue, query));
  const touched = useRef(false);
  const change = useCallback((changes: Partial<Values<C>>) => {
    touched.current = true;
    setState((state) => ({ values: { ...state.values, ...changes }, notices: [] }));
  }, []);
  useEffect(() => {
    if (!touched.current) return;
    const keep = () => keepInAddress(path, { ...more, ...writeSettings(catalogue, values) });
    const handle = setTimeout(keep, PAUSE);
    return () => clearTimeout(handle);
  }, [path, catalogue, more, values]);
  return { values, notices, change };
}
