import { useCallback } from "preact/hooks";
import { Canvas, type Draw } from "../../ui/canvas.js";
import { Readings } from "../../ui/readings.js";
import { drawLaw } from "./draw-law.js";
import { laneKeys } from "./frame.js";
import { errorText, laneLooks, samplesText } from "./looks.js";
import { outputOf, type PicturesOptions } from "./pictures.js";

/** What far starts cost, and how things stand in numbers. */
export function Law({ session, settings, news }: Pick<PicturesOptions, "session" | "settings" | "news">) {
  const { law, lawPoints } = news ?? {};
  const { start } = settings;
  const drawLaws = useCallback<Draw>(
    (context, width, height, colours) => {
      if (law && lawPoints) drawLaw(context, width, height, colours, { law, lawPoints }, start);
    },
    [law, lawPoints, start],
  );

  const readings: Record<string, string> = {
    "Samples since the switch": samplesText(session?.frame.since),
  };
  for (const [l, key] of laneKeys.slice(0, settings.lanes).entries()) {
    const axes = session && outputOf(session, l);
    readings[`${laneLooks[key].name}: variances`] = axes ? `${errorText(axes.long ** 2)} and ${errorText(axes.short ** 2)}` : "–";
  }
  return (
    <div class="pictures">
      <figure class="picture panel">
        <Canvas
          label="Time to the finish against the start: the law of direct connections is linear, that of interneurons logarithmic; races from there are points"
          aspect={2.8}
          least="300px"
          draw={drawLaws}
        />
        <figcaption>
          What a far start costs. Dashed: closed forms for this input; points: races from A = σI. Set “start three times as far
          off”, and watch them come.
        </figcaption>
      </figure>
      <section class="panel" aria-label="Numbers">
        <Readings values={readings} />
      </section>
    </div>
  );
}
