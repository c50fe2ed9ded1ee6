import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";
import { logarithmic, methodChannels, panelTitle, quantitative } from "./encodings.js";

export function ordersFigure({ orders, reduction }: Sorted): FigureInput {
  const all = methodChannels(orders.map(({ job }) => titleOf(job.input.method)));
  const stiff = methodChannels(reduction.points.map(({ method }) => titleOf(method)));
  return {
    title: "Orders: on a smooth problem, and what stiffness leaves of them",
    caption:
      "a: error of a rigid body (DETEST B5, t up to 16) with fixed steps; the slopes are the orders. Curves end where rounding hides the error. b: order on y' = λ (y - sin t) + cos t with steps from 1/20 to 1/80, which are long against 1/|λ| on the right. RODAS3 and RODAS4 fall to order 1; RODAS4P, made for such problems, and RODAS5P keep 3, Radau IIA 5 its stage order 3, backward Euler 1, the others 2; the trapezoidal rule does not damp what errors excite, which blurs its curve.",
    spec: {
      vconcat: [
        {
          title: panelTitle("a", "Error with fixed steps"),
          width: 430,
          height: 300,
          data: { name: "order_errors" },
          transform: [{ filter: "datum.problem === 'rigid body'" }],
          mark: { type: "line", strokeWidth: 1.5, point: { size: 16 } },
          encoding: {
            x: logarithmic("step", "step", { scale: { domain: [9e-4, 1], nice: false } }),
            y: logarithmic("error", "error"),
            ...all,
          },
        },
        {
          title: panelTitle("b", "Problem of Prothero and Robinson"),
          width: 430,
          height: 260,
          data: { name: "reduction" },
          transform: [{ filter: "datum.order !== null" }, { calculate: "-datum.lambda", as: "rate" }],
          mark: { type: "line", strokeWidth: 1.5, clip: true },
          encoding: {
            x: logarithmic("rate", "|λ|", { axis: { tickCount: 8 } }),
            y: quantitative("order", "measured order", { scale: { domain: [0, 6], nice: false } }),
            order: { field: "rate", type: "quantitative" },
            ...stiff,
          },
        },
      ],
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
      config: { axisY: { minExtent: 38 } },
    },
  };
}
