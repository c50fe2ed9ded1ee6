// One COBA run from nothing, as a process of its own: starts Node, loads the core, builds, simulates.
// Arguments: method, drive (mV), duration (s), seed.
import { runCoba } from "./coba_microcircuit.js";

const [method, drive, duration, seed] = process.argv.slice(2);
runCoba({
  method: method === "euler" ? "euler" : "exponential-euler",
  drive: Number(drive),
  duration: Number(duration),
  seed: Number(seed),
  record: false,
  precision: "f64",
});
