import type { LivePlot as LivePlotDefinition } from "microcircuit/studies";
import { useRef, useState } from "preact/hooks";
import type { StudyForm } from "../catalogue.js";
import { type Columns, LinePlot, type LinePlotHandle, type Series } from "../ui/line-plot.js";
import { useFrames } from "../ui/use-frames.js";
import type { LivePoints } from "./live-points.js";
import { isUnderWay, type Run } from "./use-run.js";

/** Drawing takes at most this share of the page's time. */
const SHARE = 0.25;
/** Series with more points than this are lines alone. */
const MARKED_POINTS = 300;

/** The plots that a study fills while it runs. */
export function LivePlots({ form, run }: { readonly form: StudyForm; readonly run: Run }) {
  const plots = Object.entries(form.live ?? {});
  if (plots.length === 0) return null;
  return (
    <section class="panel" aria-label="Live plots">
      <h2>While it runs</h2>
      <div class="live">
        {plots.map(([name, plot]) => (
          <Live key={name} plot={plot} points={run.points.get(name)!} changes={run.changes} running={isUnderWay(run.phase)} />
        ))}
      </div>
    </section>
  );
}

interface LiveOptions {
  readonly plot: LivePlotDefinition;
  readonly points: LivePoints;
  readonly changes: { count: number };
  readonly running: boolean;
}

interface Look {
  readonly series: readonly Series[];
  readonly columns: Columns;
}

const nothing: Look = { series: [], columns: [[]] };

function Live({ plot, points, changes, running }: LiveOptions) {
  const [look, setLook] = useState<Look>(nothing);
  const handle = useRef<LinePlotHandle>(null);
  const drawn = useRef({ count: -1, names: "", notBefore: 0 });
  useFrames(
    true,
    () => {
      const now = performance.now();
      const last = drawn.current;
      if (last.count === changes.count || (running && now < last.notBefore)) return;
      last.count = changes.count;
      const names = points.names;
      const columns = points.joined();
      const mark = plot.mark === "points" ? "points" : columns[0]!.length > MARKED_POINTS * names.length ? "line" : "line and points";
      const shape = JSON.stringify([names, mark]);
      if (shape === last.names) handle.current?.setData(columns);
      else setLook({ series: names.map((label) => ({ label, mark, bridged: true })), columns });
      last.names = shape;
      last.notBefore = now + (performance.now() - now) / SHARE;
    },
    () => {},
  );
  const [x, y] = [plot.x, plot.y].map(({ title, unit, scale }) => ({
    label: `${title}${unit ? ` (${unit})` : ""}`,
    ...(scale ? { scale } : {}),
  })) as [{ label: string }, { label: string }];
  const seen = look.series.length;
  return (
    <figure class="picture">
      <figcaption>
        {plot.title}
        <span class="visually-hidden">: {seen === 0 ? "no points yet" : `series ${look.series.map(({ label }) => label).join(", ")}`}</span>
      </figcaption>
      <div class="place">
        <LinePlot label={`${plot.title}: ${y.label} against ${x.label}`} x={x} y={y} series={look.series} columns={look.columns} height={230} handle={handle} />
        {seen === 0 && <p class="empty faint">Points appear here while the study runs.</p>}
      </div>
    </figure>
  );
}
