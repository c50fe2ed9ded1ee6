import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { catalogue } from "./plugins/catalogue.js";
import { delivery } from "./plugins/delivery.js";
import { library } from "./plugins/library.js";
import { texts } from "./plugins/texts.js";
import { withoutCore } from "./plugins/without-core.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./", // any static host, any path
  plugins: [catalogue(), texts(), withoutCore(), delivery()],
  resolve: { alias: library },
  worker: { format: "es", plugins: () => [withoutCore()] },
  build: { outDir: here("../dist/lab"), emptyOutDir: true, target: "es2022" },
});
