import { useEffect, useRef } from "preact/hooks";
import { useRoute } from "./router.js";
import { Footer } from "./shell/footer.js";
import { Header } from "./shell/header.js";
import { Landing } from "./shell/landing.js";
import { Unknown } from "./shell/unknown.js";
import { useArrival } from "./shell/use-arrival.js";
import { View } from "./shell/view.js";
import { viewOf } from "./views.js";

/** The page: a header, the view that the address names, a footer. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const view = viewOf(route.path);
  const title = view?.title ?? (route.path === "" ? "" : "No such view");
  useEffect(() => {
    document.title = title ? `${title} · microcircuit lab` : "microcircuit lab";
  }, [title]);
  useArrival(route.path, main);
  // A link to the same view with other settings is a view anew; what a view itself writes into its address is not followed.
  const key = `${route.path}?${route.query}`;
  return (
    <>
      <Header path={route.path} onSkip={() => main.current?.focus()} />
      <main ref={main} tabIndex={-1} class="main">
        {route.path === "" ? (
          <Landing />
        ) : view ? (
          <View key={key} view={view} query={route.query} />
        ) : (
          <Unknown path={route.path} />
        )}
      </main>
      <Footer />
    </>
  );
}
