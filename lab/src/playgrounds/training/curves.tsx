import { useMemo } from "preact/hooks";
import { type Axis, type Columns, LinePlot } from "../../ui/line-plot.js";
import type { Curve } from "./curve.js";
import type { Settings } from "./settings.js";

export interface CurvesOptions {
  readonly settings: Settings;
  readonly evolution: Curve | undefined;
  readonly gradient: Curve | undefined;
}

const series = [{ label: "evolution" }, { label: "gradient" }] as const;
const ACCURATE = [{ label: "evolution" }, { label: "gradient" }] as const;

/** Whether losses fall by orders of magnitude. */
const isLogarithmic = ({ task, landscape }: Settings) => task === "spiral" || (task === "function" && landscape !== "terraces");

/** Loss against evaluations and against seconds; accuracy where the task has answers. */
export function Curves({ settings, evolution, gradient }: CurvesOptions) {
  const y: Axis = { label: "loss", scale: isLogarithmic(settings) ? "log" : "linear" };
  const accuracy: Axis = { label: "right answers", range: [0, 1] };
  const hasAnswers = settings.task === "network";
  const byEvaluations = useMemo(() => merged(evolution, gradient, "evaluations", "losses"), [evolution, gradient]);
  const bySeconds = useMemo(() => merged(evolution, gradient, "seconds", "losses"), [evolution, gradient]);
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

/** Two curves over one ascending axis. Where one has no point it has `undefined`, which does not interrupt its line. */
export function merged(
  evolution: Curve | undefined,
  gradient: Curve | undefined,
  axis: "evaluations" | "seconds",
  values: "losses" | "accuracies",
): Columns {
  const x: number[] = [];
  const columns: [(number | null | undefined)[], (number | null | undefined)[]] = [[], []];
  const curves = [evolution, gradient];
  const at = [0, 0];
  for (;;) {
    const next = curves.map((curve, k) => (curve && at[k]! < curve.count ? curve[axis][at[k]!]! : Number.POSITIVE_INFINITY));
    const least = Math.min(...next);
    if (least === Number.POSITIVE_INFINITY) break;
    x.push(least);
    curves.forEach((curve, k) => {
      const value = next[k] === least ? curve![values][at[k]!++]! : undefined;
      columns[k]!.push(value === undefined || Number.isFinite(value) ? value : null);
    });
  }
  return [x, ...columns] as unknown as Columns;
}
