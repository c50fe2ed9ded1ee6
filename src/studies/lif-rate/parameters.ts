import { z } from "zod";
import type { Drive, Membrane } from "./neuron.js";

const voltage = (least: number, greatest: number, value: number, description: string) =>
  z.number().min(least).max(greatest).default(value).meta({ unit: "mV", description });
const inputRate = (value: number, description: string) =>
  z.number().gt(0).max(100).default(value).meta({ unit: "1/ms", description });
const strength = (value: number, which: string) =>
  z
    .number()
    .min(0.0005)
    .max(0.02)
    .default(value)
    .describe(`strength of ${which} event: area of its conductance over the membrane time constant`);
const decayTimes = (values: number[], description: string) =>
  z.array(z.number().min(0.05).max(5)).min(1).max(12).default(values).meta({ unit: "ms", description });

/** Defaults: a biophysically realistic setting; its drives P1, P2 and P3 are described in docs/study-lif-rate.md. */
export const parameterSchema = z
  .object({
    membraneTimeConstant: z
      .number()
      .min(10)
      .max(20)
      .default(20)
      .meta({ unit: "ms", description: "leak's membrane time constant" }),
    leakReversal: voltage(-90, -50, -65, "reversal potential of the leak"),
    excitatoryReversal: voltage(-20, 20, 0, "reversal potential of excitatory synapses"),
    inhibitoryReversal: voltage(-80, -70, -80, "reversal potential of inhibitory synapses"),
    threshold: voltage(-55, -50, -50, "spike threshold"),
    reset: voltage(-65, -60, -60, "voltage after a spike"),
    refractoryPeriod: z
      .number()
      .min(1)
      .max(3)
      .default(2)
      .meta({ unit: "ms", description: "time the voltage stays at the reset" }),
    excitatoryStrength: strength(0.004, "an excitatory"),
    inhibitoryStrength: strength(0.01, "an inhibitory"),
    excitatoryRate: inputRate(5, "rate of excitatory events, moderate drive P1"),
    inhibitoryRate: inputRate(1.5, "rate of inhibitory events, drives P1 and P2 and the transfer curve"),
    weakExcitatoryRate: inputRate(4, "rate of excitatory events, weak drive P2"),
    strongExcitatoryRate: inputRate(20, "rate of excitatory events, strong drive P3"),
    strongInhibitoryRate: inputRate(14.2, "rate of inhibitory events, strong drive P3"),
    synapticTimeConstants: decayTimes([0.05, 0.1, 0.2, 0.5, 1, 2, 5], "decay times of the conductances at P1 and P3"),
    densityTimeConstant: z.number().min(0.05).max(5).default(0.5).meta({ unit: "ms", description: "decay time for the density" }),
    transferRates: z
      .array(z.number().min(0.5).max(50))
      .min(2)
      .max(40)
      .default([4.5, 5, 5.5, 6, 7, 8, 10, 12])
      .meta({ unit: "1/ms", description: "rates of excitatory events on the transfer curve" }),
    transferTimeConstants: decayTimes([0.1, 0.5, 2], "decay times on the transfer curve"),
    spikesPerPoint: z.int().min(50).max(1e7).default(20_000).describe("spikes counted at each point at P1 and P3"),
    stepsPerPoint: z
      .number()
      .min(1e5)
      .max(1e12)
      .default(2e9)
      .describe("most time steps, of all neurons together, at one point: short decay times then get fewer spikes"),
    freeSeconds: z
      .number()
      .min(10)
      .max(1e6)
      .default(4000)
      .meta({ unit: "s", description: "simulated time of all neurons without threshold (Gaussian: four times this)" }),
    networkRealisations: z.int().min(2).max(200).default(20).describe("networks of 1 s, each with its own wiring"),
  })
  .refine(({ reset, threshold }) => reset < threshold, "The reset must lie below the threshold.");

export type Parameters = z.output<typeof parameterSchema>;

export const quickSettings: Partial<Parameters> = {
  synapticTimeConstants: [0.05, 0.1, 0.5, 1],
  transferTimeConstants: [0.5, 2],
  spikesPerPoint: 6000,
  stepsPerPoint: 8e7,
  freeSeconds: 500,
  networkRealisations: 4,
};

export function membraneOf(p: Parameters): Membrane {
  const { membraneTimeConstant, leakReversal, excitatoryReversal, inhibitoryReversal, threshold, reset, refractoryPeriod } = p;
  return { membraneTimeConstant, leakReversal, excitatoryReversal, inhibitoryReversal, threshold, reset, refractoryPeriod };
}

export type DriveName = "P1" | "P2" | "P3";

/** Name of a drive for readers. */
export const driveTitles: Readonly<Record<DriveName, string>> = { P1: "P1, moderate", P2: "P2, weak", P3: "P3, strong" };

export function drivesOf(p: Parameters): Readonly<Record<DriveName, Drive>> {
  const { excitatoryStrength, inhibitoryStrength, inhibitoryRate } = p;
  const drive = (excitatory: number, inhibitory: number): Drive => ({
    excitatoryRate: excitatory,
    excitatoryStrength,
    inhibitoryRate: inhibitory,
    inhibitoryStrength,
  });
  return {
    P1: drive(p.excitatoryRate, inhibitoryRate),
    P2: drive(p.weakExcitatoryRate, inhibitoryRate),
    P3: drive(p.strongExcitatoryRate, p.strongInhibitoryRate),
  };
}

/** A drive of the transfer curve: P1 with another rate of excitation. */
export const transferDrive = (p: Parameters, excitatoryRate: number): Drive => ({ ...drivesOf(p).P1, excitatoryRate });

/**
 * Input of the test without threshold, where events are strong enough (a = 0.1) for the two calculi to differ visibly; as
 * rates and strengths of both synapse types.
 */
export const freeDrive: Drive = { excitatoryRate: 0.5, excitatoryStrength: 0.1, inhibitoryRate: 0.5, inhibitoryStrength: 0.1 };

/** Decay times of the conductances in that test, ms: the exact mean is known for Gaussian ones of any decay time, for Poisson ones as it vanishes. */
export const FREE_TIME_CONSTANTS = { gaussian: 0.2, poisson: 0.05 } as const;

/** Whether membrane and drives are the defaults, for which reference numbers of other programs are known. */
export function hasReferenceNumbers(p: Parameters): boolean {
  const defaults = parameterSchema.parse({});
  const same = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);
  return same(membraneOf(p), membraneOf(defaults)) && same(drivesOf(p), drivesOf(defaults));
}
