import type { LivePlot } from "microcircuit/studies";
import { useEffect, useRef, useState } from "preact/hooks";
import type { StudyForm } from "../catalogue.js";
import { useColours } from "../ui/theme.js";
import { useFrames } from "../ui/use-frames.js";
import { LiveChart, titleOf } from "./live-chart.js";
import type { LivePoints } from "./live-points.js";
import { isUnderWay, type Run } from "./use-run.js";

/** px */
const HEIGHT = 240;
/** Drawing takes at most this share of the page's time. */
const SHARE = 0.25;

/** The plots that a study fills while it runs. */
export function LivePlots({ form, run }: { readonly form: StudyForm; readonly run: Run }) {
  const plots = Object.entries(form.live ?? {});
  if (plots.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="live">
      <h2 id="live">While it runs</h2>
      <div class="live">
        {plots.map(([name, plot]) => (
          <Live key={name} plot={plot} points={run.points.get(name)!} changes={run.changes} running={isUnderWay(run.phase)} />
        ))}
      </div>
    </section>
  );
}

interface LiveOptions {
  readonly plot: LivePlot;
  readonly points: LivePoints;
  readonly changes: { count: number };
  readonly running: boolean;
}

function Live({ plot, points, changes, running }: LiveOptions) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<LiveChart>(undefined);
  const colours = useColours();
  const [names, setNames] = useState<readonly string[]>([]);
  const drawn = useRef({ changes: 0, notBefore: 0 });

  useEffect(() => {
    const element = place.current!;
    const made = new LiveChart(element, HEIGHT, plot, points, colours);
    chart.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.resize(element.clientWidth, HEIGHT);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, [plot, points, colours]);

  const redraw = () => {
    const now = performance.now();
    const last = drawn.current;
    if (last.changes === changes.count || now < last.notBefore) return;
    last.changes = changes.count;
    chart.current?.redraw();
    const seen = points.names;
    setNames((before) => (before.join("\n") === seen.join("\n") ? before : seen));
    last.notBefore = now + (performance.now() - now) / SHARE;
  };
  useFrames(running, redraw, () => {});
  // The last points, and the empty plot of a run that begins.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `running` is what asks for it
  useEffect(() => {
    drawn.current.notBefore = 0;
    redraw();
  }, [running]);

  return (
    <figure class="picture">
      <figcaption>{plot.title}</figcaption>
      <div class="place">
        <div
          ref={place}
          role="img"
          aria-label={`${plot.title}: ${titleOf(plot.y)} against ${titleOf(plot.x)}`}
          style={{ height: `${HEIGHT}px` }}
        />
        {names.length === 0 && <p class="empty faint">Points appear here while the study runs.</p>}
      </div>
      <ul class="legend" aria-label={`Series of ${plot.title}`}>
        {names.map((name, i) => (
          <li key={name}>
            <span class="swatch" style={{ background: colours.series[i % colours.series.length] }} />
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}
