import { useState } from "preact/hooks";
import { messageOf } from "../ui/use-worker.js";

export interface DownloadOptions {
  /** Of the file. */
  readonly name: string;
  /** Default: the name. */
  readonly label?: string;
  file(): Promise<Blob>;
}

/** Makes a file when it is asked for, and saves it. */
export function DownloadButton({ name, label = name, file }: DownloadOptions) {
  const [state, setState] = useState<"idle" | "busy" | { readonly error: string }>("idle");
  const get = async () => {
    if (state === "busy") return;
    setState("busy");
    try {
      save(await file(), name);
      setState("idle");
    } catch (error) {
      setState({ error: messageOf(error) });
    }
  };
  return (
    <span class="download">
      <button
        type="button"
        data-file={name}
        aria-label={label === name ? `Download ${name}` : `${label}: download ${name}`}
        aria-disabled={state === "busy"}
        onClick={get}
      >
        {state === "busy" ? "Making…" : label}
      </button>
      {typeof state === "object" && (
        <span class="refusal" role="alert">
          {state.error}
        </span>
      )}
    </span>
  );
}

/** Longer than any browser takes to begin saving, ms. */
const PATIENCE = 60_000;

function save(file: Blob, name: string): void {
  const href = URL.createObjectURL(file);
  const link = document.createElement("a");
  Object.assign(link, { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), PATIENCE);
}
