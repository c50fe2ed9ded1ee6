import { defineConfig } from "vitest/config";
import { catalogue } from "./lab/plugins/catalogue.js";
import { library } from "./lab/plugins/library.js";

export default defineConfig({
  plugins: [catalogue()],
  resolve: { alias: library }, // as the lab imports it
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/support/summary-reporter.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } }, // machines may be slow; what is waited for must come
    maxWorkers: "100%", // by default one core of two would stand idle
  },
});
