import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../src", import.meta.url));

/** The library under the names of its package, taken from its sources. */
export const library = [
  { find: /^microcircuit$/, replacement: `${source}/index.ts` },
  { find: /^microcircuit\/checkpoints$/, replacement: `${source}/training/checkpoints/file.ts` },
  { find: /^microcircuit\/studies\/output$/, replacement: `${source}/studies/output.ts` },
  { find: /^microcircuit\/(.+)$/, replacement: `${source}/$1/index.ts` },
];
