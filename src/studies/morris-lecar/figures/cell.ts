import type { FigureInput } from "../../framework/study.js";
import { faintInk, ink, mutedInk, palette, paper } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import { chosenTitle, type Parameters } from "../parameters.js";
import { stepperTitles } from "../tables/simulations.js";
import { colours, panelTitle, quantitative, zeroLine } from "./encodings.js";

const cellInWords = (p: Parameters) => `${chosenTitle(p)} set, I = ${p.current} µA/cm²`;

/** Phase plane and traces of the chosen cell. */
export function phasePlaneFigure(p: Parameters, { cell }: Sorted): FigureInput {
  const voltages = cell.arrows.voltage;
  const domain = [Math.min(...voltages), Math.max(...voltages)];
  const top = Math.max(...cell.arrows.recovery);
  const x = (field: string) =>
    quantitative(field, "Membrane potential V (mV)", { scale: { domain, nice: false }, axis: { grid: false, zindex: 1 } });
  const y = (field: string) =>
    quantitative(field, "Recovery w", {
      scale: { domain: [0, top], nice: false },
      axis: { grid: false, format: "~g", zindex: 1 },
    });
  const lines = ["V′ = 0", "w′ = 0", "orbit", ...(cell.manifolds.length > 0 ? ["stable manifold", "unstable manifold"] : [])];
  const range = [colours.voltage, colours.recovery, ink, palette[2], palette[3]].slice(0, lines.length);
  const color = { type: "nominal", scale: { domain: lines, range }, legend: { title: null, orient: "bottom", columns: 3 } };
  const line = (name: string, mark: object) => ({
    transform: [{ filter: `datum.line === '${name}'` }],
    mark: { type: "line", clip: true, ...mark },
    encoding: { x: x("V"), y: y("w"), order: { field: "index" }, detail: { field: "piece" }, color: { ...color, datum: name } },
  });
  const manifold = (kind: "stable" | "unstable") => ({
    transform: [{ filter: `indexof(datum.line, '${kind} manifold') === 0` }],
    mark: { type: "line", clip: true, strokeWidth: 1.5, strokeDash: [4, 3], interpolate: "catmull-rom" },
    encoding: {
      x: x("V"),
      y: y("w"),
      order: { field: "index" },
      detail: { field: "line" },
      color: { ...color, datum: `${kind} manifold` },
    },
  });
  const states = cell.rest.map(({ voltage, recovery, stable, kind }) => ({
    voltage,
    recovery,
    stable: stable ? "stable" : "unstable",
    kind,
  }));
  const plane = {
    title: panelTitle("a", "Phase plane"),
    width: 390,
    height: 300,
    layer: [
      {
        data: { name: "phase_arrows" },
        layer: [
          {
            mark: { type: "rule", color: mutedInk, strokeWidth: 1, clip: true },
            encoding: { x: x("V"), y: y("w"), x2: { field: "end V" }, y2: { field: "end w" } },
          },
          {
            mark: { type: "point", shape: "triangle-up", filled: true, size: 14, color: mutedInk, clip: true },
            encoding: { x: x("end V"), y: y("end w"), angle: { field: "angle", type: "quantitative", scale: null } },
          },
        ],
      },
      {
        data: { name: "phase_lines" },
        layer: [
          ...(cell.manifolds.length > 0 ? [manifold("stable"), manifold("unstable")] : []),
          line("V′ = 0", { strokeWidth: 2 }),
          line("w′ = 0", { strokeWidth: 2 }),
        ],
      },
      {
        data: { name: "phase_orbit" },
        mark: { type: "line", clip: true, strokeWidth: 1.25 },
        encoding: { x: x("V"), y: y("w"), order: { field: "time" }, color: { ...color, datum: "orbit" } },
      },
      {
        data: { values: states },
        mark: { type: "point", size: 80, strokeWidth: 2, stroke: ink, opacity: 1 },
        encoding: {
          x: x("voltage"),
          y: y("recovery"),
          fill: {
            field: "stable",
            type: "nominal",
            scale: { domain: ["stable", "unstable"], range: [ink, paper] },
            legend: { title: null, orient: "bottom", labelExpr: "datum.label + ' rest state'", symbolStrokeColor: ink },
          },
        },
      },
    ],
  };
  const time = (title: string | null) =>
    quantitative("time", title, { scale: { domain: [0, p.duration], nice: false }, axis: { format: "d" } });
  const kinds = ["error controlled", `${stepperTitles[p.stepper]}, ${p.dt} ms`];
  const trace = (name: string, kind: string, mark: object) => ({
    data: { name },
    mark: { type: "line", strokeWidth: 1.25, ...mark },
    encoding: {
      x: time("Time (ms)"),
      y: quantitative("V", "V (mV)"),
      color: {
        datum: kind,
        type: "nominal",
        scale: { domain: kinds, range: [ink, palette[1]] },
        legend: { title: null, orient: "bottom", columns: 1 },
      },
    },
  });
  return {
    title: "The cell in its phase plane, and in time",
    caption: `${cellInWords(p)}, from (${p.voltage} mV, ${p.recovery}). a: nullclines, directions of the vector field (length: fourth root of the speed), the orbit and the rest states${
      cell.manifolds.length > 0 ? ", with the manifolds of the saddle (stable ones separate the basins of attractors)" : ""
    }. b: membrane potential, integrated with controlled error (tolerance 1e-9) and with fixed steps.`,
    spec: {
      hconcat: [
        plane,
        {
          title: panelTitle("b", "Membrane potential"),
          width: 380,
          height: 300,
          layer: [trace("phase_orbit", kinds[0]!, {}), trace("stepped", kinds[1]!, { strokeDash: [4, 2] })],
        },
      ],
      resolve: { scale: { color: "independent", fill: "independent" } },
    },
  };
}

