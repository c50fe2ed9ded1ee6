import type { JobResults } from "../framework/job-results.js";
import type { Job, JobContext } from "../framework/study.js";
import {
  backsolveDeviations,
  type ComplexStepResult,
  complexStep,
  type DeviationRow,
  type ThreeCellResult,
  threeCellGradients,
} from "./gradient-facts.js";
import { type NetworkInput, type NetworkResult, trainNetwork } from "./networks.js";
import { clockRuns, type RobertsonMethod } from "./ode-methods.js";
import type { Parameters } from "./parameters.js";
import {
  type CellInput,
  type CellResult,
  cellMethodNames,
  estimateSpread,
  type LandscapeResult,
  landscapes,
  type SpreadRow,
  trainCell,
} from "./single-cell.js";
import {
  type SpiralInput,
  type SpiralMapInput,
  type SpiralMapResult,
  type SpiralResult,
  spiralMap,
  trainSpiral,
} from "./spiral.js";
import {
  cmaSpectrum,
  type SpectrumRow,
  type StiffDataResult,
  type StiffInput,
  type StiffResult,
  type StiffSystem,
  stiffData,
  trainStiff,
} from "./stiff.js";
import {
  antitheticVariance,
  type CountResult,
  evaluationCounts,
  expectedCounts,
  type RanksResult,
  ranks,
  type TaskCountsResult,
  taskCounts,
  type VarianceResult,
} from "./strategy-facts.js";

export interface SpreadResult {
  readonly rows: readonly SpreadRow[];
  readonly exact: number;
}

export type StudyInput =
  | CellInput
  | NetworkInput
  | SpiralInput
  | SpiralMapInput
  | StiffInput
  | { readonly system: StiffSystem }
  | { readonly evaluations: number }
  | { readonly draws: number }
  | { readonly row: number }
  | Readonly<Record<string, never>>;
export type StudyOutput =
  | CellResult
  | LandscapeResult
  | SpreadResult
  | NetworkResult
  | SpiralResult
  | SpiralMapResult
  | StiffResult
  | StiffDataResult
  | readonly SpectrumRow[]
  | ComplexStepResult
  | ThreeCellResult
  | readonly DeviationRow[]
  | VarianceResult
  | RanksResult
  | CountResult
  | TaskCountsResult;
export type Results = JobResults<StudyInput, StudyOutput>;

const job = (kind: string, name: string | number, input: StudyInput, cost: number): Job<StudyInput> => ({
  id: name === "" ? kind : `${kind}-${name}`,
  kind,
  input,
  cost,
});

/** Iterations of the single cell: the released figure's for gradients; evolution is done long before. */
const CELL_ITERATIONS = 15;
/** Candidates at full size: with a solved read-out and small steps, few are enough; released code had 100. */
const FULL_SIZE_POPULATION = 16;
const DRAWS = 10_000;

/** Costs are milliseconds, roughly. */
export function plan(p: Parameters): Job<StudyInput>[] {
  const repetitions = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  const seeds = repetitions(p.seeds);
  const { cells, stepsPerWord, readoutSteps, dt, trials, networkEvaluations } = p;
  const settings = {
    population: p.networkPopulation,
    sigma: p.networkSigma,
    optimiser: p.networkOptimiser,
    rate: p.networkRate,
    gradientRate: p.gradientRate,
    readoutRate: p.readoutRate,
    solves: p.solves,
    window: p.window,
  };
  const sizes = { cells, stepsPerWord, readoutSteps, dt, trials, evaluations: networkEvaluations, settings };
  const fullSize = {
    ...{ cells: 128, stepsPerWord: 40, readoutSteps: 100, dt: 0.1, trials: 50 },
    evaluations: p.fullSizeIterations * (FULL_SIZE_POPULATION + 1),
    settings: { ...settings, population: FULL_SIZE_POPULATION, sigma: 0.03, rate: 4e-3, gradientRate: 5e-3 },
    task: "stimulus-integration",
    repetition: 1,
  } as const;
  const networkCost = (input: Pick<NetworkInput, "cells" | "stepsPerWord" | "trials" | "evaluations">) =>
    (input.cells * 50 * input.stepsPerWord * input.trials * input.evaluations) / 1e5 + 1;
  const spiral = { population: p.spiralPopulation, sigma: p.spiralSigma, evaluations: p.spiralEvaluations };
  const systems = [
    { system: "robertson", evaluations: p.robertsonEvaluations },
    ...(p.pollu ? [{ system: "pollu", evaluations: p.polluEvaluations } as const] : []),
  ] as const;
  return [
    job("cell-landscape", "", {}, 2000),
    job("cell-spread", "", {}, 1500),
    ...cellMethodNames.flatMap((method) =>
      seeds.map((repetition) => job("cell", `${method}-${repetition}`, { method, repetition, iterations: CELL_ITERATIONS }, 300)),
    ),
    ...p.tasks.flatMap((task) =>
      p.networkMethods.flatMap((method) =>
        seeds.map((repetition) =>
          job("network", `${task}-${method}-${repetition}`, { ...sizes, task, method, repetition }, networkCost(sizes)),
        ),
      ),
    ),
    ...(p.fullSizeIterations > 0
      ? (["es-input", "bptt-input"] as const).map((method) =>
          job("full-size", method, { ...fullSize, method }, networkCost(fullSize)),
        )
      : []),
    ...p.spiralMethods.flatMap((method) =>
      seeds.map((repetition) =>
        job(
          "spiral",
          `${method}-${repetition}`,
          { method, repetition, hidden: p.hidden, settings: spiral },
          p.spiralEvaluations / 6,
        ),
      ),
    ),
    ...p.mapPopulations.flatMap((population) =>
      p.mapSigmas.map((sigma) =>
        job(
          "map",
          `${population}-${sigma}`,
          { population, sigma, iterations: p.mapIterations, hidden: p.hidden },
          (population * p.mapIterations) / 6,
        ),
      ),
    ),
    ...systems.flatMap(({ system, evaluations }) => [
      job("data", system, { system }, 20),
      ...methodsOf(p, system).flatMap((method) =>
        repetitions(p.robertsonSeeds).map((repetition) =>
          job(
            "stiff",
            `${system}-${method}-${repetition}`,
            { system, method, repetition, evaluations },
            evaluations * stiffCost(system, method),
          ),
        ),
      ),
    ]),
    job("spectrum", "", { evaluations: p.spectrumEvaluations }, p.spectrumEvaluations),
    job("complex-step", "", {}, 100),
    job("three-cells", "", {}, 200),
    job("deviations", "", {}, 300),
    job("variance", "", { draws: DRAWS }, 1000),
    job("ranks", "", {}, 50),
    ...expectedCounts.map((_, row) => job("counts", row, { row }, 300)),
    job("task-counts", "", {}, 10),
  ];
}

