import { atLeast, atMost, type Claim, within, withinRelative } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import { setTitles } from "../parameters.js";
import { globalBifurcations, hopfPoints, matcontLyapunov, passageConstant, restReferences, saddleNodes } from "../references.js";
import { type AnalysedSet, analysedSets, type BifurcationRow } from "../rest.js";
import { fastPoints } from "../tables/theory.js";

const forty = "40-digit arithmetic";
const unit = "µA/cm²";

export function theoryClaims(results: Sorted): Claim[] {
  return [
    ...restClaims(results),
    ...saddleNodeClaims(results),
    ...hopfClaims(results),
    ...globalClaims(results),
    ...matcontClaims(results),
  ];
}

function restClaims({ rest, cell }: Sorted): Claim[] {
  const deviations = restReferences.map((reference, i) => {
    const { voltage, recovery, eigenvalues } = rest.rest[i]!;
    const [[re, im], [second]] = eigenvalues as [readonly [number, number], readonly [number, number]];
    return {
      state: Math.max(Math.abs(voltage - reference.voltage), Math.abs(recovery - reference.recovery)),
      eigenvalue: Math.max(
        Math.abs(re - reference.first[0]),
        Math.abs(im - reference.first[1]),
        Math.abs(second - (reference.second ?? reference.first[0])),
      ),
    };
  });
  const count = restReferences.length;
  return [
    atMost({
      id: "rest-states",
      statement: `Rest states of four parameter sets: the largest deviation of V (mV) or w of ${count}`,
      source: `${forty}; rounding of V, of the order 1e-14, and of the condition of the root near a saddle-node`,
      limit: 0,
      tolerance: 1e-10,
      measured: Math.max(...deviations.map(({ state }) => state)),
    }),
    atMost({
      id: "rest-eigenvalues",
      statement: "Eigenvalues there: the largest deviation",
      source: `${forty}, ten decimals printed`,
      limit: 0,
      tolerance: 1e-9,
      measured: Math.max(...deviations.map(({ eigenvalue }) => eigenvalue)),
      unit: "1/ms",
    }),
    atMost({
      id: "rest-residual",
      statement: "At the rest states of the chosen cell the derivatives vanish (V' in mV/ms, w' in 1/ms)",
      source: "rounding of currents of up to 1000 µA/cm² over C",
      limit: 0,
      tolerance: 1e-10,
      measured: cell.residual,
    }),
  ];
}

/** The bifurcation of a type whose V is nearest. */
function nearest(rows: readonly BifurcationRow[], type: BifurcationRow["type"], voltage: number): BifurcationRow {
  return rows
    .filter((row) => row.type === type)
    .reduce((a, b) => (Math.abs(a.voltage - voltage) < Math.abs(b.voltage - voltage) ? a : b));
}

function saddleNodeClaims({ rest }: Sorted): Claim[] {
  const claims = saddleNodes.map(({ set, highest, current, voltage }) => {
    const row = nearest(rest.bifurcations[set as AnalysedSet], "saddle-node", voltage);
    const where = highest ? "upper end of rest" : "other fold";
    return within({
      id: `saddle-node-${set}-${highest ? "upper" : "lower"}`,
      statement: `${setTitles[set]} set, ${where}: saddle-node at ${current.toFixed(10)} ${unit}`,
      source: `${forty}; tolerance far above rounding, far below what a parameter's last digit changes`,
      expected: current,
      tolerance: 1e-9,
      measured: row.current,
      unit,
    });
  });
  const snic = nearest(rest.bifurcations.snlc, "saddle-node", -29.39);
  return [
    ...claims,
    withinRelative({
      id: "passage-constant",
      statement: "T √(I - I_c) → K at the SNIC of the SNLC set, by the normal form",
      source: `formula K = π/√(ab), ${forty}`,
      expected: passageConstant,
      relativeTolerance: 1e-9,
      measured: snic.passageConstant,
      unit: "ms √(µA/cm²)",
    }),
  ];
}

