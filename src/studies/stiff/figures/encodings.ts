import { methodNames } from "../../../solvers/methods.js";
import { palette } from "../../framework/theme.js";
import { titleOf } from "../method-groups.js";

/** Colours and dashes of methods: the most used ones first, so that they get the plain lines. */
const order = ["rodas5p", "radau", "rosenbrock23", "trbdf2", "tsit5", "bdf", "dop853", ...methodNames] as const;
const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
] as const;
const places = new Map(
  [...new Set<(typeof order)[number] | "trapezoid">([...order, "trapezoid"])].map((name, i) => [titleOf(name), i]),
);

/** Scales by the titles of the methods shown. */
export function methodChannels(titles: readonly string[], legend: object = {}) {
  const domain = [...new Set(titles)].toSorted((a, b) => places.get(a)! - places.get(b)!);
  const look = { title: null, symbolType: "stroke", symbolSize: 220, ...legend };
  return {
    color: {
      field: "method",
      type: "nominal",
      scale: { domain, range: domain.map((title) => palette[places.get(title)! % palette.length]) },
      legend: look,
    },
    strokeDash: {
      field: "method",
      type: "nominal",
      scale: { domain, range: domain.map((title) => dashes[Math.floor(places.get(title)! / palette.length) % dashes.length]) },
      legend: look,
    },
  };
}

export const quantitative = (field: string, title: string | null, rest: object = {}) => ({
  field,
  type: "quantitative",
  title,
  ...rest,
});

const exponents = "['⁰','¹','²','³','⁴','⁵','⁶','⁷','⁸','⁹','¹⁰','¹¹','¹²','¹³','¹⁴','¹⁵']";
/** Powers of ten as such; other ticks stay bare. */
const powerLabel = `abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) > 1e-6 ? '' : '10' + (datum.value < 0.5 ? '⁻' : '') + ${exponents}[abs(round(log(datum.value) / LN10))]`;

/** A logarithmic axis labelled with powers of ten. */
export const logarithmic = (
  field: string,
  title: string | null,
  { axis = {}, scale = {} }: { axis?: object; scale?: object } = {},
) => quantitative(field, title, { scale: { type: "log", ...scale }, axis: { labelExpr: powerLabel, tickCount: 6, ...axis } });

/** A panel's letter and what it shows, above its upper left corner. */
export const panelTitle = (letter: string, text: string) => ({ text: `${letter}  ${text}`, frame: "group", anchor: "start" });
