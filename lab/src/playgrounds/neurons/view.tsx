import { useState } from "preact/hooks";
import type { ViewProps } from "../../views.js";
import { NetworkView } from "./network/view.js";
import "./neurons.css";
import { Notices } from "./shared/notices.js";
import { SingleView } from "./single/view.js";
import { type Mode, modeOf, Tabs } from "./tabs.js";

/** A neuron that integrates noise and fires, and a network of thousands. */
export default function View({ name, query }: ViewProps) {
  // Another link to the same view begins anew.
  return <Modes key={query.toString()} path={`play/${name}`} query={query} />;
}

function Modes({ path, query }: { readonly path: string; readonly query: URLSearchParams }) {
  const asked = modeOf(query.get("mode"));
  const [mode, setMode] = useState<Mode>(asked.mode);
  const [own, setOwn] = useState(query); // what the link set belongs to the mode that it asked for
  const choose = (next: Mode) => {
    setOwn(new URLSearchParams());
    setMode(next);
  };
  return (
    <>
      <Tabs mode={mode} onMode={choose} />
      <Notices notices={asked.notice ? [asked.notice] : []} />
      <div id={`panel-${mode}`} role="tabpanel" aria-labelledby={`tab-${mode}`} class={`neurons-${mode}`}>
        {mode === "network" ? <NetworkView path={path} query={own} /> : <SingleView path={path} query={own} />}
      </div>
    </>
  );
}
