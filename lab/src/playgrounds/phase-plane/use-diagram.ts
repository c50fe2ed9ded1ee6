import type { Remote } from "comlink";
import type { MorrisLecarParameters } from "microcircuit";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { compiledCore } from "../../core.js";
import { useWorker } from "../../ui/use-worker.js";
import type { DiagramApi } from "./diagram-worker.js";
import { latestWins } from "./latest-wins.js";
import type { Scene } from "./scene.js";

/** Time for which the worker goes on with the diagram before it looks for other wishes, ms. */
const SLICE = 25;

export interface DiagramOptions {
  readonly parameters: MorrisLecarParameters;
  readonly from: number;
  readonly to: number;
  readonly current: number;
  readonly scene: Scene;
  readonly start: () => Worker;
  /** The diagram has grown; `done`: to its end. */
  onDiagram(done: boolean): void;
  /** The cycles of the plane have changed. */
  onCycles(): void;
  onError(error: unknown): void;
}

/** Rest states and cycles over the current, found in a worker of their own so that the cell never waits. */
export function useDiagram(options: DiagramOptions): void {
  const { parameters, from, to, current, start } = options;
  const { remote, error } = useWorker<DiagramApi>(start);
  const latest = useRef(options);
  latest.current = options;
  const ready = useRef<Remote<DiagramApi> | undefined>(undefined);
  /** The parameters whose branches the worker has. */
  const begun = useRef<MorrisLecarParameters | undefined>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits for a worker that was ended would wait for ever
  const handle = useMemo(() => {
    const fail = (failure: unknown) => latest.current.onError(failure);
    const cycles = latestWins<undefined>(async () => {
      const [worker, { current: at, parameters: asked }] = [ready.current, latest.current];
      if (!worker || begun.current !== asked) return;
      const found = await worker.cyclesAt(at);
      if (ready.current !== worker || begun.current !== asked) return;
      latest.current.scene.cycles = found;
      latest.current.onCycles();
    }, fail);
    const diagram = latestWins<undefined>(async (_, stale) => {
      const [worker, { parameters: asked, from: low, to: high, scene }] = [ready.current, latest.current];
      if (!worker) return;
      begun.current = undefined;
      const { rests, marks } = await worker.begin({ parameters: asked, from: low, to: high });
      if (ready.current !== worker) return;
      begun.current = asked;
      scene.forgetRates();
      Object.assign(scene, { rests, marks, branches: [], law: undefined, cycles: [], from: low, to: high });
      latest.current.onDiagram(false);
      for (let done = false; !done && !stale() && ready.current === worker; ) {
        const part = await worker.more(SLICE);
        if (stale() || ready.current !== worker) return;
        for (const { branch, point } of part.points) {
          scene.branches[branch] ??= [];
          scene.branches[branch].push(point);
        }
        scene.marks = [...scene.marks, ...part.marks];
        scene.law = part.law;
        done = part.done;
        latest.current.onDiagram(done);
        cycles(undefined);
      }
    }, fail);
    return { diagram: () => diagram(undefined), cycles: () => cycles(undefined) };
  }, [remote]);

  useEffect(() => {
    if (!remote) return;
    let live = true;
    compiledCore()
      .then((module) => remote.open(module))
      .then(
        () => {
          if (!live) return;
          ready.current = remote;
          handle.diagram();
        },
        (failure: unknown) => live && latest.current.onError(failure),
      );
    return () => {
      live = false;
      ready.current = undefined;
    };
  }, [remote, handle]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the diagram is made from
  useEffect(() => handle.diagram(), [parameters, from, to, handle]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where its cycles are looked up
  useEffect(() => handle.cycles(), [current, handle]);
  useEffect(() => {
    if (error) latest.current.onError(error);
  }, [error]);
}
