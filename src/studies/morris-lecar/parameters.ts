import { z } from "zod";
import {
  type MorrisLecarChoice,
  type MorrisLecarParameters,
  type MorrisLecarSet,
  morrisLecarSets,
  morrisLecarSteppers,
} from "../../neurons/index.js";

/** Parameter sets by the names readers know them by. */
export const setTitles: Readonly<Record<MorrisLecarSet, string>> = {
  hopf: "Hopf",
  snlc: "SNLC",
  snlcFifteenth: "SNLC, φ = 1/15",
  homoclinic: "homoclinic",
  authors: "released code",
};

const own = (name: keyof MorrisLecarParameters, least: number, greatest: number, unit: string, symbol: string) =>
  z
    .number()
    .min(least)
    .max(greatest)
    .default(morrisLecarSets.snlc[name])
    .meta({ unit, description: `${symbol} of the parameter set "custom"` });

/** Defaults: the SNLC cell, which fires at any rate past a saddle-node on its limit cycle, and three such cells with synapses. */
export const parameterSchema = z
  .object({
    parameterSet: z
      .enum(["hopf", "snlc", "snlcFifteenth", "homoclinic", "authors", "custom"])
      .default("snlc")
      .describe(
        "parameters of the cell looked at closely; authors: those of released code, V4 = 17 mV; custom: those given below",
      ),
    current: z.number().min(-20).max(250).default(45).meta({ unit: "µA/cm²", description: "I of that cell" }),
    dt: z.number().min(0.0125).max(1).default(0.1).meta({ unit: "ms", description: "fixed step of its simulation" }),
    stepper: z.enum(morrisLecarSteppers).default("exponential-euler").describe("with which it is simulated"),
    voltage: z.number().min(-84).max(120).default(-20).meta({ unit: "mV", description: "V at the start" }),
    recovery: z.number().min(0).max(1).default(0.1).describe("w at the start"),
    duration: z.number().min(10).max(10_000).default(1000).meta({ unit: "ms", description: "of its simulation" }),
    capacitance: own("capacitance", 0.5, 100, "µF/cm²", "C"),
    leakConductance: own("leakConductance", 0, 50, "mS/cm²", "gL"),
    potassiumConductance: own("potassiumConductance", 0, 50, "mS/cm²", "gK"),
    calciumConductance: own("calciumConductance", 0, 50, "mS/cm²", "gCa"),
    leakReversal: own("leakReversal", -150, 150, "mV", "EL"),
    potassiumReversal: own("potassiumReversal", -150, 150, "mV", "EK"),
    calciumReversal: own("calciumReversal", -150, 200, "mV", "ECa"),
    calciumHalfVoltage: own("calciumHalfVoltage", -100, 100, "mV", "V1"),
    calciumWidth: own("calciumWidth", 1, 100, "mV", "V2"),
    recoveryHalfVoltage: own("recoveryHalfVoltage", -100, 100, "mV", "V3"),
    recoveryWidth: own("recoveryWidth", 1, 100, "mV", "V4"),
    recoveryRate: own("recoveryRate", 0.001, 2, "1/ms", "φ"),
    cells: z
      .int()
      .min(1)
      .max(128)
      .default(3)
      .describe(
        "cells of the network; 3: the published one of two excitatory and an inhibitory cell; else drawn from the seed, a fifth inhibitory",
      ),
    excitation: z
      .number()
      .min(0)
      .max(20)
      .default(1)
      .meta({ unit: "mS/cm²", description: "sum of the excitatory conductances onto a cell of a network that is drawn" }),
    inhibition: z.number().min(0).max(20).default(1).meta({ unit: "mS/cm²", description: "sum of the inhibitory ones" }),
    branchPoints: z
      .int()
      .min(6)
      .max(200)
      .default(80)
      .describe("cycles along each branch of the bifurcation diagrams and the f-I curves"),
    growthDraws: z.int().min(3).max(100).default(15).describe("random networks in which the growth of tangents is measured"),
  })
  .refine(({ dt, duration }) => duration >= dt, "The duration must be at least a step.");

export type Parameters = z.output<typeof parameterSchema>;

export const quickSettings: Partial<Parameters> = { branchPoints: 30, growthDraws: 5 };

/** The cell that the parameters choose. */
export function chosenCell(p: Parameters): MorrisLecarChoice {
  if (p.parameterSet !== "custom") return p.parameterSet;
  const names = Object.keys(morrisLecarSets.snlc) as (keyof MorrisLecarParameters)[];
  return Object.fromEntries(names.map((name) => [name, p[name]]));
}

export const chosenTitle = (p: Parameters): string => (p.parameterSet === "custom" ? "custom" : setTitles[p.parameterSet]);

/** Errors of the steppers are known for this cell, current and start. */
export const steppersCase = { cell: "snlc", current: 45, voltage: -20, recovery: 0.1 } as const;
