import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, runnerImport } from "vite";
import { newestIn } from "../../src/cli/newest.js";
import type * as Studies from "../../src/studies/index.js";
import { coreHash, repository } from "./core-hash.js";

const cards = "virtual:catalogue";
const forms = "virtual:catalogue/forms";

/**
 * What the page says of the studies, taken from them when it is built: so the page's own scripts hold no code of theirs. `virtual:catalogue` has the
 * cards of the first view, `virtual:catalogue/forms` what a study's own view asks for; src/catalogue.ts types both.
 */
export function catalogue(): Plugin {
  return {
    name: "catalogue",
    resolveId: (id) => (id === cards || id === forms ? `\0${id}` : undefined),
    async load(id) {
      if (id === `\0${cards}`) {
        const { studies } = await library();
        return `export const about = ${text(about())};\nexport const cards = ${text(studies.map(cardOf))};`;
      }
      if (id === `\0${forms}`) {
        const { studies, parametersOf } = await library();
        const entries = studies.map((study) => [study.name, formOf(study, parametersOf)]);
        return `export default ${text(Object.fromEntries(entries))};`;
      }
      return undefined;
    },
  };
}

function about() {
  const { version, license } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  return { version, license, core: coreHash() };
}

function cardOf({ name, title, paper, summary, presets }: Studies.AnyStudy) {
  const lead = /^.*?[.?!](?=\s|$)/s.exec(summary)?.[0] ?? summary;
  return { name, title, paper, lead, seconds: { quick: presets.quick.seconds, full: presets.full.seconds } };
}

function formOf(study: Studies.AnyStudy, parametersOf: typeof Studies.parametersOf) {
  const { name, title, paper, summary, presets } = study;
  return { name, title, paper, summary, presets, parameters: parametersOf(study), live: study.live };
}

let loaded: Promise<typeof Studies> | undefined;

/** The studies: as built, which is quick to load, where that is not older than the sources. */
function library(): Promise<typeof Studies> {
  const built = join(repository, "dist/src/studies/index.js");
  const fresh = existsSync(built) && newestIn(built) >= newestIn(join(repository, "src"));
  loaded ??= fresh
    ? import(pathToFileURL(built).href)
    : runnerImport<typeof Studies>(join(repository, "src/studies/index.ts")).then(({ module }) => module);
  return loaded;
}

/** JSON as a script holds it: a parser is quicker with it than with the same text as an object of the language. */
function text(value: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}
