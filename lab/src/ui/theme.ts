import { useEffect, useState } from "preact/hooks";

/** What the reader asked for; "system" follows the browser. */
export type ThemeChoice = "system" | "light" | "dark";

const key = "microcircuit-theme";
const changed = new EventTarget();
const preference = matchMedia("(prefers-color-scheme: dark)");
preference.addEventListener("change", () => applyTheme());

export function themeChoice(): ThemeChoice {
  const kept = readKept();
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  applyTheme(choice);
}

/** Puts the scheme on the root element, where the style sheets look. */
export function applyTheme(choice: ThemeChoice = themeChoice()): void {
  const system = preference.matches ? "dark" : "light";
  document.documentElement.dataset.theme = choice === "system" ? system : choice;
  changed.dispatchEvent(new Event("change"));
}

/** Colours of drawings, as CSS colours. */
export interface Colours {
  readonly dark: boolean;
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  readonly surface: string;
  /** Series, in order; apart for colour-blind readers. */
  readonly series: readonly string[];
}

/** The colours in force. */
export function currentColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    dark: value("scheme") === "dark",
    ink: value("ink"),
    faint: value("ink-faint"),
    grid: value("line"),
    surface: value("surface"),
    series: Array.from({ length: 7 }, (_, i) => value(`series-${i + 1}`)),
  };
}

/** The colours in force, followed. */
export function useColours(): Colours {
  const [colours, setColours] = useState(currentColours);
  useEffect(() => {
    const follow = () => setColours(currentColours());
    changed.addEventListener("change", follow);
    return () => changed.removeEventListener("change", follow);
  }, []);
  return colours;
}

function readKept(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
