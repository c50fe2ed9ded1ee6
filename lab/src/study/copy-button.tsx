import { useEffect, useRef, useState } from "preact/hooks";

/** Copies a text; where the browser does not allow it, shows the text to copy by hand. */
export function CopyButton({ label, text }: { readonly label: string; text(): string }) {
  const [shown, setShown] = useState<"copied" | { readonly text: string }>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (typeof shown === "object") field.current?.select();
    if (shown !== "copied") return;
    const handle = setTimeout(() => setShown(undefined), 3000);
    return () => clearTimeout(handle);
  }, [shown]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setShown("copied");
    } catch {
      setShown({ text: text() });
    }
  };
  return (
    <div class="copy">
      <button type="button" onClick={copy}>
        {label}
      </button>
      <span role="status">{shown === "copied" ? "Copied" : ""}</span>
      {typeof shown === "object" && (
        <input ref={field} type="text" readOnly aria-label={`${label}: the text`} value={shown.text} />
      )}
    </div>
  );
}
