import { useEffect, useRef, useState } from "preact/hooks";
import { hrefOf, keepInAddress } from "../../router.js";
import { Playground } from "../../ui/playground.js";
import type { ViewProps } from "../../views.js";
import { queryOf, readSettings } from "./address.js";
import { Comparison } from "./comparison.js";
import { Controls } from "./controls.js";
import { Curves } from "./curves.js";
import { Notes } from "./notes.js";
import { Scenes } from "./scenes.js";
import type { Settings } from "./settings.js";
import "./training.css";
import { useTraining } from "./use-training.js";
import { endOf, verdictOf } from "./verdict.js";

/** One task, two trainers with the same start and the same trials: evolution beside backpropagation. */
export default function View({ name, query }: ViewProps) {
  const [{ settings, notices }, setRead] = useState(() => readSettings(query));
  const [running, setRunning] = useState(() => !matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [generation, setGeneration] = useState(0);
  useEffect(() => {
    // Browsers refuse to change addresses as often as a slider moves.
    const later = setTimeout(() => keepInAddress(`play/${name}`, queryOf(settings)), 250);
    return () => clearTimeout(later);
  }, [name, settings]);
  // Another link while this view is open. The first one has been read.
  const link = useRef(query);
  useEffect(() => {
    if (link.current === query) return;
    link.current = query;
    setRead(readSettings(query));
  }, [query]);
  return (
    <Stage
      key={generation}
      {...{ settings, notices, running }}
      onSettings={(next) => setRead({ settings: next, notices: [] })}
      onRunning={setRunning}
      onBroken={() => setGeneration((n) => n + 1)}
    />
  );
}

interface StageOptions {
  readonly settings: Settings;
  readonly notices: readonly string[];
  readonly running: boolean;
  onSettings(settings: Settings): void;
  onRunning(running: boolean): void;
  /** Asks for other workers. */
  onBroken(): void;
}

function Stage({ settings, notices, running, onSettings, onRunning, onBroken }: StageOptions) {
  const training = useTraining(settings, running, () => onRunning(false));
  const { sides, scene, rate, error, ended } = training;
  const { evolution, gradient } = sides;
  const restart = () => {
    if (error === undefined) training.restart();
    else onBroken();
    onRunning(true);
  };
  const run = (wanted: boolean) => (wanted && ended ? restart() : onRunning(wanted));
  const verdict =
    evolution.snapshot && evolution.curve && gradient.snapshot && gradient.curve
      ? verdictOf(
          settings,
          { snapshot: evolution.snapshot, curve: evolution.curve },
          { snapshot: gradient.snapshot, curve: gradient.curve },
        )
      : ["Both sides are being set up."];
  const ends = [
    evolution.snapshot && endOf("Evolution", evolution.snapshot),
    gradient.snapshot && endOf("The gradient", gradient.snapshot),
  ].filter((end) => end !== undefined);
  return (
    <Playground
      title="Evolution beside backpropagation"
      lead="Two ways to train the same thing, from the same start, on the same trials: evolution tries candidates and never sees a slope; backpropagation follows the slope and nothing else. Which is better depends on the ground."
      running={running}
      onRunning={run}
      onRestart={restart}
      rate={rate}
      error={error}
      notices={
        notices.length > 0 && (
          <div class="training-notices" role="status">
            {notices.map((notice) => (
              <div key={notice}>{notice}</div>
            ))}
          </div>
        )
      }
      stage={<Scenes {...{ settings, sides, scene }} />}
      controls={<Controls settings={settings} onSettings={onSettings} />}
      notes={<Notes settings={settings} href={hrefOf("study/evolution")} />}
    >
      <section class="panel training-verdict" aria-label="Who is ahead, and why">
        <ul>
          {verdict.map((sentence, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a place in the list is what stays, its words change
            <li key={i}>{sentence}</li>
          ))}
        </ul>
        <p class="faint" role="status" style={{ margin: 0 }}>
          {ends.join(" ")}
        </p>
      </section>
      <section class="panel" aria-label="Curves">
        <Curves settings={settings} evolution={evolution.curve} gradient={gradient.curve} />
      </section>
      <section class="panel" aria-label="Readings">
        <Comparison settings={settings} evolution={evolution.snapshot} gradient={gradient.snapshot} />
      </section>
    </Playground>
  );
}
