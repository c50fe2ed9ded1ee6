import { z } from "zod";
import { networkMethodNames } from "./network-methods.js";
import { robertsonMethodNames, spiralMethodNames } from "./ode-methods.js";

export const taskNames = ["stimulus-integration", "working-memory"] as const;
export type TaskName = (typeof taskNames)[number];

const whole = (least: number, greatest: number, fallback: number, description: string) =>
  z.int().min(least).max(greatest).default(fallback).describe(description);
const positive = (least: number, greatest: number, fallback: number, description: string) =>
  z.number().min(least).max(greatest).default(fallback).describe(description);

/** Defaults: the full study. */
export const parameterSchema = z.object({
  seeds: whole(1, 20, 5, "repetitions of every training, each with its own start, trials and draws, the same for all methods"),

  tasks: z
    .array(z.enum(taskNames))
    .min(1)
    .max(2)
    .default([...taskNames])
    .describe("of the network"),
  networkMethods: z
    .array(z.enum(networkMethodNames))
    .min(2)
    .max(20)
    .default([...networkMethodNames])
    .describe("who trains which tensors of the network"),
  cells: whole(2, 128, 32, "cells of the network"),
  stepsPerWord: whole(1, 100, 10, "steps that each of 50 words is held"),
  dt: z.number().min(0.01).max(2).default(0.4).meta({ unit: "ms", description: "step of the network" }),
  readoutSteps: whole(1, 1000, 25, "steps at the end whose mean output is read; twice as many with working memory"),
  trials: whole(1, 1000, 32, "trials of a batch"),
  networkPopulation: whole(2, 2000, 32, "S: candidates of an iteration of evolution on the network"),
  networkSigma: positive(1e-4, 1, 0.03, "σ of these candidates"),
  networkOptimiser: z
    .enum(["adam", "rmsprop", "momentum", "sgd", "clipup"])
    .default("adam")
    .describe("moves the network's tensors"),
  networkRate: positive(1e-6, 1, 0.004, "its learning rate with evolution"),
  gradientRate: positive(1e-6, 1, 0.005, "its learning rate with backpropagation"),
  readoutRate: positive(1e-6, 10, 0.1, "learning rate (Adam) of the read-out, where it is not solved"),
  solves: whole(1, 1000, 10, "how often the read-out is solved in a training"),
  window: whole(1, 5000, 50, "steps that truncated backpropagation goes back"),
  networkEvaluations: whole(10, 1e7, 3840, "budget of each training of the network, in loss evaluations of a batch"),

  fullSizeIterations: whole(
    0,
    12_000,
    40,
    "iterations of evolution with 128 cells, 2000 steps, 50 trials and 16 candidates, some five seconds each; 0: none",
  ),

  spiralMethods: z
    .array(z.enum(spiralMethodNames))
    .min(2)
    .max(10)
    .default([...spiralMethodNames])
    .describe("that train the spiral"),
  hidden: whole(2, 1000, 50, "hidden units of the spiral's neural ODE; 1000 in released code"),
  spiralPopulation: whole(2, 2000, 50, "S: candidates of an iteration of evolution on the spiral"),
  spiralSigma: positive(1e-4, 1, 0.02, "σ of these candidates"),
  spiralEvaluations: whole(100, 1e8, 40_000, "budget of each training of the spiral, in loss evaluations of a batch"),
  mapPopulations: z
    .array(z.int().min(2).max(2000))
    .min(1)
    .max(20)
    .default([20, 40, 80, 160, 320])
    .describe("S of the map of iterations to a target"),
  mapSigmas: z
    .array(z.number().min(1e-4).max(1))
    .min(1)
    .max(20)
    .default([1e-3, 3e-3, 1e-2, 3e-2, 1e-1])
    .describe("σ of that map"),
  mapIterations: whole(5, 2000, 400, "iterations after which a cell of the map is given up"),

  robertsonMethods: z
    .array(z.enum(robertsonMethodNames))
    .min(2)
    .max(10)
    .default([...robertsonMethodNames])
    .describe("that train the stiff neural ODE"),
  robertsonSeeds: whole(1, 20, 5, "repetitions of these trainings"),
  robertsonEvaluations: whole(100, 1e8, 60_000, "budget of each training of the stiff neural ODE, in integrations"),
  spectrumEvaluations: whole(100, 1e7, 25_000, "evaluations in which the spectrum of CMA-ES's covariance is followed"),
  pollu: z.boolean().default(true).describe("also train POLLU (20 species, 650 parameters)"),
  polluEvaluations: whole(100, 1e8, 60_000, "budget of each of its trainings"),
});

export type Parameters = z.output<typeof parameterSchema>;

/** About a minute on two cores. */
export const quickSettings: Partial<Parameters> = {
  seeds: 3,
  networkMethods: ["es-input", "bptt-input", "truncated-input", "frozen", "es-all", "bptt-all", "es-discrete"],
  trials: 16,
  stepsPerWord: 4,
  dt: 1,
  readoutSteps: 10,
  networkPopulation: 20,
  networkEvaluations: 500,
  solves: 6,
  fullSizeIterations: 0,
  spiralEvaluations: 6000,
  mapPopulations: [20, 60, 180],
  mapSigmas: [1e-3, 1e-2, 1e-1],
  mapIterations: 100,
  robertsonSeeds: 1,
  robertsonMethods: ["snes", "pgpe", "openai-es", "discrete-adjoint", "forward-sensitivities", "backsolve"],
  robertsonEvaluations: 15_000,
  spectrumEvaluations: 5000,
  pollu: false,
};
