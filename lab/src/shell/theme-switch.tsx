import { useState } from "preact/hooks";
import { chooseTheme, type ThemeChoice, themeChoice } from "../ui/theme.js";

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  const [choice, setChoice] = useState(themeChoice);
  return (
    <label class="theme">
      <span class="visually-hidden">Colours</span>
      <select
        value={choice}
        onChange={(event) => {
          const next = event.currentTarget.value as ThemeChoice;
          chooseTheme(next);
          setChoice(next);
        }}
      >
        <option value="system">Colours: system</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
