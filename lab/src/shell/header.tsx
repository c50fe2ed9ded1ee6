import { hrefOf } from "../router.js";
import { ThemeSwitch } from "./theme-switch.js";

export interface HeaderOptions {
  readonly path: string;
  onSkip(): void;
}

export function Header({ path, onSkip }: HeaderOptions) {
  return (
    <>
      <button type="button" class="skip" onClick={onSkip}>
        Skip to the content
      </button>
      <header class="header">
        <a href={hrefOf("")} class="brand" {...(path === "" ? { "aria-current": "page" } : {})}>
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="var(--series-1)" />
            <path
              d="M3 20h7l2-3 2 4 3-16 3 20 2-5h7"
              fill="none"
              stroke="var(--surface)"
              stroke-width="2.2"
              stroke-linejoin="round"
              stroke-linecap="round"
            />
          </svg>
          <span>
            microcircuit <span class="faint">lab</span>
          </span>
        </a>
        <ThemeSwitch />
      </header>
    </>
  );
}
