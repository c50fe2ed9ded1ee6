import type { Remote } from "comlink";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { compiledCore } from "../../core.js";
import type { Redraw } from "../../ui/canvas.js";
import { type FrameRate, useFrames } from "../../ui/use-frames.js";
import { messageOf, useWorker } from "../../ui/use-worker.js";
import type { Curve } from "./curve.js";
import type { Picture } from "./pictures-of.js";
import type { Scene } from "./scene.js";
import type { Settings } from "./settings.js";
import { iterationCost, type SideName } from "./setup.js";
import type { SideSnapshot } from "./side.js";
import type { TrainingRemote } from "./worker.js";

/** ms of training between two pictures. */
const SLICE = 15;
/** ms between two looks at numbers and curves: faster ones cannot be read. */
const READ = 250;

/** One side as the page knows it. */
export interface SideView {
  readonly name: SideName;
  snapshot: SideSnapshot | undefined;
  curve: Curve | undefined;
  picture: Picture | undefined;
  /** What it was started with. */
  started: string;
  busy: Promise<void> | undefined;
}

/** The same object throughout; what is in it changes. */
export interface Sides {
  readonly evolution: SideView;
  readonly gradient: SideView;
  /** Filled by the pictures. */
  readonly redraws: Readonly<Record<SideName, { current: Redraw | null }>>;
}

export interface Training {
  readonly sides: Sides;
  readonly scene: Scene | undefined;
  readonly error: string | undefined;
  readonly rate: FrameRate;
  readonly ended: boolean;
  /** Both from the start. After an error workers may be of no use any more: then the whole is to be made anew. */
  restart(): void;
}

const common = ({ task, landscape, seed, budget }: Settings) => [task, landscape, seed, budget];

/** All that a side's bits depend on. */
export function keyOf(side: SideName, settings: Settings): string {
  const { strategy, population, sigma, strategyOptimiser, strategyRate, gradient, window, optimiser, rate } = settings;
  const own =
    side === "evolution" ? [strategy, population, sigma, strategyOptimiser, strategyRate] : [gradient, window, optimiser, rate];
  return JSON.stringify([...common(settings), ...own]);
}

/** What a scene is of; what is smoothed with another sigma may stay until the new one is there. */
const sceneKey = ({ task, landscape, seed }: Settings) =>
  JSON.stringify(task === "cell" ? [task, seed] : task === "function" ? [task, landscape] : [task]);

interface Wanted {
  readonly settings: Settings;
  /** How often everything was started anew. */
  readonly anew: number;
}

const wantedOf = (side: SideName, { settings, anew }: Wanted): string => `${anew} ${keyOf(side, settings)}`;

const newSide = (name: SideName): SideView => ({
  name,
  snapshot: undefined,
  curve: undefined,
  picture: undefined,
  started: "",
  busy: undefined,
});

