import { palette } from "../../framework/theme.js";

export const quantitative = (field: string, title: string | null, rest: object = {}) => ({
  field,
  type: "quantitative",
  title,
  ...rest,
});

const exponents = "['⁰','¹','²','³','⁴','⁵','⁶','⁷','⁸','⁹']";
/** Powers of ten as such; other ticks stay bare. */
const powerLabel = `abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) > 1e-6 ? '' : '10' + (datum.value < 0.5 ? '⁻' : '') + ${exponents}[abs(round(log(datum.value) / LN10))]`;

export const logarithmic = (
  field: string,
  title: string | null,
  { axis = {}, scale = {} }: { axis?: object; scale?: object } = {},
) => quantitative(field, title, { scale: { type: "log", ...scale }, axis: { labelExpr: powerLabel, tickCount: 5, ...axis } });

/** A logarithmic axis over less than two decades, with numbers. */
export const narrow = (field: string, title: string | null, { axis = {}, scale = {} }: { axis?: object; scale?: object } = {}) =>
  quantitative(field, title, { scale: { type: "log", ...scale }, axis: { format: "~g", tickCount: 5, ...axis } });

/** A panel's letter and what it shows, above its upper left corner. */
export const panelTitle = (letter: string, text: string) => ({ text: `${letter}  ${text}`, frame: "group", anchor: "start" });

const dashes = { evolution: [1, 0], backpropagation: [6, 3], both: [8, 2, 2, 2], control: [2, 2] } as const;

/** Colour by method and dash by family, in one legend. */
export function methodChannels(
  methods: readonly { readonly method: string; readonly family: keyof typeof dashes }[],
  legend: object = {},
) {
  const domain = methods.map(({ method }) => method);
  const look = { title: null, symbolType: "stroke", symbolSize: 260, symbolOpacity: 1, labelLimit: 260, ...legend };
  return {
    color: {
      field: "method",
      type: "nominal",
      scale: { domain, range: domain.map((_, i) => palette[i % palette.length]) },
      legend: look,
    },
    strokeDash: {
      field: "method",
      type: "nominal",
      scale: { domain, range: methods.map(({ family }) => dashes[family]) },
      legend: look,
    },
  };
}
