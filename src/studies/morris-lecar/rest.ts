import { type Bifurcation, morrisLecarField, type RestState, restBifurcations, restStates } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import type { MorrisLecarChoice, MorrisLecarSet } from "../../neurons/index.js";
import { restReferences } from "./references.js";

export interface RestRow {
  readonly current: number;
  readonly voltage: number;
  readonly recovery: number;
  /** [re, im] of both eigenvalues, 1/ms. */
  readonly eigenvalues: readonly (readonly [number, number])[];
  readonly kind: "node" | "focus" | "saddle";
  readonly stable: boolean;
}

export const restRow = ({ parameter, state, eigenvalues, kind, stable }: RestState): RestRow => ({
  current: parameter,
  voltage: state[0]!,
  recovery: state[1]!,
  eigenvalues: eigenvalues.map(({ re, im }) => [re, im] as const),
  kind,
  stable,
});

export interface BifurcationRow {
  readonly type: Bifurcation["type"];
  readonly current: number;
  readonly voltage: number;
  readonly recovery: number;
  /** Hopf points: 2 pi / omega, ms. */
  readonly period: number | null;
  /** Hopf points: the first Lyapunov coefficient, in units of mV, 1 and ms. */
  readonly lyapunov: number | null;
  /** Saddle-nodes: K, ms sqrt(uA/cm2). */
  readonly passageConstant: number | null;
}

export function bifurcationRow(point: Bifurcation): BifurcationRow {
  return {
    type: point.type,
    current: point.parameter,
    voltage: point.state[0]!,
    recovery: point.state[1]!,
    period: point.type === "hopf" ? point.period : null,
    lyapunov: point.type === "hopf" ? point.firstLyapunovCoefficient : null,
    passageConstant: point.type === "saddle-node" ? point.passageConstant : null,
  };
}

export const analysedSets = ["hopf", "snlc", "homoclinic", "authors"] as const;
export type AnalysedSet = (typeof analysedSets)[number];

export interface RestResult {
  /** In the order of {@link restReferences}. */
  readonly rest: readonly RestRow[];
  readonly bifurcations: Readonly<Record<AnalysedSet, readonly BifurcationRow[]>>;
  /** Of the homoclinic set in the units of MatCont's MLfast. */
  readonly fast: readonly BifurcationRow[];
}

/** The homoclinic set with V in 120 mV, I in 480 uA/cm2, t in 5 ms. */
const fastUnits: MorrisLecarChoice = {
  capacitance: 1,
  leakConductance: 0.5,
  potassiumConductance: 2,
  calciumConductance: 1,
  leakReversal: -0.5,
  potassiumReversal: -0.7,
  calciumReversal: 1,
  calciumHalfVoltage: -0.01,
  calciumWidth: 0.15,
  recoveryHalfVoltage: 0.1,
  recoveryWidth: 0.145,
  recoveryRate: 1.15,
};

/** Rest states and their bifurcations: no orbit is integrated. */
export function rests(core: Core): RestResult {
  const field = (set: MorrisLecarChoice) => morrisLecarField(core, set);
  const found = (choice: MorrisLecarChoice) => restBifurcations(field(choice)).map(bifurcationRow);
  return {
    // at each of these currents there is one rest state, or the one of least V is meant
    rest: restReferences.map(({ set, current }) => restRow(restStates(field(set), current)[0]!)),
    bifurcations: Object.fromEntries(
      analysedSets.map((set: MorrisLecarSet) => [set, found(set)]),
    ) as unknown as RestResult["bifurcations"],
    fast: found(fastUnits),
  };
}
