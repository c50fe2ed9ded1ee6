// Bundles src/parallel/worker.ts into one script and writes it as text into src/parallel/generated/worker-source.ts: in a page, workers start
// from a Blob of it. The compiled core is left out: the page hands it to its workers.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const withoutCore = {
  name: "without-core",
  enforce: "pre",
  resolveId: (id) => (id.endsWith("/generated/module.js") ? "\0core" : undefined),
  load: (id) => (id === "\0core" ? 'export const coreBase64 = "", coreHash = "";' : undefined),
};
const result = await build({
  configFile: false,
  logLevel: "error",
  root,
  plugins: [withoutCore],
  build: {
    write: false,
    minify: true,
    target: "es2022",
    lib: { entry: join(root, "src/parallel/worker.ts"), formats: ["iife"], name: "microcircuitWorker", fileName: "worker" },
  },
});
const [chunk] = (Array.isArray(result) ? result : [result]).flatMap((bundle) => ("output" in bundle ? bundle.output : []));
const directory = join(root, "src/parallel/generated");
mkdirSync(directory, { recursive: true });
writeFileSync(
  join(directory, "worker-source.ts"),
  `// Written by scripts/build-worker.mjs; not edited by hand.\n\n/** worker.ts with all it needs but the compiled core. */\nexport const workerSource: string =\n  ${JSON.stringify(chunk.code)};\n`,
);
