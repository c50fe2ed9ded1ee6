export const quantitative = (field: string, title: string | null, rest: object = {}) => ({
  field,
  type: "quantitative",
  title,
  ...rest,
});

/** A panel's letter and what it shows, above its upper left corner. */
export const panelTitle = (letter: string, text: string) => ({ text: `${letter}  ${text}`, frame: "group", anchor: "start" });

export const logarithmic = (domain: readonly number[], values: readonly number[], format = "~g") => ({
  scale: { type: "log", domain, nice: false, clamp: true },
  axis: { values, format },
});

/** Plots side by side start at one height, whatever stands on their axes. */
export const aligned = { bounds: "flush", spacing: 62 } as const;

/** Horizontal or vertical line at a value. */
export const rule = (channel: "x" | "y", value: number, rest: object = {}) => ({
  data: { values: [{}] },
  mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1, ...rest },
  encoding: { [channel]: { datum: value } },
});

/** Labels at the ends of vertical axes stay within the panel, so that titles of panels side by side stand at one height. */
export const flushLabels = { axisY: { labelFlush: true } } as const;

/** Sample or step numbers in millions or thousands. */
export const inUnits = (unit: number) => ({ labelExpr: `format(datum.value / ${unit}, '~g')` });
