import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { hrefOf, type Route, useRoute } from "./router.js";
import { Landing } from "./shell/landing.js";
import { ThemeSwitch } from "./shell/theme-switch.js";
import { messageOf } from "./ui/use-worker.js";
import { type ViewProps, viewOf } from "./views.js";

/** The page: a header, and the view that the address names. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const before = useRef(route.path);
  useEffect(() => {
    if (before.current === route.path) return;
    before.current = route.path;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true }); // readers of the page hear that the view changed
  }, [route.path]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="header">
        <a href={hrefOf("")} class="brand">
          microcircuit <span class="faint">lab</span>
        </a>
        <ThemeSwitch />
      </header>
      <main ref={main} tabIndex={-1} class="main">
        <View route={route} />
      </main>
    </>
  );
}

type Loaded = { readonly path: string } & ({ readonly Component: ComponentType<ViewProps> } | { readonly error: string });

function View({ route }: { readonly route: Route }) {
  const { path, query } = route;
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    const view = viewOf(path);
    if (!view) return;
    let live = true;
    view.load().then(
      (module) => live && setLoaded({ path, Component: module.default }),
      (error: unknown) => live && setLoaded({ path, error: `This view did not load: ${messageOf(error)}` }),
    );
    return () => {
      live = false;
    };
  }, [path]);
  if (path === "") return <Landing />;
  const view = viewOf(path);
  if (!view) return <Unknown path={path} />;
  if (loaded?.path !== path) return <p class="faint">Loading…</p>;
  if ("error" in loaded) return <p class="error">{loaded.error}</p>;
  return <loaded.Component key={path} name={view.name} query={query} />;
}

function Unknown({ path }: { readonly path: string }) {
  return (
    <>
      <h1>There is no such view</h1>
      <p>
        The address asks for “{path}”. <a href={hrefOf("")}>All studies and playgrounds</a>
      </p>
    </>
  );
}
