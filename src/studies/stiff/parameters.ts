import { z } from "zod";
import { type MethodName, methodNames, methods } from "../../solvers/methods.js";
import { type TestProblemName, testProblems } from "../../solvers/problems/index.js";

export const problemNames = Object.keys(testProblems) as [TestProblemName, ...TestProblemName[]];

/** Those that choose their steps; Runge-Kutta 4, Heun and Euler appear among the measured orders only. */
export const adaptiveMethods = methodNames.filter((name) => methods[name].adaptive) as [MethodName, ...MethodName[]];

const tolerance = (least: number, greatest: number) => z.number().min(least).max(greatest);
const unique = (list: readonly unknown[]) => new Set(list).size === list.length;

/** Defaults are those of the quick preset's runs; the full one takes all methods and tolerances. */
export const parameterSchema = z
  .object({
    problems: z
      .array(z.enum(problemNames))
      .min(1)
      .max(problemNames.length)
      .default(["rober", "hires", "vdpol", "orego", "pollu", "e5", "arenstorf", "pleiades", "lotkaVolterra"])
      .describe("test problems of the table of end values and of the work-precision diagrams"),
    methods: z
      .array(z.enum(adaptiveMethods))
      .min(1)
      .max(adaptiveMethods.length)
      .default(["rodas5p", "radau", "rosenbrock23", "trbdf2", "tsit5"])
      .describe("methods compared"),
    relativeTolerance: tolerance(1e-12, 1e-2).default(1e-6).describe("relative tolerance of the table of end values"),
    absoluteTolerance: z
      .array(tolerance(1e-24, 1e-4))
      .min(1)
      .max(28)
      .default([1e-10])
      .describe("absolute tolerance of that table: one for all numbers of the state, or one for each"),
    endTime: z
      .enum(["first", "last", "all"])
      .default("first")
      .describe("which of the times with known states that table goes to"),
    diagramTolerances: z
      .array(tolerance(1e-12, 1e-2))
      .min(2)
      .max(40)
      .default([1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10])
      .describe("relative tolerances of the work-precision diagrams"),
    diagramShare: z
      .number()
      .min(1e-12)
      .max(1)
      .default(1e-4)
      .describe("absolute over relative tolerance there, in units of each number at the end"),
    diagramSteps: z.int().min(100).max(1e7).default(20_000).describe("steps at most in a run of the diagrams"),
    maximumSteps: z.int().min(1000).max(1e7).default(1_000_000).describe("steps at most in all other runs"),
  })
  .refine((p) => [p.problems, p.methods, p.diagramTolerances].every(unique), "Problems, methods and tolerances must differ.")
  .refine(
    ({ absoluteTolerance: { length }, problems }) =>
      length === 1 || problems.every((name) => testProblems[name]().initial.length === length),
    "absoluteTolerance must be one number, or as many as each of the problems has.",
  );

export type Parameters = z.output<typeof parameterSchema>;

export const fullSettings: Partial<Parameters> = {
  methods: adaptiveMethods,
  endTime: "all",
  diagramTolerances: [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12],
  diagramSteps: 200_000,
};
