import { faintInk, palette } from "../../framework/theme.js";

export const quantitative = (field: string, title: string | null, rest: object = {}) => ({
  field,
  type: "quantitative",
  title,
  ...rest,
});

/** A panel's letter and what it shows, above its upper left corner. */
export const panelTitle = (letter: string, text: string) => ({ text: `${letter}  ${text}`, frame: "group", anchor: "start" });

/** Colours that mean the same in all figures. */
export const colours = { voltage: palette[0], recovery: palette[1], cycles: palette[1], law: faintInk } as const;

export const zeroLine = {
  data: { values: [{}] },
  mark: { type: "rule", color: faintInk, strokeWidth: 1 },
  encoding: { y: { datum: 0 } },
};