/** Eigenvalues along the cycle of the chosen cell. */
export function eigenvaluesFigure(p: Parameters, { cell }: Sorted): FigureInput {
  const { period, least, largest } = cell.spectrum;
  const end = cell.spectrum.samples.time.at(-1)!;
  const time = (title: string | null) => quantitative("time", title, { scale: { domain: [0, end], nice: false } });
  const names = ["larger real part", "smaller real part"];
  const line = (field: string, name: string) => ({
    mark: { type: "line", strokeWidth: 2 },
    encoding: {
      x: time("Time (ms)"),
      y: quantitative(field, "Re λ (1/ms)"),
      color: {
        datum: name,
        type: "nominal",
        scale: { domain: names, range: [palette[1], palette[0]] },
        legend: { title: null, orient: "bottom" },
      },
    },
  });
  const along = period === null ? "the orbit, which comes to rest" : "one period of the cycle";
  return {
    title: "Eigenvalues of the Jacobian along the orbit",
    caption: `${cellInWords(p)}, along ${along}. Re λ ranges from ${least.toFixed(3)} to ${largest.toFixed(3)} /ms; explicit Euler's limit for the former is a step of ${(2 / Math.abs(least)).toFixed(1)} ms. Where an eigenvalue is positive, as on the upstroke of a spike, neighbouring orbits separate for a while, and with them gradients. Where both lines coincide the eigenvalues are complex.`,
    spec: {
      data: { name: "chosen_spectrum" },
      vconcat: [
        {
          title: panelTitle("a", "Membrane potential"),
          width: 480,
          height: 110,
          mark: { type: "line", color: ink, strokeWidth: 1.5 },
          encoding: { x: time(null), y: quantitative("V", "V (mV)") },
        },
        {
          title: panelTitle("b", "Eigenvalues"),
          width: 480,
          height: 200,
          layer: [zeroLine, line("Re λ1", names[0]!), line("Re λ2", names[1]!)],
        },
      ],
      config: { axisY: { minExtent: 36 } },
    },
  };
}

/** Growth of |dV/dI|: published currents, and the chosen cell. */
export function sensitivityFigure(p: Parameters): FigureInput {
  const currents = [45, 40.5];
  const color = {
    field: "I",
    type: "nominal",
    scale: { domain: currents, range: [palette[0], palette[1]] },
    legend: { title: "I (µA/cm²)", orient: "bottom" },
  };
  const log = { type: "log", nice: false };
  const x = quantitative("time", "Time (ms)", {
    scale: { ...log, domain: [10, 5000] },
    axis: { values: [10, 100, 1000, 5000], grid: true, format: "~g" },
  });
  const y = (field: string) =>
    quantitative(field, "Largest |dV/dI| so far (mV per µA/cm²)", {
      scale: { ...log, domain: [0.3, 1e5] },
      axis: { values: [1, 10, 100, 1000, 1e4, 1e5], format: "~s" },
    });
  const chosenTime = quantitative("time", "Time (ms)", { axis: { format: "d" } });
  return {
    title: "How far a small change of the current carries",
    caption: `a: SNLC set from (-20 mV, 0.1): the largest |dV/dI| so far (solid) grows linearly in time, not exponentially, along t max|V′| |T′(I)|/T (dashed), since a changed period shifts the phase by as much in every cycle. Near the SNIC (I = 40.5) the period is the steeper function of I. b: |dV/dI| of the chosen cell (${cellInWords(p)}), which rises and falls within each cycle, and its largest value so far.`,
    spec: {
      hconcat: [
        {
          title: panelTitle("a", "Linear growth"),
          width: 330,
          height: 280,
          data: { name: "sensitivity_traces" },
          transform: [{ filter: "datum.time >= 10" }],
          layer: [
            {
              mark: { type: "line", strokeDash: [4, 3], strokeWidth: 1.25, clip: true },
              encoding: { x, y: y("predicted"), color },
            },
            { mark: { type: "line", clip: true }, encoding: { x, y: y("largest so far"), color } },
          ],
        },
        {
          title: panelTitle("b", "The chosen cell"),
          width: 330,
          height: 280,
          data: { name: "chosen_sensitivity" },
          layer: [
            {
              mark: { type: "line", color: mutedInk, strokeWidth: 1 },
              encoding: { x: chosenTime, y: quantitative("value", "|dV/dI| (mV per µA/cm²)") },
            },
            {
              mark: { type: "line", color: ink, strokeWidth: 1.5, interpolate: "step-after" },
              encoding: { x: chosenTime, y: quantitative("largest so far", "|dV/dI| (mV per µA/cm²)") },
            },
          ],
        },
      ],
      resolve: { scale: { color: "independent" } },
      config: { rule: { color: faintInk } },
    },
  };
}
