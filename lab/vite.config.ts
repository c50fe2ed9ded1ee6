import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { library } from "./plugins/library.js";
import { withoutCore } from "./plugins/without-core.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./", // any static host, any path
  plugins: [withoutCore()],
  resolve: { alias: library },
  worker: { format: "es", plugins: () => [withoutCore()] },
  build: { outDir: here("../dist/lab"), emptyOutDir: true, target: "es2022" },
});
