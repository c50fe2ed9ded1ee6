import type { Remote } from "comlink";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { compiledCore } from "../../../core.js";
import { type FrameRate, useFrames } from "../../../ui/use-frames.js";
import { messageOf, useWorker } from "../../../ui/use-worker.js";
import { Meter } from "./meter.js";
import { startsByItself } from "./starts.js";

/** What happened since the last frame. */
export interface Frame {
  /** Of which simulated, ms. */
  readonly duration: number;
  /** Goes back with the next request, to be written anew. */
  readonly data: Float32Array;
}

/** What a worker offers. */
export interface SimulationApi<Settings, F extends Frame> {
  start(module: WebAssembly.Module, settings: Settings): Promise<void>;
  restart(settings: Settings): void;
  /** A brief stimulus to one of so many cells. */
  kick(oneOf: number): void;
  /** `elapsed`: wall time to simulate for, ms; `budget`: wall time it may take; `settings` if they changed; `data` of a frame that was drawn. */
  advance(elapsed: number, budget: number, settings?: Settings, data?: Float32Array): F;
}

export interface SimulationOptions<Settings, F extends Frame> {
  /** The same function at every rendering, as are `take`, `draw` and `show`. */
  readonly startWorker: () => Worker;
  readonly settings: Settings;
  /** Wall time that the pictures cover at the speed that is set, ms: simulated at the start, so that there is something to see. */
  readonly ahead: number;
  /** Takes in a frame. */
  take(frame: F): void;
  /** Draws all that was taken in, for every picture. */
  draw(): void;
  /** Draws what is read rather than watched, a few times in a second. */
  show(frame: F): void;
}

export interface Simulation<F> {
  readonly ready: boolean;
  readonly running: boolean;
  readonly error?: string | undefined;
  readonly rate: FrameRate;
  /** Simulated ms per wall second. */
  readonly speed: number;
  /** The frame that was shown last. */
  readonly shown?: F | undefined;
  setRunning(running: boolean): void;
  restart(): void;
  kick(oneOf: number): void;
}

/** Wall time in the worker for a picture, ms. */
const BUDGET = 10;
/** What is simulated at the start comes in so many pieces. */
const PIECES = 8;
/** Between two looks at what is read, ms. */
const PAUSE = 250;

/** Drives a simulation in a worker at the pace of the display. Settings reach it with the next picture, or at once while it is paused. */
export function useSimulation<Settings, F extends Frame>(options: SimulationOptions<Settings, F>): Simulation<F> {
  const { startWorker, settings, take, draw, show, ahead } = options;
  const worker = useWorker<SimulationApi<Settings, F>>(startWorker);
  const [ready, setReady] = useState(false);
  const [running, setRunning] = useState(startsByItself);
  const [error, setError] = useState<string>();
  const [attempt, setAttempt] = useState(0); // to start
  const [shown, setShown] = useState<F>();
  const meter = useMemo(() => new Meter(performance.now()), []);
  const latest = useRef(settings);
  const sent = useRef(settings);
  const spare = useRef<Float32Array | undefined>(undefined);
  const lastShown = useRef(0);
  latest.current = settings;
  const remote = worker.remote as Remote<SimulationApi<unknown, Frame>> | undefined;

  const fail = useCallback((reason: unknown) => {
    setRunning(false);
    setError(messageOf(reason));
  }, []);

  /** A picture's worth; `still`: drawn at once, as no other picture follows. */
  const step = useCallback(
    async (to: NonNullable<typeof remote>, elapsed: number, budget: number, still: boolean) => {
      const changed = latest.current === sent.current ? undefined : latest.current;
      sent.current = latest.current;
      const data = spare.current;
      spare.current = undefined;
      const pending = to.advance(elapsed, budget, changed, data);
      if (!still) draw(); // what came before, while the worker is at work
      const frame = (await pending) as F;
      take(frame);
      spare.current = frame.data;
      const now = performance.now();
      meter.add(frame.duration, now);
      if (still) draw();
      if (!still && now - lastShown.current < PAUSE) return;
      lastShown.current = now;
      show(frame);
      setShown(frame);
    },
    [take, draw, show, meter],
  );
  const fill = useCallback(
    async (to: NonNullable<typeof remote>) => {
      for (let piece = 0; piece < PIECES; piece++) {
        await step(to, ahead / PIECES, Number.POSITIVE_INFINITY, piece === PIECES - 1);
      }
    },
    [ahead, step],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt starts it again
  useEffect(() => {
    if (!remote) return;
    let live = true;
    const start = async () => {
      sent.current = latest.current;
      await remote.start(await compiledCore(), sent.current);
      if (live) await fill(remote);
      if (live) setReady(true);
    };
    start().catch((reason) => live && fail(reason));
    return () => {
      live = false;
      setReady(false);
    };
  }, [remote, fill, fail, attempt]);

  const rate = useFrames(running && ready, (elapsed) => (remote ? step(remote, elapsed, BUDGET, false) : undefined), fail);
  const idle = ready && !running && error === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: new settings are what asks for a picture while nothing runs
  useEffect(() => {
    if (idle && remote && latest.current !== sent.current) step(remote, 0, BUDGET, true).catch(fail);
  }, [settings, idle, remote, step, fail]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: time begins to count when it runs
  useEffect(() => meter.restart(performance.now()), [running]);

  return {
    ready,
    running,
    error: worker.error ?? error,
    rate,
    speed: meter.value,
    shown,
    setRunning: (next) => setRunning(next && error === undefined),
    restart: () => {
      if (!remote) return;
      setError(undefined);
      if (!ready) {
        setAttempt(attempt + 1);
        return;
      }
      sent.current = latest.current;
      remote
        .restart(sent.current)
        .then(() => fill(remote))
        .catch(fail);
    },
    kick: (oneOf) => {
      if (!remote || !ready) return;
      remote
        .kick(oneOf)
        .then(() => (running ? undefined : step(remote, 0, BUDGET, true)))
        .catch(fail);
    },
  };
}