/** Milliseconds per evaluation, roughly, with what the strategy does itself: CMA-ES decomposes covariances of 650 parameters, guided ES takes gradients. */
function stiffCost(system: StiffSystem, method: RobertsonMethod): number {
  if (system === "robertson") return 0.3;
  return method === "cma-es" ? 6 : method === "guided-es" ? 3 : 0.5;
}

/** Gradients that cost many runs are taken of Robertson's reaction alone: with 650 parameters, they take the better part of a second. */
const methodsOf = ({ robertsonMethods }: Parameters, system: StiffSystem) =>
  system === "robertson" ? robertsonMethods : robertsonMethods.filter((method) => clockRuns(method) === undefined);

export function perform({ kind, input }: Job<StudyInput>, context: JobContext): StudyOutput {
  switch (kind) {
    case "cell-landscape":
      return landscapes(context);
    case "cell-spread":
      return estimateSpread(context);
    case "cell":
      return trainCell(context, input as CellInput);
    case "network":
    case "full-size":
      return trainNetwork(context, input as NetworkInput);
    case "spiral":
      return trainSpiral(context, input as SpiralInput);
    case "map":
      return spiralMap(context, input as SpiralMapInput);
    case "data":
      return stiffData(context, input as { system: StiffSystem });
    case "stiff":
      return trainStiff(context, input as StiffInput);
    case "spectrum":
      return cmaSpectrum(context, input as { evaluations: number });
    case "complex-step":
      return complexStep(context);
    case "three-cells":
      return threeCellGradients(context);
    case "deviations":
      return backsolveDeviations(context);
    case "variance":
      return antitheticVariance(context, input as { draws: number });
    case "ranks":
      return ranks(context);
    case "counts":
      return evaluationCounts(context, input as { row: number });
    default:
      return taskCounts(context);
  }
}

/** The results by their types. */
export function sorted(results: Results) {
  const get = <T>(id: string) => results.get(id) as T;
  const all = <I, R>(kind: string) => results.of(kind).map(({ job, result }) => ({ input: job.input as I, result: result as R }));
  return {
    landscape: get<LandscapeResult>("cell-landscape"),
    spread: get<SpreadResult>("cell-spread"),
    cells: all<CellInput, CellResult>("cell"),
    networks: all<NetworkInput, NetworkResult>("network"),
    fullSize: all<NetworkInput, NetworkResult>("full-size"),
    spirals: all<SpiralInput, SpiralResult>("spiral"),
    map: all<SpiralMapInput, SpiralMapResult>("map"),
    data: all<{ readonly system: StiffSystem }, StiffDataResult>("data"),
    stiff: all<StiffInput, StiffResult>("stiff"),
    spectrum: get<readonly SpectrumRow[]>("spectrum"),
    complexStep: get<ComplexStepResult>("complex-step"),
    threeCells: get<ThreeCellResult>("three-cells"),
    deviations: get<readonly DeviationRow[]>("deviations"),
    variance: get<VarianceResult>("variance"),
    ranks: get<RanksResult>("ranks"),
    counts: all<{ readonly row: number }, CountResult>("counts").map(({ result }) => result),
    taskCounts: get<TaskCountsResult>("task-counts"),
  };
}

export type Sorted = ReturnType<typeof sorted>;
