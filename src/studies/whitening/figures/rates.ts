import type { FigureInput } from "../../framework/study.js";
import { SMALL } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { circuitTitles } from "../tables.js";
import { aligned, circuitColour, logarithmic, panelTitle } from "./encodings.js";

const CMAX = "Greatest standard deviation of the input, cₘₐₓ";
const RATE = "Rate (η)";

/** E3 and the end of learning. */
export function ratesFigure(p: Parameters): FigureInput {
  const [low, high] = [Math.min(...p.smallScales) / 2, 2 * Math.max(...p.smallScales)];
  const x = logarithmic("scale", "Scale σ of a small start, M₀ = W₀W₀ᵀ = σI", [low, high]);
  const y = { field: "time", type: "quantitative", title: "Convergence time (1/η)", scale: { zero: true } };
  const circuits = ["direct", "interneurons", "leaky"] as const;
  const layer = (column: "operator" | "closed form", mark: object) => ({
    transform: [
      ...circuits.map((circuit) => ({ calculate: `datum['${circuit}, ${column}']`, as: circuitTitles[circuit] })),
      { fold: circuits.map((circuit) => circuitTitles[circuit]), as: ["circuit", "time"] },
    ],
    mark,
    encoding: { x, y, color: circuitColour({ title: null }) },
  });
  return {
    title: "Small starts, and the end of learning",
    caption: `a: time until the operator norm of C_yy - I is at most ${p.tolerance} from small isotropic starts, c = (${SMALL.deviations.join(", ")}); flows (circles) and closed forms (lines). Without leak it does not depend on the start. With leak (α = ${SMALL.leak}) it grows by α²/(2(c² - α²)) for each factor e, with c of the weakest mode. b: slowest late rate for random spectra of three decades, measured on flows near the optimum, against the greatest standard deviation. Lines: 2/c_max for the direct circuit, 4 for interneurons, whatever the spectrum. An input with c_max < 1/2 is where the direct circuit ends faster.`,
    spec: {
      ...aligned,
      hconcat: [
        {
          title: panelTitle("a", "Small starts"),
          width: 290,
          height: 260,
          data: { name: "small" },
          layer: [
            layer("closed form", { type: "line", strokeWidth: 1.5 }),
            layer("operator", { type: "point", filled: false, size: 44, strokeWidth: 1.4 }),
          ],
        },
        {
          title: panelTitle("b", "Slowest late rate"),
          width: 290,
          height: 260,
          layer: [
            {
              data: { name: "late_rates" },
              mark: { type: "line", strokeWidth: 1.5 },
              encoding: {
                x: logarithmic("c_max", CMAX, [0.3, 40]),
                y: logarithmic("formula", RATE, [0.05, 10]),
                color: circuitColour({ title: null }),
              },
            },
            {
              data: { name: "late_rates" },
              mark: { type: "point", filled: false, size: 44, strokeWidth: 1.4 },
              encoding: {
                x: logarithmic("c_max", CMAX, [0.3, 40]),
                y: logarithmic("slowest", RATE, [0.05, 10]),
                color: circuitColour({ title: null }),
              },
            },
          ],
        },
      ],
      resolve: { scale: { color: "shared" } },
    },
  };
}
