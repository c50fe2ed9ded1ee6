import type { Remote } from "comlink";
import type { Progress } from "microcircuit/studies";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { StudyForm } from "../catalogue.js";
import { currentColours, useColours } from "../ui/theme.js";
import { messageOf } from "../ui/use-worker.js";
import type { Conductor } from "./conductor.js";
import { LivePoints } from "./live-points.js";
import type { RunEvent, Scheme, Settings, Summary } from "./protocol.js";
import { type ConductorState, useConductor } from "./use-conductor.js";

export type Phase = "idle" | "running" | "pausing" | "paused" | "stopping" | "stopped" | "finished" | "failed";

/** What the view shows of a run. */
export interface RunState {
  readonly phase: Phase;
  readonly progress?: Progress;
  readonly underWay: readonly string[];
  readonly drawing?: { readonly drawn: number; readonly figures: number };
  /** Why it failed. */
  readonly message?: string;
}

export interface Run extends RunState {
  readonly conductor: Remote<Conductor> | undefined;
  readonly error: string | undefined;
  /** The last result; it stays while another run is under way. */
  readonly summary: Summary | undefined;
  /** Points of the live plots, by plot. */
  readonly points: ReadonlyMap<string, LivePoints>;
  /** Grows when points change. */
  readonly changes: { count: number };
  start(settings: Settings): void;
  pause(): void;
  goOn(): void;
  stop(): void;
  /** Anew with another worker, after an error. */
  recover(): void;
}

const under: Phase[] = ["running", "pausing", "stopping"];
export const isUnderWay = (phase: Phase): boolean => under.includes(phase);

/** One study's runs in this page. */
export function useRun(form: StudyForm): Run {
  const [state, setState] = useState<RunState>({ phase: "idle", underWay: [] });
  const [summary, setSummary] = useState<Summary>();
  const [attempt, setAttempt] = useState(0);
  const points = useRef<Map<string, LivePoints>>(undefined);
  points.current ??= new Map(Object.keys(form.live ?? {}).map((name) => [name, new LivePoints()]));
  const changes = useRef({ count: 0 });
  const { show, flush } = useNews(setState);
  const lastRun = useRef("");

  const tell = useCallback(
    (event: RunEvent) => {
      if (event.kind === "points") {
        for (const { plot, series, x, y } of event.points) points.current!.get(plot)?.add(series, event.job, x, y);
        changes.current.count++;
      } else if (event.kind === "jobs") {
        if (event.begun !== undefined) for (const plot of points.current!.values()) plot.drop(event.begun);
        show({ underWay: event.underWay });
      } else if (event.kind === "progress") show({ progress: event.progress });
      else show({ drawing: event });
    },
    [show],
  );
  const { conductor, error }: ConductorState = useConductor(form.name, attempt, tell);
  useFiguresOfScheme(conductor, summary, setSummary);

  return {
    ...state,
    phase: error === undefined ? state.phase : "failed",
    conductor,
    error,
    summary,
    points: points.current,
    changes: changes.current,
    start(settings) {
      if (!conductor || isUnderWay(state.phase)) return;
      const key = JSON.stringify({ ...settings, workers: "" });
      // What is kept of a run that was stopped stays in the plots; another run has plots of its own.
      if (key !== lastRun.current || state.phase === "finished") {
        for (const plot of points.current!.values()) plot.clear();
        changes.current.count++;
      }
      lastRun.current = key;
      setState({ phase: "running", underWay: [] });
      conductor.run(settings, schemeNow()).then(
        (outcome) => {
          flush();
          if (outcome.state === "finished") setSummary(outcome.summary);
          setState(({ progress }) => ({
            phase: outcome.state,
            underWay: [],
            ...(progress ? { progress } : {}),
            ...(outcome.state === "failed" ? { message: outcome.message } : {}),
          }));
        },
        (thrown: unknown) => setState({ phase: "failed", underWay: [], message: messageOf(thrown) }),
      );
    },
    pause() {
      setState((now) => ({ ...now, phase: "pausing" }));
      conductor?.pause();
    },
    goOn() {
      setState((now) => ({ ...now, phase: "running" }));
      conductor?.goOn();
    },
    stop() {
      setState((now) => ({ ...now, phase: "stopping" }));
      conductor?.stop();
    },
    recover() {
      setState({ phase: "idle", underWay: [] });
      setSummary(undefined);
      setAttempt((count) => count + 1);
    },
  };
}

type Change = (state: RunState) => RunState;

/** News come more often than pictures: what came since the last one is shown together, or at once by `flush`. */
function useNews(setState: (change: Change) => void): { show(news: Partial<RunState>): void; flush(): void } {
  const news = useRef<{ show(news: Partial<RunState>): void; flush(): void }>(undefined);
  const handle = useRef(0);
  useEffect(() => () => cancelAnimationFrame(handle.current), []);
  if (!news.current) {
    let waiting: Partial<RunState> | undefined;
    const flush = () => {
      cancelAnimationFrame(handle.current);
      const change = waiting;
      waiting = undefined;
      if (change) setState((state) => ({ ...state, ...change }));
    };
    const show = (more: Partial<RunState>) => {
      if (!waiting) handle.current = requestAnimationFrame(flush);
      waiting = { ...waiting, ...more };
    };
    news.current = { show, flush };
  }
  return news.current;
}

/** Draws the figures anew when the page's colours change; the old ones stay until then. */
function useFiguresOfScheme(
  conductor: Remote<Conductor> | undefined,
  summary: Summary | undefined,
  setSummary: (summary: Summary) => void,
): void {
  const scheme: Scheme = useColours().dark ? "dark" : "light";
  useEffect(() => {
    if (!conductor || !summary || summary.scheme === scheme) return;
    let live = true;
    conductor.figures(scheme).then(
      (figures) => live && setSummary({ ...summary, figures, scheme }),
      () => {}, // the figures in the other colours stay
    );
    return () => {
      live = false;
    };
  }, [conductor, summary, scheme, setSummary]);
}

function schemeNow(): Scheme {
  return currentColours().dark ? "dark" : "light";
}