function hopfClaims({ rest }: Sorted): Claim[] {
  const coefficients = analysedSets.flatMap((set) =>
    rest.bifurcations[set].flatMap(({ lyapunov }) => (lyapunov === null ? [] : [lyapunov])),
  );
  return [
    ...hopfPoints.flatMap(({ set, current, voltage, period }, i) => {
      const row = nearest(rest.bifurcations[set as AnalysedSet], "hopf", voltage);
      const name = hopfPoints.filter((point) => point.set === set).length > 1 ? `${set}-${i + 1}` : set;
      const measured = [
        { id: "current", title: "at", expected: current, value: row.current, unit },
        { id: "voltage", title: "with V", expected: voltage, value: row.voltage, unit: "mV" },
        { id: "period", title: "with a period 2π/ω of", expected: period, value: row.period, unit: "ms" },
      ];
      return measured.map((one) =>
        within({
          id: `hopf-point-${name}-${one.id}`,
          statement: `${setTitles[set]} set: Hopf point ${one.title} ${one.expected.toFixed(10)} ${one.unit}`,
          source: `${forty}; rounding`,
          expected: one.expected,
          tolerance: 1e-8,
          measured: one.value,
          unit: one.unit,
        }),
      );
    }),
    atLeast({
      id: "hopf-subcritical",
      statement: `All ${coefficients.length} Hopf points are subcritical: the least first Lyapunov coefficient is positive (units of mV, 1 and ms)`,
      source: "sign of the formula; the values are about 5e-4, 1e-6 is far above their rounding",
      limit: 1e-6,
      measured: Math.min(...coefficients),
    }),
  ];
}

function globalClaims({ folds, homoclinic, rest }: Sorted): Claim[] {
  const fold = globalBifurcations.homoclinicFold;
  const text = "found by other programs in double precision";
  return [
    within({
      id: "hopf-bistable",
      statement:
        "Hopf set: cycles exist from 88.29325 µA/cm² on, below the Hopf point at 93.858, so that rest and firing coexist",
      source: `fold of cycles, ${text}; ± 1e-4`,
      expected: globalBifurcations.hopfFold,
      tolerance: 1e-4,
      measured: folds["hopf-lower"].current,
      unit,
    }),
    within({
      id: "homoclinic-orbit",
      statement: "Homoclinic set: firing begins at a homoclinic orbit at 35.0067341976 µA/cm²",
      source: `divergence of the period, ${text}`,
      expected: globalBifurcations.homoclinicOrbit,
      tolerance: 1e-5,
      measured: homoclinic.current,
      unit,
    }),
    within({
      id: "homoclinic-fold",
      statement: "Homoclinic set: firing ends at a fold of cycles at 40.5933519583 µA/cm²",
      source: `${text}`,
      expected: fold.current,
      tolerance: 1e-5,
      measured: folds.homoclinic.current,
      unit,
    }),
    within({
      id: "homoclinic-fold-period",
      statement: "with a period of 21.110055 ms there",
      source: `${text}`,
      expected: fold.period,
      tolerance: 1e-3,
      measured: folds.homoclinic.period,
      unit: "ms",
    }),
    within({
      id: "neutral-saddle",
      statement: "Homoclinic set: neutral saddle at 15.9394000543 µA/cm²",
      source: forty,
      expected: globalBifurcations.neutralSaddle,
      tolerance: 1e-8,
      measured: rest.bifurcations.homoclinic.find(({ type }) => type === "neutral-saddle")?.current,
      unit,
    }),
  ];
}

function matcontClaims(results: Sorted): Claim[] {
  const points = fastPoints(results);
  return [
    ...points.map(({ name, values, allowed, measured }) =>
      atMost({
        id: `matcont-${name.replace(/[ ,]+/g, "-")}`,
        statement: `MatCont's MLfast, ${name}: the largest deviation over what the printed digits leave open`,
        source: "MatCont 7p4 manual: half a unit of the sixth decimal, for three numbers that are truncated a whole one",
        limit: 1,
        measured: Math.max(...values.map((value, k) => Math.abs(measured[k]! - value) / (allowed[k]! * 1e-6))),
      }),
    ),
    within({
      id: "matcont-lyapunov",
      statement: "MatCont's MLfast: the first Lyapunov coefficient of its Hopf point, published as 8.24",
      source: "the same formula in 40-digit arithmetic, 8.2390",
      expected: matcontLyapunov.derived,
      tolerance: 1e-3,
      measured: points[0]!.lyapunov,
    }),
  ];
}
