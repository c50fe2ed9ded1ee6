import { exp } from "../../numeric/portable/index.js";
import { effectiveParameters, freeMoments } from "../../theory/lif-rate/index.js";
import type { FinishedJob, JobResults } from "../framework/job-results.js";
import type { Job, JobContext } from "../framework/study.js";
import { type FiringInput, type FiringResult, simulateFiring, TRANSIENT } from "./firing.js";
import { type FreeInput, type FreeResult, simulateFree } from "./free.js";
import { type NetworkInput, type NetworkResult, simulateNetwork } from "./network.js";
import { bothTimeConstants, conductanceNeuron, type Drive } from "./neuron.js";
import {
  type DriveName,
  drivesOf,
  FREE_TIME_CONSTANTS,
  freeDrive,
  membraneOf,
  type Parameters,
  transferDrive,
} from "./parameters.js";
import { type Noise, timeStep } from "./populations.js";
import { BINS, histogramLow, type TheoryResult, theory } from "./theory.js";

/** A point at one of the drives P1, P2, P3, or on the transfer curve (`drive` null). */
export interface PointInput extends FiringInput {
  readonly driveName: DriveName | null;
}

export type StudyInput = Parameters | PointInput | FreeInput | NetworkInput;
export type StudyOutput = TheoryResult | FiringResult | FreeResult | NetworkResult;
export type Results = JobResults<StudyInput, StudyOutput>;

export function plan(p: Parameters): Job<StudyInput>[] {
  const drives = drivesOf(p);
  const jobs: Job<StudyInput>[] = [{ id: "theory", kind: "theory", input: p, cost: 3e7 }];
  const times = [...new Set([...p.synapticTimeConstants, p.densityTimeConstant])];
  for (const driveName of ["P1", "P3"] as const) {
    for (const tau of times) {
      for (const noise of ["gaussian", "poisson"] as const) {
        const withHistogram = noise === "gaussian" && tau === p.densityTimeConstant;
        jobs.push(pointJob(p, "point", driveName, drives[driveName], noise, tau, p.spikesPerPoint, withHistogram));
      }
    }
  }
  // Without time steps spikes are cheap, but for the weak drive, where each takes seconds of simulated time.
  for (const [driveName, share] of [
    ["P1", 2],
    ["P3", 1],
    ["P2", 1 / 20],
  ] as const) {
    jobs.push(pointJob(p, "point", driveName, drives[driveName], "delta", 1, Math.max(20, share * p.spikesPerPoint), false));
  }
  for (const tau of p.transferTimeConstants) {
    for (const rate of p.transferRates) {
      for (const noise of ["gaussian", "poisson"] as const)
        jobs.push(pointJob(p, "transfer", null, transferDrive(p, rate), noise, tau, p.spikesPerPoint / 4, false));
    }
  }
  for (const noise of ["gaussian", "poisson"] as const) {
    const timeConstant = FREE_TIME_CONSTANTS[noise];
    const seconds = p.freeSeconds * (noise === "gaussian" ? 4 : 1);
    const input = { membrane: membraneOf(p), drive: freeDrive, noise, timeConstant, seconds };
    jobs.push({ id: `free-${noise}`, kind: "free", input, cost: (7500 * seconds) / timeConstant });
  }
  for (let i = 0; i < p.networkRealisations; i++)
    jobs.push({ id: `network-${i + 1}`, kind: "network", input: { duration: 1000, record: i === 0 }, cost: 1.5e7 });
  return jobs;
}

function pointJob(
  p: Parameters,
  kind: "point" | "transfer",
  driveName: DriveName | null,
  drive: Drive,
  noise: Noise,
  tau: number,
  spikes: number,
  withHistogram: boolean,
): Job<StudyInput> {
  const where = driveName ?? `${drive.excitatoryRate}`;
  const input: PointInput = {
    driveName,
    membrane: membraneOf(p),
    drive,
    noise,
    timeConstants: bothTimeConstants(tau),
    spikes,
    steps: p.stepsPerPoint,
    histogram: withHistogram ? { low: histogramLow(p), high: p.threshold, bins: BINS } : null,
  };
  const id = `${kind}-${where}-${noise}${noise === "delta" ? "" : `-${tau}`}`;
  return { id, kind, input, cost: costOf(input, spikes) };
}

/** Steps of all neurons, roughly: the rate is guessed from the distance of mean and threshold in standard deviations. */
function costOf({ membrane, drive, noise, timeConstants, steps: most }: PointInput, spikes: number): number {
  const neuron = conductanceNeuron(membrane, drive);
  const { tauEffective } = effectiveParameters(neuron);
  const { mean, standardDeviation } = freeMoments(neuron);
  const distance = Math.max(0, (membrane.threshold - mean) / standardDeviation + 0.3);
  const interval = membrane.refractoryPeriod + tauEffective * (1 + 3 * distance * exp(Math.min(40, distance ** 2 / 2)));
  const time = 128 * TRANSIENT + spikes * interval;
  const events = drive.excitatoryRate + drive.inhibitoryRate;
  if (noise === "delta") return 4 * time * events;
  const steps = Math.min(time / timeStep(timeConstants, membrane.refractoryPeriod), most);
  return noise === "gaussian" ? 1.5 * steps : steps + 3 * time * events;
}

export async function perform(job: Job<StudyInput>, { core, seed, signal, onProgress }: JobContext): Promise<StudyOutput> {
  const options = { signal, onProgress: ({ fraction }: { fraction: number }) => onProgress(fraction) };
  switch (job.kind) {
    case "theory":
      return theory(core, job.input as Parameters);
    case "free":
      return simulateFree(core, job.input as FreeInput, seed, options);
    case "network":
      return simulateNetwork(core, job.input as NetworkInput, seed, options);
    default:
      return simulateFiring(core, job.input as PointInput, seed, options);
  }
}

/** The results by their types. */
export function sorted(results: Results) {
  return {
    theory: results.get("theory") as TheoryResult,
    points: results.of("point") as readonly FinishedJob<PointInput, FiringResult>[],
    transfer: results.of("transfer") as readonly FinishedJob<PointInput, FiringResult>[],
    free: results.of("free") as readonly FinishedJob<FreeInput, FreeResult>[],
    networks: results.of("network") as readonly FinishedJob<NetworkInput, NetworkResult>[],
  };
}

export type Sorted = ReturnType<typeof sorted>;