/** Both trainers in workers of their own, and what they have to show. A change of a side's settings starts that side anew, which catches up with the other. */
export function useTraining(settings: Settings, running: boolean, onEnd: () => void): Training {
  const [error, setError] = useState<string>();
  const [anew, setAnew] = useState(0);
  const [scene, setScene] = useState<{ readonly key: string; readonly scene: Scene }>();
  const [, setReading] = useState(0);
  const workers = {
    evolution: useWorker<TrainingRemote>(makeWorker),
    gradient: useWorker<TrainingRemote>(makeWorker),
    scenes: useWorker<TrainingRemote>(makeWorker),
  };
  const sides = useRef<Sides>({
    evolution: newSide("evolution"),
    gradient: newSide("gradient"),
    redraws: { evolution: { current: null }, gradient: { current: null } },
  }).current;
  const latest = useRef({ settings, workers, onEnd, anew, running });
  latest.current = { settings, workers, onEnd, anew, running };
  const allowance = useRef(0);
  const lastReading = useRef(0);

  const read = useCallback(() => {
    lastReading.current = performance.now();
    setReading((n) => n + 1);
  }, []);

  /** Starts a side where its settings are others now; otherwise trains it for a slice. One call at a time. */
  const pump = useCallback(
    (side: SideView, train: boolean): Promise<void> => {
      side.busy ??= (async () => {
        const { remote } = latest.current.workers[side.name];
        if (!remote) return;
        const key = wantedOf(side.name, latest.current);
        if (key !== side.started) await begin(side, key, remote, latest.current.settings);
        else if (train) take(side, key, await remote.advance(SLICE, allowance.current));
        else return;
        sides.redraws[side.name].current?.now();
        if (!latest.current.running) read(); // what was under way when it was paused
      })().finally(() => {
        side.busy = undefined;
      });
      return side.busy;
    },
    [sides, read],
  );

  const fail = useCallback((failure: unknown) => setError(messageOf(failure)), []);

  // Settings that change while nothing runs show their start at once; while it runs the next picture sees to it.
  const evolutionKey = keyOf("evolution", settings);
  const gradientKey = keyOf("gradient", settings);
  const shared = JSON.stringify(common(settings));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the settings
  useEffect(() => {
    allowance.current = 0;
    for (const side of [sides.evolution, sides.gradient]) Object.assign(side, newSide(side.name), { busy: side.busy });
    read();
  }, [shared]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the settings
  useEffect(() => {
    let live = true;
    setError(undefined);
    const show = async (side: SideView) => {
      // What is under way may be of the settings before.
      while (live && side.started !== wantedOf(side.name, latest.current) && latest.current.workers[side.name].remote)
        await pump(side, false);
      if (live) read();
    };
    Promise.all([show(sides.evolution), show(sides.gradient)]).catch((failure) => live && fail(failure));
    return () => {
      live = false;
    };
  }, [evolutionKey, gradientKey, anew, workers.evolution.remote, workers.gradient.remote]);

  const wanted = sceneKey(settings);
  const smoothing = settings.task === "cell" ? settings.sigma : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the settings
  useEffect(() => {
    const { remote } = workers.scenes;
    if (!remote) return;
    let live = true;
    compiledCore()
      .then(async (module): Promise<Scene | undefined> => (live ? await remote.scene(module, settings) : undefined))
      .then((made) => live && made && setScene({ key: wanted, scene: made }))
      .catch((failure) => live && fail(failure));
    return () => {
      live = false;
    };
  }, [wanted, smoothing, workers.scenes.remote]);

  const ended = sides.evolution.snapshot?.finished !== undefined && sides.gradient.snapshot?.finished !== undefined;
  const rate = useFrames(
    running && error === undefined,
    async (elapsed) => {
      const both = [sides.evolution, sides.gradient];
      allow(allowance, both, latest.current.settings, elapsed);
      const pumps = both.filter((side) => !isIdle(side, allowance.current, latest.current)).map((side) => pump(side, true));
      if (pumps.length > 0) await Promise.race(pumps);
      if (performance.now() - lastReading.current >= READ) read();
      if (both.every((side) => side.snapshot?.finished !== undefined && isIdle(side, 0, latest.current))) {
        read();
        latest.current.onEnd();
      }
    },
    fail,
  );

  const restart = () => {
    allowance.current = 0;
    setAnew((n) => n + 1);
    for (const side of [sides.evolution, sides.gradient]) Object.assign(side, newSide(side.name), { busy: side.busy });
    read();
  };
  const broken = workers.evolution.error ?? workers.gradient.error ?? workers.scenes.error;
  return { sides, scene: scene?.key === wanted ? scene.scene : undefined, error: error ?? broken, rate, ended, restart };
}

const makeWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

async function begin(side: SideView, key: string, remote: Remote<TrainingRemote>, settings: Settings): Promise<void> {
  Object.assign(side, { ...newSide(side.name), started: key, busy: side.busy }); // also where it fails: the same settings would fail again
  const snapshot = await remote.start(await compiledCore(), side.name, settings);
  take(side, key, snapshot);
}

/** News of a side, unless it has been reset in the meantime. */
function take(side: SideView, key: string, snapshot: SideSnapshot): void {
  if (side.started !== key) return;
  side.snapshot = snapshot;
  if (snapshot.curve) side.curve = snapshot.curve;
  if (snapshot.picture) side.picture = snapshot.picture;
}

/** More evaluations for both as time goes by; no more than the slower one can use soon, so that neither falls behind the other. */
function allow(allowance: { current: number }, sides: readonly SideView[], settings: Settings, elapsed: number): void {
  if (settings.pace === "machine") {
    allowance.current = Number.POSITIVE_INFINITY;
    return;
  }
  const going = sides.filter(({ snapshot }) => snapshot && !snapshot.finished);
  if (going.length === 0) return;
  const slowest = Math.min(...going.map(({ name, snapshot }) => snapshot!.evaluations + iterationCost(name, settings)));
  const before = Number.isFinite(allowance.current)
    ? allowance.current
    : Math.max(...going.map(({ snapshot }) => snapshot!.evaluations));
  allowance.current = Math.max(before, Math.min(before + (settings.speed * elapsed) / 1000, slowest + 0.2 * settings.speed));
}

/** Whether a side has nothing to do now. */
function isIdle(side: SideView, allowance: number, wanted: Wanted): boolean {
  const { settings } = wanted;
  if (side.started !== wantedOf(side.name, wanted) || !side.snapshot) return false;
  if (side.snapshot.finished !== undefined) return true;
  const next = side.snapshot.evaluations + iterationCost(side.name, settings);
  return next > allowance && next <= settings.budget;
}
