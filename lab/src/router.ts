import { useEffect, useState } from "preact/hooks";

/** Where the page is: in the fragment of its address, so that any static host under any path will do. */
export interface Route {
  /** "study/lif-rate" */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** The route of a fragment. What is in it came from anywhere: nothing in it is trusted, and nothing makes this throw. */
export function routeOf(hash: string): Route {
  const [, path = "", query = ""] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  return { path: path.replace(/\/$/, ""), query: new URLSearchParams(query) };
}

/** The fragment of a route. */
export function hrefOf(path: string, query?: Readonly<Record<string, string>>): string {
  const text = query ? new URLSearchParams(query).toString() : "";
  return `#/${path}${text ? `?${text}` : ""}`;
}

/** The fragment that the page shows; another one in the address is a link whose event is still under way. */
let shown: string | undefined;

function currentRoute(): Route {
  shown = location.hash;
  return routeOf(shown);
}

/** The route, followed. */
export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const follow = () => setRoute(currentRoute());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}

/** Puts what a view is set to into the address, without a new entry in the history and without a change of view. A link that is being followed stays. */
export function keepInAddress(path: string, query: Readonly<Record<string, string>>): void {
  if (location.hash !== shown) return;
  history.replaceState(history.state, "", hrefOf(path, query));
  shown = location.hash;
}
