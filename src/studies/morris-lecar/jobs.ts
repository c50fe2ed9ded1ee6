import type { MorrisLecarSet } from "../../neurons/index.js";
import type { JobResults } from "../framework/job-results.js";
import type { Job, JobContext } from "../framework/study.js";
import { type AttractorsResult, attractors } from "./attractors.js";
import { type CellInput, type CellResult, lookAtCell } from "./cell.js";
import { bifurcationDiagram, type DiagramInput, type DiagramResult, type DiagramSet, diagramSets } from "./diagram.js";
import { type FiringResult, firingOfTypeI, firingOfTypeII, type PeriodRow, periodsOf } from "./firing.js";
import { type FoldName, type FoldResult, findFold, findHomoclinic, foldSearches, type HomoclinicResult } from "./folds.js";
import { type GrowthInput, tangentGrowth, weightFactors } from "./growth.js";
import { type NetworkInput, type NetworkResult, runNetwork } from "./network.js";
import {
  type NetworkSpectrumInput,
  type NetworkSpectrumResult,
  networkSpectrum,
  SPECTRUM_CELLS,
  spectrumConductances,
} from "./network-spectrum.js";
import { chosenCell, type Parameters, setTitles, steppersCase } from "./parameters.js";
import type { sensitivities } from "./references.js";
import { type RestResult, rests } from "./rest.js";
import { type SensitivityInput, type SensitivityResult, sensitivityGrowth } from "./sensitivity.js";
import { cycleSpectra, type SpectraResult } from "./spectra.js";
import {
  differingBits,
  longStepRuns,
  type StabilityRow,
  type SteppersInput,
  type SteppersResult,
  stepperErrors,
} from "./steppers.js";

export interface StepsResult {
  readonly longSteps: readonly StabilityRow[];
  readonly bits: { readonly compared: number; readonly differing: number };
}

type SetInput = { readonly set: MorrisLecarSet };
type FoldInput = { readonly fold: FoldName };
type FiringInput = { readonly type: "I" | "II"; readonly points: number };
type Nothing = Readonly<Record<string, never>>;

export type StudyInput =
  | CellInput
  | DiagramInput
  | SetInput
  | FoldInput
  | FiringInput
  | GrowthInput
  | NetworkInput
  | NetworkSpectrumInput
  | SensitivityInput
  | SteppersInput
  | Nothing;
export type StudyOutput =
  | AttractorsResult
  | CellResult
  | DiagramResult
  | FiringResult
  | FoldResult
  | HomoclinicResult
  | NetworkResult
  | NetworkSpectrumResult
  | RestResult
  | SensitivityResult
  | SpectraResult
  | StepsResult
  | SteppersResult
  | number
  | readonly PeriodRow[];
export type Results = JobResults<StudyInput, StudyOutput>;

const sets = Object.keys(setTitles) as MorrisLecarSet[];
const folds = Object.keys(foldSearches) as FoldName[];
const inputs = [45, 40.5] as const satisfies readonly (keyof typeof sensitivities)[];
const job = (kind: string, name: string | number, input: StudyInput, cost: number): Job<StudyInput> => ({
  id: name === "" ? kind : `${kind}-${name}`,
  kind,
  input,
  cost,
});

