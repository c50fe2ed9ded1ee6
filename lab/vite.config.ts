import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { withoutCore } from "./plugins/without-core.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./", // any static host, any path
  plugins: [withoutCore()],
  resolve: {
    alias: [
      { find: /^microcircuit$/, replacement: here("../src/index.ts") },
      { find: /^microcircuit\/(.+)$/, replacement: here("../src/$1/index.ts") },
    ],
  },
  worker: { format: "es", plugins: () => [withoutCore()] },
  build: { outDir: here("../dist/lab"), emptyOutDir: true, target: "es2022" },
});
