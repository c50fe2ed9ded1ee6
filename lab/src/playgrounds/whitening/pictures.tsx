import type { ComponentChildren } from "preact";
import { useCallback, useRef } from "preact/hooks";
import { Canvas, type Draw, type Redraw } from "../../ui/canvas.js";
import { type Axes, axesOf, dragged, type Handle, handleAt } from "./contexts.js";
import { drawCloud } from "./draw-cloud.js";
import { drawRace } from "./draw-race.js";
import { laneKeys } from "./frame.js";
import { errorText, INPUT_VIEW, laneColour, laneLooks, REACH } from "./looks.js";
import type { News } from "./race.js";
import { ContextRing } from "./ring.js";
import { stateOf } from "./scoreboard.js";
import type { Session } from "./session.js";
import { ranges, type Settings } from "./settings.js";

type Handleable = { current: Redraw | null };

/** By which the view draws at its own pace. */
export interface Redraws {
  readonly input: Handleable;
  readonly outputs: readonly Handleable[];
  readonly race: Handleable;
}

export interface PicturesOptions {
  readonly session: Session | undefined;
  readonly settings: Settings;
  readonly news: News | undefined;
  readonly errors: readonly number[];
  readonly redraws: Redraws;
  readonly scoreboard: ComponentChildren;
  onSettings(change: Partial<Settings>): void;
}

/** Clouds, curves, scoreboard and law. */
export function Pictures({ session, settings, news, errors, redraws, scoreboard, onSettings }: PicturesOptions) {
  const held = useRef<Handle>("long");
  // Drawing functions stay the same ones; what they draw is looked up
  const latest = useRef({ session, settings, news });
  latest.current = { session, settings, news };

  const drawInput = useCallback<Draw>((context, width, height, colours) => {
    const { session: now, settings: set } = latest.current;
    const values = now?.frame.values ?? nothing;
    drawCloud(context, width, height, colours, {
      values,
      start: now?.frame.cloudStart(0) ?? 0,
      colour: colours.series[6]!,
      axes: { long: Math.sqrt(set.largest), short: Math.sqrt(set.smallest), direction: (set.angle * Math.PI) / 180 },
      view: INPUT_VIEW,
      letter: "x",
      reach: REACH,
    });
  }, []);
  const drawOutputs = useRef(
    laneKeys.map(
      (key, l): Draw =>
        (context, width, height, colours) => {
          const now = latest.current.session;
          const axes = now && outputOf(now, l);
          drawCloud(context, width, height, colours, {
            values: now?.frame.values ?? nothing,
            start: now?.frame.cloudStart(1 + l) ?? 0,
            colour: laneColour(colours, key),
            axes,
            predicted: now && predictedOutput(now, l),
            // Farther away, where the outputs do not fit
            view: Math.max(3, 1.15 * Math.min(axes?.long ?? 0, 40)),
            letter: "y",
            goal: true,
          });
        },
    ),
  );
  const drawCurves = useCallback<Draw>((context, width, height, colours) => {
    const { session: now, settings: set } = latest.current;
    if (now) drawRace(context, width, height, colours, now, set);
  }, []);
  const point = (x: number, y: number, kind: "press" | "drag") => {
    const [right, up] = [(2 * x - 1) * INPUT_VIEW, (1 - 2 * y) * INPUT_VIEW];
    if (kind === "press") held.current = handleAt(settings, right, up, REACH);
    const result = dragged(settings, held.current, right, up, REACH, ranges.largest);
    held.current = result.handle;
    onSettings(result.ellipse);
  };
  const first = Math.min(...(news?.lanes ?? []).map(({ measured }) => measured ?? Infinity));
  return (
    <>
      <div class="race-stage panel" data-lanes={settings.lanes}>
        <figure class="picture race-input-figure">
          <div class="race-input">
            <ContextRing ellipse={settings} onEllipse={onSettings} />
            <div class="picture-inset">
              <Canvas
                label="Cloud of the input's samples, with the ellipse of their covariance"
                aspect={1}
                draw={drawInput}
                redraw={redraws.input}
                onPoint={point}
              />
            </div>
          </div>
          <figcaption>
            <span class="race-name">Input x</span>: the same samples for all. Click a context of the ring, or drag an axis of the
            ellipse (it shows one and two standard deviations; sliders do the same).
          </figcaption>
        </figure>
        <div class="race-outputs">
          {laneKeys.slice(0, settings.lanes).map((key, l) => (
            <figure key={key} class="picture race-output">
              <Canvas
                label={`Outputs of the circuit with ${laneLooks[key].name.toLowerCase()}: cloud and ellipse, which is to become the unit circle`}
                aspect={1}
                draw={drawOutputs.current[l]!}
                redraw={redraws.outputs[l]!}
              />
              <figcaption>
                <span class="race-name">
                  <span class="race-swatch" style={{ background: `var(--series-${laneLooks[key].colour + 1})` }} />
                  {laneLooks[key].name}
                </span>
                <br />
                <span class="number">error {errorText(errors[l] ?? Number.NaN)}</span>,{" "}
                <span class={news?.lanes[l]?.failure ? "race-failed" : ""}>
                  {stateOf(news?.lanes[l], first, news?.over ?? false)}
                </span>
              </figcaption>
            </figure>
          ))}
        </div>
      </div>
      <figure class="picture panel">
        <Canvas
          label="Whitening error of each circuit against samples since the switch; the scoreboard tells predicted and measured times"
          aspect={2.4}
          least="300px"
          draw={drawCurves}
          redraw={redraws.race}
        />
        <figcaption>
          Lines: simulation. Dashed: theory, from the weights at the switch. Bars at the right edge: the noise it expects at the
          end.
        </figcaption>
      </figure>
      <section class="panel" aria-label="Scoreboard" data-core-bytes={session?.frame.memory ?? 0}>
        {scoreboard}
      </section>
    </>
  );
}

const nothing = new Float64Array(0);

export function outputOf({ frame }: Session, lane: number): Axes | undefined {
  const [a, b, d] = [frame.output(lane, 0), frame.output(lane, 1), frame.output(lane, 2)];
  return Number.isFinite(a) ? axesOf(a, b, d) : undefined;
}

/** Where the theory's curve is now, between two of its points. */
function predictedOutput({ predictions, frame }: Session, lane: number): Axes | undefined {
  const curve = predictions?.lanes[lane];
  if (!predictions || !curve || curve.errors.length < 2) return undefined;
  const { grid } = predictions;
  const last = curve.errors.length - 1;
  let i = 0;
  while (i < last - 1 && grid[i + 1]! <= frame.since) i++;
  const part = Math.min(1, (frame.since - grid[i]!) / (grid[i + 1]! - grid[i]!));
  const at = (element: number) => curve.outputs[3 * i + element]! * (1 - part) + curve.outputs[3 * i + 3 + element]! * part;
  return axesOf(at(0), at(1), at(2));
}
