import { useRef } from "preact/hooks";

export type Mode = "network" | "neuron";

const modes: readonly { readonly mode: Mode; readonly label: string }[] = [
  { mode: "network", label: "A network" },
  { mode: "neuron", label: "One neuron" },
];

/** The mode that a link asks for, and what there is to say if there is none such. */
export function modeOf(text: string | null): { readonly mode: Mode; readonly notice?: string } {
  const known = modes.find(({ mode }) => mode === text);
  if (known || text === null) return { mode: known?.mode ?? "network" };
  return {
    mode: "network",
    notice: `The link asks for the mode “${text.slice(0, 24)}”. There are “network” and “neuron”; this is the network.`,
  };
}

/** What there is to look at: tabs, by pointer or arrow keys. */
export function Tabs({ mode, onMode }: { readonly mode: Mode; onMode(mode: Mode): void }) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = modes.find((entry) => entry.mode !== mode)!.mode;
    onMode(other);
    list.current?.querySelector<HTMLElement>(`#tab-${other}`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label="What to look at">
      {modes.map((entry) => (
        <button
          key={entry.mode}
          type="button"
          role="tab"
          id={`tab-${entry.mode}`}
          aria-selected={entry.mode === mode}
          aria-controls={entry.mode === mode ? `panel-${mode}` : undefined}
          tabIndex={entry.mode === mode ? 0 : -1}
          onClick={() => onMode(entry.mode)}
          onKeyDown={move}
        >
          {entry.label}
        </button>
      ))}
    </div>
  );
}
