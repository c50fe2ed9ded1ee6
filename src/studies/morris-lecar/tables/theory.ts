import type { Cell, TableInput } from "../../framework/tables.js";
import { diagramSets } from "../diagram.js";
import type { Sorted } from "../jobs.js";
import { chosenTitle, type Parameters, setTitles } from "../parameters.js";
import { globalBifurcations, hopfPoints, matcont, matcontLyapunov, restReferences, saddleNodes } from "../references.js";
import { analysedSets, type BifurcationRow, type RestRow } from "../rest.js";
import { current, ms, mV, perMs, plain } from "./columns.js";

export function restTable(p: Parameters, { rest, cell }: Sorted): TableInput {
  const row = (title: string, state: RestRow, published: number | null): Cell[] => {
    const [[re1, im1], [re2, im2]] = state.eigenvalues as [readonly [number, number], readonly [number, number]];
    const what = `${state.stable ? "stable" : "unstable"} ${state.kind}`;
    const kind = state.kind === "saddle" ? "saddle" : what;
    return [title, state.current, state.voltage, state.recovery, re1, im1, re2, im2, kind, published];
  };
  return {
    title: "Rest states and the eigenvalues of the Jacobian there",
    columns: [
      plain("cell", "parameter set; the cell looked at closely comes first"),
      current("I"),
      mV("V"),
      "w",
      perMs("Re λ1"),
      perMs("Im λ1"),
      perMs("Re λ2"),
      perMs("Im λ2"),
      plain("kind", "stable or unstable node or focus, or saddle"),
      mV("reference V", "40-digit arithmetic"),
    ],
    rows: [
      ...cell.rest.map((state) => row(`${chosenTitle(p)} (chosen)`, state, null)),
      ...rest.rest.map((state, i) => row(setTitles[restReferences[i]!.set], state, restReferences[i]!.voltage)),
    ],
  };
}

const typeTitles = { "saddle-node": "saddle-node", hopf: "Hopf", "neutral-saddle": "neutral saddle" } as const;

export function bifurcationsTable({ rest, folds, homoclinic }: Sorted): TableInput {
  const published = (set: string, row: BifurcationRow): number | null => {
    const near = (x: { current: number; voltage: number; set: string }) => x.set === set && Math.abs(x.voltage - row.voltage) < 1;
    if (row.type === "saddle-node") return saddleNodes.find(near)?.current ?? null;
    if (row.type === "hopf") return hopfPoints.find(near)?.current ?? null;
    return set === "homoclinic" ? globalBifurcations.neutralSaddle : null;
  };
  const local = analysedSets.flatMap((set) =>
    rest.bifurcations[set].map((row): Cell[] => {
      const criticality = row.lyapunov === null ? "" : row.lyapunov > 0 ? ", subcritical" : ", supercritical";
      const name = `${typeTitles[row.type]}${criticality}`;
      const { current: I, voltage, recovery, period, lyapunov, passageConstant } = row;
      return [setTitles[set], name, I, voltage, recovery, period, lyapunov, passageConstant, published(set, row)];
    }),
  );
  const foldReferences = {
    "hopf-lower": globalBifurcations.hopfFold,
    homoclinic: globalBifurcations.homoclinicFold.current,
  } as Record<string, number>;
  const cycles = Object.entries(folds).map(([name, { set, current: I, section, recovery, period }]): Cell[] => [
    setTitles[set],
    "fold of cycles",
    I,
    section,
    recovery,
    period,
    null,
    null,
    foldReferences[name] ?? null,
  ]);
  const { current: I, saddleVoltage, saddleRecovery } = homoclinic;
  const orbit: Cell[] = [
    setTitles.homoclinic,
    "homoclinic orbit",
    I,
    saddleVoltage,
    saddleRecovery,
    null,
    null,
    null,
    globalBifurcations.homoclinicOrbit,
  ];
  return {
    title: "Bifurcations",
    columns: [
      plain("cell", "parameter set"),
      "bifurcation",
      current("I"),
      mV("V", "of the rest state; folds of cycles: the section that V rises through; homoclinic orbit: of its saddle"),
      plain("w", "there"),
      ms("period", "Hopf points: 2π/ω"),
      plain("l1", "first Lyapunov coefficient, in units of mV, 1 and ms; positive: subcritical"),
      { name: "K", unit: "ms √(µA/cm²)", description: "saddle-nodes: passages take K/√(I - I_c)" },
      current("reference I", "40-digit arithmetic; folds and homoclinic orbit: double precision, other methods"),
    ],
    rows: [...local, ...cycles, orbit],
  };
}

/** The points MatCont lists, in its order, as this study finds them. */
export function fastPoints({ rest }: Sorted) {
  return matcont.map((point) => {
    const reference = point.values[0];
    const found = rest.fast
      .filter(({ type }) => type === point.type)
      .reduce((a, b) => (Math.abs(a.voltage - reference) < Math.abs(b.voltage - reference) ? a : b));
    return { ...point, measured: [found.voltage, found.recovery, found.current] as const, lyapunov: found.lyapunov };
  });
}

export function matcontTable(results: Sorted): TableInput {
  return {
    title: "The homoclinic set in the units of MatCont's example MLfast: V in 120 mV, I in 480 µA/cm², t in 5 ms",
    columns: [
      "point",
      plain("quantity", "l1: first Lyapunov coefficient"),
      "published",
      plain("measured", "by this study"),
      plain("deviation", "in units of the last published digit"),
    ],
    rows: fastPoints(results).flatMap(({ name, type, values, measured, lyapunov }) => [
      ...(["v", "w", "i"] as const).map((quantity, k) => [
        name,
        quantity,
        values[k]!,
        measured[k]!,
        (measured[k]! - values[k]!) * 1e6,
      ]),
      ...(type === "hopf"
        ? [[name, "l1", matcontLyapunov.published, lyapunov, 100 * (lyapunov! - matcontLyapunov.published)]]
        : []),
    ]),
  };
}

export function diagramTables({ diagrams }: Sorted): Record<string, TableInput> {
  const sets = diagramSets.map((set) => [setTitles[set], diagrams[set]] as const);
  return {
    diagram_rest: {
      title: "Rest states against I, for the bifurcation diagrams",
      columns: [
        "cell",
        plain("piece", "numbered along the curve"),
        plain("stability", "stable or unstable"),
        plain("index", "along the piece"),
        current("I"),
        mV("V"),
      ],
      rows: sets.flatMap(([title, { rest }]) =>
        rest.flatMap(({ stable, current: I, voltage }, piece) =>
          I.map((x, i) => [title, piece, stable ? "stable" : "unstable", i, x, voltage[i]!]),
        ),
      ),
    },
    diagram_cycles: {
      title: "Extrema and periods of cycles against I",
      columns: [
        "cell",
        "branch",
        plain("stability", "stable or unstable"),
        plain("index", "along the branch"),
        current("I"),
        mV("least V"),
        mV("greatest V"),
        ms("period"),
      ],
      rows: sets.flatMap(([title, { cycles }]) =>
        cycles.flatMap(({ stable, current: I, least, greatest, period }, branch) =>
          I.map((x, i) => [title, branch, stable ? "stable" : "unstable", i, x, least[i]!, greatest[i]!, period[i]!]),
        ),
      ),
    },
  };
}
