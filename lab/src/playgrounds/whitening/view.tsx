import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { compiledCore } from "../../core.js";
import { keepInAddress } from "../../router.js";
import { Playground } from "../../ui/playground.js";
import { useFrames } from "../../ui/use-frames.js";
import { messageOf, useWorker } from "../../ui/use-worker.js";
import type { ViewProps } from "../../views.js";
import { nextInRing } from "./contexts.js";
import { Controls } from "./controls.js";
import { laneKeys } from "./frame.js";
import { Law } from "./law.js";
import { laneLooks, samplesText } from "./looks.js";
import { Notes } from "./notes.js";
import { Pictures, type Redraws } from "./pictures.js";
import type { News } from "./race.js";
import { Scoreboard } from "./scoreboard.js";
import { Session } from "./session.js";
import { afterRace, queryOf, type Settings, settingsOf } from "./settings.js";
import type { RaceApi } from "./worker.js";
import "./whitening.css";

/** ms between two changes of the numbers beside the pictures, and how long a race's end is looked at. */
const NUMBERS = 250;
const LINGER = 1500;

/** Direct connections against interneurons: which circuit whitens its input first? */
export default function WhiteningRace({ name, query }: ViewProps) {
  const [{ settings, notices }, setState] = useState(() => settingsOf(query));
  const [running, setRunning] = useState(() => !matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [news, setNews] = useState<News>();
  const [errors, setErrors] = useState<readonly number[]>([]);
  const [failure, setFailure] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks for another worker
  const start = useCallback(() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }), [attempt]);
  const { remote, error: workerError } = useWorker<RaceApi>(start);
  const [session, setSession] = useState<Session>();
  const redraws = useRef<Redraws>({
    input: { current: null },
    outputs: laneKeys.map(() => ({ current: null })),
    race: { current: null },
  });
  const latest = useRef(settings);
  latest.current = settings;

  const change = useCallback(
    (part: Partial<Settings>) => setState((state) => ({ settings: { ...state.settings, ...part }, notices: [] })),
    [],
  );
  const fail = useCallback((error: unknown) => {
    setRunning(false);
    setFailure(messageOf(error));
  }, []);
  const draw = useCallback(() => {
    redraws.current.input.current?.now();
    for (const output of redraws.current.outputs) output.current?.now();
    redraws.current.race.current?.now();
  }, []);
  const show = useCallback(
    (shown: Session) => {
      draw();
      setErrors(shown.news?.lanes.map((_, l) => shown.frame.error(l)) ?? []);
    },
    [draw],
  );

  useEffect(() => {
    if (!remote) return;
    let live = true;
    const made = new Session(remote, setNews);
    compiledCore()
      .then((module) => (live ? made.begin(module, latest.current) : undefined))
      .then(
        () => live && setSession(made),
        (error) => live && fail(error),
      );
    return () => {
      live = false;
      setSession(undefined);
    };
  }, [remote, fail]);

  // While nothing runs, changes are shown all the same
  useEffect(() => {
    if (!session || running) return;
    session.advance(0, settings).then(() => show(session), fail);
  }, [session, running, settings, show, fail]);

  const first = useRef(true);
  useEffect(() => {
    if (!first.current) setState(settingsOf(query));
    first.current = false;
  }, [query]);

  const initial = useRef(settings);
  useEffect(() => {
    if (settings === initial.current) return;
    const timer = setTimeout(() => keepInAddress(`play/${name}`, queryOf(settings)), 300);
    return () => clearTimeout(timer);
  }, [settings, name]);

  const clock = useRef({ sinceNumbers: 0, over: 0 });
  const frame = async (elapsed: number) => {
    if (!session) return;
    await session.pipelined(latest.current.pace, latest.current);
    draw();
    const times = clock.current;
    times.sinceNumbers += elapsed;
    if (times.sinceNumbers > NUMBERS) {
      times.sinceNumbers = 0;
      setErrors(session.news!.lanes.map((_, l) => session.frame.error(l)));
    }
    times.over = session.news!.over ? times.over + elapsed : 0;
    if (times.over > LINGER && latest.current.after !== "stay") {
      times.over = 0;
      setState((state) => ({ ...state, settings: afterRace(state.settings, nextInRing(state.settings)) }));
    }
  };
  const rate = useFrames(running && session !== undefined, frame, fail);

  const restart = () => {
    if (failure || workerError || !session) {
      setFailure(undefined);
      setAttempt((count) => count + 1);
      setRunning(true);
      return;
    }
    session.restart(latest.current).then(() => show(session), fail);
  };
  const failed = failure ?? workerError;
  return (
    <Playground
      title="Whitening race"
      lead="Two circuits learn, from the same samples, to send out uncorrelated signals of variance 1: one by direct connections, one through interneurons. Click a context, or drag the ellipse, and see who adapts first."
      running={running && !failed}
      onRunning={setRunning}
      onRestart={restart}
      rate={rate}
      error={failed}
      controls={<Controls settings={settings} news={news} onSettings={change} />}
      notes={
        <>
          <Law session={session} settings={settings} news={news} />
          <Notes />
        </>
      }
    >
      {notices.length > 0 && (
        <div class="race-notices panel" role="status">
          {notices.map((notice) => (
            <div key={notice}>{notice}</div>
          ))}
        </div>
      )}
      <Pictures
        session={session}
        settings={settings}
        news={news}
        errors={errors}
        redraws={redraws.current}
        onSettings={change}
        scoreboard={<Scoreboard news={news} lanes={settings.lanes} errors={errors} />}
      />
      <p class="visually-hidden" role="status">
        {settings.after === "stay" && news?.over ? overWords(news) : ""}
      </p>
    </Playground>
  );
}

/** The end of a race, for those who hear it. */
function overWords({ race, lanes }: News): string {
  const each = lanes.map(({ measured, samples, failure }, l) => {
    const how = failure ? "stopped" : measured === undefined ? "did not finish" : `needed ${samplesText(measured)} samples`;
    return `${laneLooks[laneKeys[l]!].name} ${how}, predicted ${samplesText(samples)}`;
  });
  return `Race ${race} is over. ${each.join("; ")}.`;
}
