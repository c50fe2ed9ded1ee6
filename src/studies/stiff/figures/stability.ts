import type { FigureInput } from "../../framework/study.js";
import { faintInk, ink } from "../../framework/theme.js";
import { titleOf } from "../method-groups.js";
import { explicitMethods, implicitMethods, planeMethods, planeStep } from "../stability.js";
import { logarithmic, methodChannels, panelTitle, quantitative } from "./encodings.js";

const stable = (where: object) => ({
  data: { values: [{}] },
  mark: { type: "rule", color: faintInk, strokeDash: [4, 3] },
  encoding: where,
});

export function stabilityFigure(): FigureInput {
  const axisTitles = [...implicitMethods, ...explicitMethods].map(titleOf);
  const explicit = explicitMethods.map(titleOf);
  return {
    title: "Stability of the methods",
    caption:
      "A step of y' = λ y multiplies y by R(hλ), measured here by steps of the solvers themselves. a: on the negative axis. Explicit methods amplify from a few units on, whatever their order. L-stable methods damp fast components the more the faster they are; the trapezoidal rule, the implicit midpoint rule and ROS3P leave them to ring. (ROS2, Rosenbrock23 and TR-BDF2 have the same R, and so have these two rules.) b: borders of the regions |R| < 1 of explicit methods, as seen from -1.",
    spec: {
      vconcat: [
        {
          title: panelTitle("a", "On the negative axis"),
          width: 430,
          height: 260,
          layer: [
            stable({ y: { datum: 1 } }),
            {
              data: { name: "stability_axis" },
              transform: [{ filter: "datum['|R|'] > 1e-6 && datum['|R|'] < 30" }, { calculate: "-datum.z", as: "distance" }],
              mark: { type: "line", strokeWidth: 1.5, clip: true },
              encoding: {
                x: logarithmic("distance", "−z"),
                y: logarithmic("|R|", "|R(z)|", { scale: { domain: [1e-4, 30], nice: false } }),
                ...methodChannels(axisTitles, { columns: 1 }),
              },
            },
          ],
        },
        {
          title: panelTitle("b", "Explicit methods"),
          width: 320,
          height: 448,
          layer: [
            stable({ x: { datum: 0 } }),
            {
              data: { name: "stability_border" },
              mark: { type: "line", strokeWidth: 1.5, clip: true },
              encoding: {
                x: quantitative("Re z", "Re z", { scale: { domain: [-7, 3], nice: false } }),
                y: quantitative("Im z", "Im z", { scale: { domain: [-7, 7], nice: false } }),
                order: { field: "place", type: "quantitative" },
                ...methodChannels(explicit),
              },
            },
          ],
        },
      ],
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
      config: { axisY: { minExtent: 34 } },
    },
  };
}

export function planeFigure(): FigureInput {
  const axis = (field: string) => quantitative(field, field, { scale: { zero: false, nice: false }, axis: { tickCount: 5 } });
  const shade = { field: "shade", type: "quantitative", scale: { scheme: "blueorange", domain: [-2, 2] } };
  return {
    title: "|R(z)| of methods for stiff problems",
    caption:
      "Where |R| is below 1 (blue) a step damps, above (orange) it amplifies. All are A-stable: the left half plane is blue. ROS3P stays pale, since its |R| tends to 0.73. Far out the others damp on the right as well (Radau IIA 5, Rosenbrock23 and TR-BDF2 already at the edge): with steps too long, an unstable solution is taken for a stable one.",
    spec: {
      data: { name: "stability_plane" },
      transform: [
        { calculate: "max(-2, min(2, log(max(datum['|R|'], 1e-9)) / LN10))", as: "shade" },
        { calculate: `datum['Re z'] - ${planeStep / 2}`, as: "left" },
        { calculate: `datum['Re z'] + ${planeStep / 2}`, as: "right" },
        { calculate: `datum['Im z'] - ${planeStep / 2}`, as: "low" },
        { calculate: `datum['Im z'] + ${planeStep / 2}`, as: "high" },
      ],
      facet: {
        field: "method",
        type: "nominal",
        sort: planeMethods.map(titleOf),
        title: null,
        header: { labelFontWeight: "bold", labelAnchor: "start" },
      },
      columns: 3,
      spec: {
        width: 190,
        height: 190,
        layer: [
          {
            mark: { type: "rect", strokeWidth: 0.5 },
            encoding: {
              x: { ...axis("left"), title: "Re z" },
              x2: { field: "right" },
              y: { ...axis("low"), title: "Im z" },
              y2: { field: "high" },
              stroke: { ...shade, legend: null }, // no seams between the squares
              fill: {
                ...shade,
                legend: {
                  title: "|R(z)|",
                  labelExpr: "datum.value <= -2 ? '≤ 0.01' : datum.value >= 2 ? '≥ 100' : format(pow(10, datum.value), '~g')",
                  values: [-2, -1, 0, 1, 2],
                },
              },
            },
          },
          { mark: { type: "rule", color: ink, strokeWidth: 0.75 }, encoding: { x: { datum: 0 } } },
        ],
      },
    },
  };
}
