import { useMemo } from "preact/hooks";
import { type Axis, LinePlot } from "../../ui/line-plot.js";
import { type Curve, merged } from "./curve.js";
import type { Settings } from "./settings.js";

export interface CurvesOptions {
  readonly settings: Settings;
  readonly evolution: Curve | undefined;
  readonly gradient: Curve | undefined;
}

const series = [{ label: "evolution" }, { label: "gradient" }] as const;
const ACCURATE = [{ label: "evolution" }, { label: "gradient" }] as const;

/** A loss of 0 has a place on a logarithmic axis as well: this. */
const FLOOR = 1e-14;

/** Whether losses fall by orders of magnitude. */
const isLogarithmic = ({ task, landscape }: Settings) => task === "spiral" || (task === "function" && landscape !== "terraces");

/** Loss against evaluations and against seconds; accuracy where the task has answers. */
export function Curves({ settings, evolution, gradient }: CurvesOptions) {
  const logarithmic = isLogarithmic(settings);
  const floor = logarithmic ? FLOOR : 0;
  const y: Axis = { label: "loss", scale: logarithmic ? "log" : "linear" };
  const accuracy: Axis = { label: "right answers", range: [0, 1] };
  const hasAnswers = settings.task === "network";
  const byEvaluations = useMemo(() => merged(evolution, gradient, "evaluations", "losses", floor), [evolution, gradient, floor]);
  const bySeconds = useMemo(() => merged(evolution, gradient, "seconds", "losses", floor), [evolution, gradient, floor]);
  const answers = useMemo(() => merged(evolution, gradient, "evaluations", "accuracies"), [evolution, gradient]);
  const height = 230;
  return (
    <div class="training-curves">
      <LinePlot
        label="Loss of both sides against the evaluations they used"
        x={{ label: "evaluations", range: [0, settings.budget] }}
        {...{ y, series, height, columns: byEvaluations }}
      />
      <LinePlot
        label="Loss of both sides against the seconds they computed"
        x={{ label: "seconds of computing" }}
        {...{ y, series, height, columns: bySeconds }}
      />
      {hasAnswers && (
        <LinePlot
          label="Share of right answers of both sides against the evaluations they used"
          x={{ label: "evaluations", range: [0, settings.budget] }}
          y={accuracy}
          series={ACCURATE}
          {...{ height, columns: answers }}
        />
      )}
    </div>
  );
}
