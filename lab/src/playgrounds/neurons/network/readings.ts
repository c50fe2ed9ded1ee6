import type { NetworkFrame } from "./frame.js";
import type { NetworkSettings } from "./settings.js";

/** What the network does, in numbers. */
export function readingsOf(
  frame: NetworkFrame | undefined,
  settings: NetworkSettings,
  simulated: number,
  frames: number,
): Readonly<Record<string, string>> {
  const { duration = 0, excitatoryRate = 0, inhibitoryRate = 0 } = frame?.statistics ?? {};
  const variation = (value = Number.NaN) => (Number.isFinite(value) ? value.toFixed(2) : "–");
  return {
    "Excitatory rate": `${excitatoryRate.toFixed(1)} Hz`,
    "Inhibitory rate": `${inhibitoryRate.toFixed(1)} Hz`,
    "CV of intervals, exc.": variation(frame?.statistics.excitatoryVariation),
    "CV of intervals, inh.": variation(frame?.statistics.inhibitoryVariation),
    "Measured over": `${(duration / 1000).toFixed(2)} s`,
    "Simulated time": `${((frame?.time ?? 0) / 1000).toFixed(2)} s`,
    Synapses: (frame?.synapses ?? 0).toLocaleString("en"),
    Speed: `${simulated.toFixed(0)} of ${(1000 * settings.speed).toFixed(0)} ms per s`,
    Pictures: `${frames.toFixed(0)} per s`,
  };
}
