import type { Remote } from "comlink";
import type { MorrisLecarParameters } from "microcircuit";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { compiledCore } from "../../core.js";
import { useWorker } from "../../ui/use-worker.js";
import { latestWins } from "./latest-wins.js";
import { STEP } from "./motion.js";
import type { MotionApi } from "./motion-worker.js";
import type { Scene } from "./scene.js";
import type { Settings } from "./settings.js";

/** States shown over the time that is seen. */
const SHOWN = 2000;
/** Of the reader's time, s: what the trace shows. */
const SEEN = 3;

export interface MotionOptions {
  readonly settings: Settings;
  readonly parameters: MorrisLecarParameters;
  readonly scene: Scene;
  /** Whether frames come, which take changes with them. */
  readonly running: boolean;
  /** Starts the worker; another function starts another one. */
  readonly start: () => Worker;
  /** The cell has moved; `plane`: what it moves in has changed as well. */
  onMoved(plane: boolean): void;
  onError(error: unknown): void;
}

export interface MotionHandle {
  /** Goes on by `elapsed` ms of the reader's time. */
  advance(elapsed: number): Promise<void>;
  /** Asks for a picture while the cell stands still; of several wishes at once the last counts. */
  refresh(): void;
  /** The cell goes on from here. */
  place(voltage: number, recovery: number): void;
}

/** The cell in its worker. */
export function useMotion(options: MotionOptions): MotionHandle {
  const { settings, parameters, scene, start } = options;
  const { remote, error } = useWorker<MotionApi>(start);
  const latest = useRef(options);
  latest.current = options;
  const ready = useRef<Remote<MotionApi> | undefined>(undefined);
  const state = useRef<readonly [number, number] | undefined>(undefined);
  /** What the plane that is shown was made from. */
  const shown = useRef<{ parameters?: MorrisLecarParameters; current?: number }>({});
  const known = useRef(parameters);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits for a worker that was ended would wait for ever
  const handle = useMemo(() => {
    const advance = async (elapsed: number) => {
      const worker = ready.current;
      if (!worker) return;
      const { settings: now, parameters: asked, scene: at } = latest.current;
      at.span = SEEN * now.speed;
      const placed = state.current;
      state.current = undefined;
      const stale = shown.current.parameters !== asked || shown.current.current !== now.current;
      if (stale) shown.current = { parameters: asked, current: now.current };
      const reply = await worker.step({
        duration: (elapsed / 1000) * now.speed,
        current: now.current,
        every: Math.max(1, Math.round(at.span / SHOWN / STEP)),
        ...(placed && { state: placed }),
        ...(stale && { window: at.window }),
      });
      if (ready.current !== worker) return;
      const { times, voltages, recoveries, spikes, plane } = reply;
      if (placed) {
        at.trace.lift(times[0] ?? reply.time);
        at.forgetSpikes();
      }
      for (let i = 0; i < times.length; i++) at.trace.push(times[i]!, voltages[i]!, recoveries[i]!, now.current);
      [at.time, at.voltage, at.recovery] = [reply.time, reply.voltage, reply.recovery];
      for (const spike of spikes) at.spike(spike, now.current);
      at.measureRate();
      if (plane) at.plane = plane;
      latest.current.onMoved(plane !== undefined);
    };
    const refresh = latestWins(
      () => advance(0),
      (failure) => latest.current.onError(failure),
    );
    const place = (voltage: number, recovery: number) => {
      if (Number.isFinite(voltage) && Number.isFinite(recovery)) state.current = [voltage, recovery];
    };
    return { advance, refresh: () => refresh(undefined), place };
  }, [remote]);

  useEffect(() => {
    if (!remote) return;
    let live = true;
    shown.current = {};
    const open = async () => {
      const module = await compiledCore();
      const asked = latest.current.parameters;
      await remote.open(module, asked, latest.current.settings.start);
      known.current = latest.current.parameters; // they may have changed meanwhile
      if (known.current !== asked) await remote.configure(known.current);
      if (!live) return;
      ready.current = remote;
      handle.refresh();
    };
    open().catch((failure: unknown) => live && latest.current.onError(failure));
    return () => {
      live = false;
      ready.current = undefined;
    };
  }, [remote, handle]);

  useEffect(() => {
    if (known.current === parameters || !ready.current) return;
    known.current = parameters;
    ready.current.configure(parameters).catch((failure: unknown) => latest.current.onError(failure));
  }, [parameters]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the plane is made from
  useEffect(() => {
    if (!latest.current.running) handle.refresh();
  }, [settings.current, parameters, scene, handle]);

  useEffect(() => {
    if (error) latest.current.onError(error);
  }, [error]);
  return handle;
}
