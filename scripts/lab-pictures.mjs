// Makes the pictures on the lab's cards, lab/src/pictures/NAME-{light,dark}.webp, in Chromium:
//   study-NAME   a panel of one of the study's figures, without its words. Taken from results/NAME, where
//                `microcircuit run NAME --out results/NAME` leaves it.
//   play-NAME    the playground's first picture, as the built page (npm run build:lab) draws it.
// `node scripts/lab-pictures.mjs [NAME ...]` makes these alone: study-whitening, play-neurons.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import sirv from "sirv";
import * as vega from "vega";
import { compile } from "vega-lite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "lab/src/pictures");
const [width, height] = [640, 360];
/** Bytes; the first view loads them all. */
const most = 40_000;

/** Figure and the way to its panel; of a grid of panels, the size of one and the ground its colours need. */
const studies = {
  evolution: { figure: "landscape", panel: ["vconcat", 0] },
  "lif-rate": { figure: "density", panel: ["hconcat", 1] },
  whitening: { figure: "initialisation", panel: ["hconcat", 0] },
  "gain-whitening": { figure: "adaptation", panel: ["hconcat", 0] },
  stiff: { figure: "stability_plane", panel: [], cell: [197, 160], ground: "#f7f7f7" },
  "morris-lecar": { figure: "phase_plane", panel: ["hconcat", 0] },
};

/** Where each playground's picture is taken, after how long, and of which canvas (the first, or the one of this label). `cut`: what of it. */
const playgrounds = {
  neurons: { fragment: "#/play/neurons", seconds: 5, cut: "top" },
  "phase-plane": { fragment: "#/play/phase-plane", seconds: 6 },
  whitening: { fragment: "#/play/whitening", seconds: 9, label: "Whitening error", cut: "none" },
  training: { fragment: "#/play/training?task=spiral", seconds: 9, cut: "top" },
};

const schemes = {
  light: { surface: "#ffffff", line: "#e6e6ea", colours: {} },
  dark: {
    surface: "#1b1c22",
    line: "#2d2f39",
    // Colours of figures (src/studies/framework/theme.ts and its neighbours) on a dark ground, as in the page's style sheet.
    colours: {
      "#1b1b1f": "#ececf1",
      "#5f6068": "#a9abb6",
      "#e6e6ea": "#353743",
      "#ffffff": "#1b1c22",
      "#b4b4bc": "#6a6c78",
      "#c9d3dc": "#46525e",
      "#0072b2": "#58b4ea",
      "#d55e00": "#ff8b45",
      "#009e73": "#2fc79c",
      "#cc79a7": "#e39ac4",
      "#e69f00": "#e9b04a",
    },
  },
};

function panelOf(name) {
  const file = join(root, "results", name, "result.json");
  if (!existsSync(file)) throw new Error(`There is no ${file}: microcircuit run ${name} --out results/${name}`);
  const { figure, panel, cell, ground } = studies[name];
  const { datasets, ...whole } = JSON.parse(readFileSync(file, "utf8")).figures[figure];
  const part = wordless(panel.reduce((spec, key) => spec[key], whole));
  if (!cell) return { ...part, datasets, width, height, autosize: { type: "fit", contains: "padding" } };
  return { ...part, datasets, spacing: 6, spec: { ...part.spec, width: cell[0], height: cell[1], view: { fill: ground } } };
}

/** The specification without titles, labels, legends and marks of text. */
function wordless(spec) {
  if (Array.isArray(spec)) return spec.filter((part) => (part?.mark?.type ?? part?.mark) !== "text").map(wordless);
  if (spec === null || typeof spec !== "object") return spec;
  const bare = {};
  for (const [key, value] of Object.entries(spec)) {
    if (key === "title" || key === "$schema" || key === "description" || key === "config" || key === "values") {
      if (key === "values") bare[key] = value;
    } else if (key === "encoding")
      bare[key] = Object.fromEntries(Object.entries(value).map(([name, channel]) => [name, quiet(name, channel)]));
    else if (key === "facet")
      bare[key] = { ...value, header: { labels: false, labelExpr: "''", labelFontSize: 0, labelPadding: 0, title: null } };
    else if (key === "strokeWidth")
      bare[key] = 1.6 * value; // the panel is shown at half its size
    else bare[key] = wordless(value);
  }
  return bare;
}

