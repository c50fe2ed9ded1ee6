// `npm run bench:record`: measures every kernel and writes bench/RESULTS.md.
import { environment } from "./environment.js";
import { runBenchmarks } from "./index.js";
import type { Outcome } from "./report.js";
import { record } from "./results.js";

const figures: Outcome[] = [];
const status = await runBenchmarks({ write: console.log, onOutcome: (outcome) => figures.push(outcome) });
if (status === 0) record({ kernels: { environment: environment(), figures } });
else console.error("Nothing was recorded.");
process.exitCode = status;
