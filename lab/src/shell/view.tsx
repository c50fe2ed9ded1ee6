import type { ComponentType } from "preact";
import { useEffect, useErrorBoundary, useState } from "preact/hooks";
import { messageOf } from "../ui/use-worker.js";
import type { ViewEntry, ViewProps } from "../views.js";

export interface ViewOptions {
  readonly view: ViewEntry;
  readonly query: URLSearchParams;
}

type Loaded = { readonly Component: ComponentType<ViewProps> } | { readonly error: string };

/** A view, once its scripts are there. */
export function View({ view, query }: ViewOptions) {
  const { name, load } = view;
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure] = useErrorBoundary((error) => console.error(error));
  // biome-ignore lint/correctness/useExhaustiveDependencies: one view for as long as this lives; the owner gives another a key of its own
  useEffect(() => {
    let live = true;
    load().then(
      (module) => live && setLoaded({ Component: module.default }),
      (error: unknown) => live && setLoaded({ error: messageOf(error) }),
    );
    return () => {
      live = false;
    };
  }, []);
  if (failure !== undefined) return <Failure title={view.title} message={`This view failed: ${messageOf(failure)}`} />;
  if (!loaded) return <Loading title={view.title} />;
  // Its scripts may be gone because the page was published anew: the new page has them.
  if ("error" in loaded) return <Failure title={view.title} message={`This view did not load: ${loaded.error}`} />;
  return <loaded.Component name={name} query={query} />;
}

/** Keeps the place, so that nothing jumps when the view arrives. */
function Loading({ title }: { readonly title: string }) {
  return (
    <div class="loading">
      <h1>{title}</h1>
      <p class="faint">Loading…</p>
    </div>
  );
}

function Failure({ title, message }: { readonly title: string; readonly message: string }) {
  return (
    <>
      <h1>{title}</h1>
      <div class="error" role="alert">
        <p>{message}</p>
        <button type="button" onClick={() => location.reload()}>
          Load the page anew
        </button>
      </div>
    </>
  );
}