function quiet(name, channel) {
  if (name === "x" || name === "y") {
    if (!("field" in channel || "datum" in channel)) return channel;
    return { ...channel, title: null, axis: { ...channel.axis, labels: false, ticks: false, title: null, domain: false } };
  }
  const legend =
    ["color", "fill", "stroke", "shape", "strokeDash", "size", "opacity"].includes(name) &&
    ("scale" in channel || "field" in channel);
  return legend ? { ...channel, legend: null } : channel;
}

async function svgOf(spec, { surface, line, colours }) {
  let text = JSON.stringify(spec);
  for (const [from, to] of Object.entries(colours)) text = text.replaceAll(`"${from}"`, `"${to}"`);
  const config = {
    background: surface,
    padding: { left: 18, right: 18, top: 14, bottom: 14 },
    view: { stroke: null },
    axis: { gridColor: line, gridOpacity: 1 },
    line: { strokeWidth: 3 },
    point: { size: 70 },
    mark: { color: colours["#0072b2"] ?? "#0072b2" },
  };
  const view = new vega.View(vega.parse(compile({ ...JSON.parse(text), config }).spec), { renderer: "none" });
  return (await view.runAsync()).toSVG();
}

/** A picture of any kind as WebP, as good as fits. */
async function webp(page, type, bytes, { cut, surface }) {
  const url = `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
  for (const quality of [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]) {
    const encoded = await page.evaluate(
      async ({ url, width, height, quality, cut, surface }) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const scale = (cut === "none" ? Math.min : Math.max)(width / image.width, height / image.height);
        const [w, h] = [image.width * scale, image.height * scale];
        const context = canvas.getContext("2d");
        context.fillStyle = surface;
        context.fillRect(0, 0, width, height);
        context.drawImage(image, (width - w) / 2, cut === "top" ? 0 : (height - h) / 2, w, h);
        return canvas.toDataURL("image/webp", quality).split(",")[1];
      },
      { url, width, height, quality, cut, surface },
    );
    const picture = Buffer.from(encoded, "base64");
    if (picture.length < most) return picture;
  }
  throw new Error("The picture is too large.");
}

const wanted = process.argv.slice(2);
const names = [...Object.keys(studies).map((name) => `study-${name}`), ...Object.keys(playgrounds).map((name) => `play-${name}`)];
mkdirSync(folder, { recursive: true });
const files = sirv(join(root, "dist/lab"), { dev: true });
const server = createServer((request, response) => files(request, response, () => response.writeHead(404).end()));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const blank = await browser.newPage();
for (const name of names.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const [, kind, subject] = /^(study|play)-(.+)$/.exec(name);
  for (const [scheme, look] of Object.entries(schemes)) {
    const [type, picture] =
      kind === "study"
        ? ["image/svg+xml", await svgOf(panelOf(subject), look)]
        : ["image/png", await lookAt(playgrounds[subject], scheme)];
    const bytes = await webp(blank, type, picture, {
      cut: kind === "play" ? playgrounds[subject].cut : "middle",
      surface: look.surface,
    });
    writeFileSync(join(folder, `${name}-${scheme}.webp`), bytes);
    console.log(`${name}-${scheme}.webp: ${bytes.length} bytes`);
  }
}
await browser.close();
server.close();

/** One picture of the playground after it has run for a while; narrow, so that its words can be read on a card. */
async function lookAt({ fragment, seconds, label }, scheme) {
  const look = { viewport: { width: 500, height: 1000 }, deviceScaleFactor: 1.5, colorScheme: scheme, serviceWorkers: "block" };
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/${fragment}`);
  const canvas = page.locator(label ? `canvas[aria-label^="${label}"]` : "canvas").first();
  await canvas.waitFor();
  await page.waitForTimeout(1000 * seconds);
  await canvas.scrollIntoViewIfNeeded();
  const picture = await page.screenshot({ clip: await canvas.boundingBox() });
  await context.close();
  return picture;
}