/** Costs are milliseconds, roughly. */
export function plan(p: Parameters): Job<StudyInput>[] {
  const cell = chosenCell(p);
  const { current, voltage, recovery, duration, dt, stepper, branchPoints: points } = p;
  const { cells, excitation, inhibition } = p;
  const draws = Array.from({ length: p.growthDraws }, (_, draw) => draw + 1);
  return [
    job("cell", "", { cell, current, voltage, recovery, duration, dt, stepper }, 200 + duration / 10),
    job("rest", "", {}, 500),
    ...folds.map((fold) => job("fold", fold, { fold }, 800)),
    job("homoclinic", "", {}, 80),
    ...diagramSets.map((set) => job("diagram", set, { set, points }, 60 * points)),
    ...sets.map((set) => job("periods", set, { set }, 60)),
    job("firing", "I", { type: "I", points }, 20 * points),
    job("firing", "II", { type: "II", points }, 20 * points),
    job("spectra", "", {}, 300),
    job("attractors", "", {}, 50),
    job("steppers", "published", steppersInput, 40),
    job("steppers", "chosen", { cell, current, voltage, recovery }, 40),
    job("steps", "", {}, 70),
    ...inputs.map((current) => job("sensitivity", current, { current, duration: 5000 }, 150)),
    job("network", "", { cells, excitation, inhibition }, 20 + cells ** 2 / 2),
    ...spectrumConductances.map((conductance) =>
      job("network-spectrum", conductance, { cells: SPECTRUM_CELLS, conductance }, 800),
    ),
    ...weightFactors.flatMap((factor) => draws.map((draw) => job("growth", `${factor}-${draw}`, { factor, draw }, 80))),
  ];
}

const { cell: steppersCell, ...steppersState } = steppersCase;
const steppersInput: SteppersInput = { cell: steppersCell, ...steppersState };

export function perform({ kind, input }: Job<StudyInput>, { core, seed }: JobContext): StudyOutput {
  switch (kind) {
    case "cell":
      return lookAtCell(core, input as CellInput);
    case "rest":
      return rests(core);
    case "fold":
      return findFold(core, (input as FoldInput).fold);
    case "homoclinic":
      return findHomoclinic(core);
    case "diagram":
      return bifurcationDiagram(core, input as DiagramInput);
    case "periods":
      return periodsOf(core, input as SetInput);
    case "firing": {
      const { type, points } = input as FiringInput;
      return type === "I" ? firingOfTypeI(core, points) : firingOfTypeII(core, points);
    }
    case "spectra":
      return cycleSpectra(core);
    case "attractors":
      return attractors(core);
    case "steppers":
      return stepperErrors(core, input as SteppersInput);
    case "steps":
      return { longSteps: longStepRuns(core), bits: differingBits(core) };
    case "sensitivity":
      return sensitivityGrowth(core, input as SensitivityInput);
    case "network-spectrum":
      return networkSpectrum(core, input as NetworkSpectrumInput, seed);
    case "network":
      return runNetwork(core, input as NetworkInput, seed);
    default:
      return tangentGrowth(core, input as GrowthInput, seed);
  }
}

/** The results by their types. */
export function sorted(results: Results) {
  const get = <T>(id: string) => results.get(id) as T;
  const named = <Name extends string | number, T>(kind: string, names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, get<T>(`${kind}-${name}`)])) as Record<Name, T>;
  const growth = results.of("growth").map(({ job, result }) => ({ ...(job.input as GrowthInput), growth: result as number }));
  return {
    cell: get<CellResult>("cell"),
    rest: get<RestResult>("rest"),
    folds: named<FoldName, FoldResult>("fold", folds),
    homoclinic: get<HomoclinicResult>("homoclinic"),
    diagrams: named<DiagramSet, DiagramResult>("diagram", diagramSets),
    periods: named<MorrisLecarSet, readonly PeriodRow[]>("periods", sets),
    firing: named<"I" | "II", FiringResult>("firing", ["I", "II"]),
    spectra: get<SpectraResult>("spectra"),
    attractors: get<AttractorsResult>("attractors"),
    steppers: named<"published" | "chosen", SteppersResult>("steppers", ["published", "chosen"]),
    steps: get<StepsResult>("steps"),
    sensitivity: named<(typeof inputs)[number], SensitivityResult>("sensitivity", inputs),
    network: get<NetworkResult>("network"),
    networkSpectra: named<(typeof spectrumConductances)[number], NetworkSpectrumResult>("network-spectrum", spectrumConductances),
    growth,
  };
}

export type Sorted = ReturnType<typeof sorted>;
