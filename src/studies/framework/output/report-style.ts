import { barFill, darkColours, darkPalette, faintInk, gridInk, ink, mutedInk, palette, paper } from "../theme.js";

/** Colours of the theme beside the palette, and the CSS variables that stand for them. */
const inks: readonly [string, string][] = [
  [ink, "--ink"],
  [faintInk, "--faint"],
  [gridInk, "--grid"],
  [mutedInk, "--muted"],
  [barFill, "--bar"],
  [paper, "--page"],
];

/**
 * Replaces the theme's colours in a drawing by CSS variables, so that one drawing serves the light and the dark page, and sets its
 * internal names apart from those of the other drawings on the page.
 */
export function adaptDrawing(svg: string, name: string): string {
  const variables: [string, string][] = [...inks, ...palette.map((color, i): [string, string] => [color, `--series-${i}`])];
  let adapted = svg.replace(/^[\s\S]*?(?=<svg)/, "");
  for (const [color, variable] of variables) adapted = adapted.replaceAll(`"${color}"`, `"var(${variable})"`);
  return adapted.replaceAll(/\bid="([^"]+)"/g, `id="${name}-$1"`).replaceAll(/url\(#([^)]+)\)/g, `url(#${name}-$1)`);
}

const series = (colors: readonly string[]) => colors.map((color, i) => `--series-${i}: ${color};`).join(" ");

const light = `${inks.map(([color, name]) => `${name}: ${color};`).join(" ")} --panel: #f6f6f8; --line: #d9d9de;
  --link: #0b5cad; --good: #0a7a4b; --bad: #b3261e; ${series(palette)}`;
const dark = `${inks.map(([color, name]) => `${name}: ${darkColours[color]};`).join(" ")} --panel: #202127; --line: #3a3b44;
  --link: #7cb8f2; --good: #4cc38a; --bad: #ff8a80; ${series(darkPalette)}`;

/** The style sheet of a report. */
export const reportStyle = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
@media print { :root { ${light} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 "Source Serif 4", Charter, Georgia, "DejaVu Serif", serif; }
main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; padding-top: .7rem; border-top: 1px solid var(--line); }
a { color: var(--link); }
p { margin: .5rem 0; }
.kicker, .facts, table, summary, figcaption, pre, .verdict { font-family: "Helvetica Neue", Helvetica, Arial, "DejaVu Sans Condensed", sans-serif; }
.kicker { color: var(--faint); font-size: .85rem; margin: 0 0 .5rem; }
.paper { color: var(--faint); font-style: italic; }
.facts { display: flex; flex-wrap: wrap; gap: .4rem 2rem; margin: 1.1rem 0 0; font-size: .88rem; }
.facts div { display: flex; gap: .5em; } .facts dt { color: var(--faint); } .facts dd { margin: 0; }
.verdict { display: inline-block; margin: 1.2rem 0 0; padding: .35rem .8rem; border-radius: 4px; border: 1.5px solid; font-weight: 600; font-size: .95rem; }
.good { color: var(--good); } .bad { color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.4; }
th { text-align: left; font-weight: 600; border-bottom: 1.5px solid var(--ink); padding: .35rem .7rem; vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); padding: .4rem .7rem; vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
details table { width: auto; min-width: 50%; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.parameters td:last-child { width: 60%; }
.mark { white-space: nowrap; font-weight: 600; }
.source, .unit { color: var(--faint); } .source { font-size: .92em; overflow-wrap: anywhere; }
.unit { font-weight: normal; }
figure { margin: 1.8rem 0; break-inside: avoid; }
figure .drawing { overflow-x: auto; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
figcaption { font-size: .88rem; color: var(--ink); margin-top: .6rem; max-width: 46rem; }
details { border-bottom: 1px solid var(--line); padding: .5rem 0; } summary { cursor: pointer; font-size: .92rem; }
details .scroll { max-height: 26rem; overflow: auto; margin: .6rem 0; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .8rem 1rem; overflow-x: auto; font: .84rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, monospace; }
footer { margin-top: 3rem; color: var(--faint); font-size: .82rem; }
@media screen and (max-width: 40rem) {
  main { padding-top: 1.4rem; }
  .claims thead { display: none; }
  .claims tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .claims td { display: block; border: 0; padding: .1rem 0; }
  .claims .number { text-align: left; white-space: normal; }
  .claims .number::before { content: attr(data-label) ": "; color: var(--faint); }
}
@media print { body { font-size: 10.5pt; } main { max-width: none; padding: 0; } a { color: inherit; text-decoration: none; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
`;
