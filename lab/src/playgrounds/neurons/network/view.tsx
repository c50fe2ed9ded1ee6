import type { Remote } from "comlink";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { compiledCore } from "../../../core.js";
import { Canvas, type Redraw } from "../../../ui/canvas.js";
import { Choice } from "../../../ui/choice.js";
import { Playground } from "../../../ui/playground.js";
import { Readings } from "../../../ui/readings.js";
import { useFrames } from "../../../ui/use-frames.js";
import { messageOf, useWorker } from "../../../ui/use-worker.js";
import { Fields } from "../shared/fields.js";
import { Histogram } from "../shared/histogram.js";
import { Meter } from "../shared/meter.js";
import { Notices } from "../shared/notices.js";
import { startsByItself } from "../shared/starts.js";
import { useSettings } from "../shared/use-settings.js";
import { INTERVAL_BINS, type NetworkFrame, places, RATE_BINS } from "./frame.js";
import { BINS_A_DECADE } from "./interval-counts.js";
import { NetworkNotes } from "./notes.js";
import { NetworkPicture } from "./picture.js";
import { readingsOf } from "./readings.js";
import { catalogue, regimeOf, regimes } from "./settings.js";
import type { NetworkWorker } from "./worker.js";

const startWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const address = { mode: "network" };
const CUSTOM = "custom";
const regimeChoices = Object.entries(regimes).map(([value, { label }]) => ({ value, label }));
const intervalTicks = () =>
  [1, 10, 100, 1000].map((ms) => ({ at: (Math.log10(ms) * BINS_A_DECADE) / INTERVAL_BINS, text: String(ms) }));

export interface NetworkViewProps {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** A network of thousands of cells that runs while one turns its parameters. */
export function NetworkView({ path, query }: NetworkViewProps) {
  const { values, notices, change } = useSettings(path, query, catalogue, address);
  const { remote, error: workerError } = useWorker<NetworkWorker>(startWorker);
  const [ready, setReady] = useState(false);
  const [running, setRunning] = useState(startsByItself);
  const [error, setError] = useState<string>();
  const [shown, setShown] = useState<NetworkFrame>();
  const picture = useMemo(() => new NetworkPicture(), []);
  const redraw = useRef<Redraw | null>(null);
  const redrawIntervals = useRef<Redraw | null>(null);
  const redrawRates = useRef<Redraw | null>(null);
  const intervals = useRef(new Float32Array(INTERVAL_BINS));
  const cellRates = useRef(new Float32Array(RATE_BINS));
  const highestRate = useRef(50);
  const meter = useMemo(() => new Meter(performance.now()), []);
  const latest = useRef(values);
  const sent = useRef(values);
  const spare = useRef<Float32Array | undefined>(undefined);
  const lastShown = useRef(0);
  latest.current = values;
  picture.speed = values.speed;
  picture.size = { excitatory: Math.round(0.8 * values.size), inhibitory: values.size - Math.round(0.8 * values.size) };

  useEffect(() => () => picture.dispose(), [picture]);
  const fail = useCallback((reason: unknown) => {
    setRunning(false);
    setError(messageOf(reason));
  }, []);

  const step = useCallback(
    async (worker: Remote<NetworkWorker>, elapsed: number) => {
      const settings = latest.current === sent.current ? undefined : latest.current;
      sent.current = latest.current;
      const data = spare.current;
      spare.current = undefined;
      const pending = worker.advance(elapsed, settings, data);
      if (elapsed > 0) redraw.current?.now(); // of what came before, while the worker is at work
      const frame = await pending;
      picture.add(frame);
      copy(frame, intervals.current, cellRates.current);
      highestRate.current = frame.statistics.highestRate;
      spare.current = frame.data;
      const now = performance.now();
      meter.add(frame.duration, now);
      if (elapsed === 0) redraw.current?.now();
      if (now - lastShown.current < 250 && elapsed > 0) return;
      lastShown.current = now;
      redrawIntervals.current?.now();
      redrawRates.current?.now();
      setShown(frame);
    },
    [picture, meter],
  );

  useEffect(() => {
    if (!remote) return;
    let live = true;
    const start = async () => {
      sent.current = latest.current;
      await remote.start(await compiledCore(), sent.current);
      if (!live) return;
      setReady(true);
      await step(remote, 0);
    };
    start().catch((reason) => live && fail(reason));
    return () => {
      live = false;
      setReady(false);
    };
  }, [remote, step, fail]);

  const rate = useFrames(running && ready, (elapsed) => (remote ? step(remote, elapsed) : undefined), fail);
  const idle = ready && !running && error === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: new values are what asks for a picture while nothing runs
  useEffect(() => {
    if (idle && remote && latest.current !== sent.current) step(remote, 0).catch(fail);
  }, [values, idle, remote, step, fail]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: time begins to count when it runs
  useEffect(() => meter.restart(performance.now()), [running]);

  const restart = () => {
    if (!remote || !ready) return;
    setError(undefined);
    sent.current = latest.current;
    remote
      .restart(sent.current)
      .then(() => step(remote, 0))
      .catch(fail);
  };
  const kick = () => {
    remote?.kick().then(() => (running ? undefined : step(remote, 0)), fail);
  };
  const regime = regimeOf(values) ?? CUSTOM;
  const rateTicks = useCallback(() => [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: String(at * highestRate.current) })), []);
  const readings = readingsOf(shown, values, meter.value, rate.value);
  return (
    <Playground
      title="Spiking neurons: a network"
      lead="Excitatory and inhibitory cells, connected at random, keep each other firing. Turn inhibition down, cut the drive, connect them more densely: the network answers while you drag."
      running={running}
      onRunning={(next) => error === undefined && setRunning(next)}
      onRestart={restart}
      rate={rate}
      error={workerError ?? error}
      notes={<NetworkNotes />}
      controls={
        <>
          <div class="buttons" style={{ marginBottom: "14px" }}>
            <button type="button" disabled={!ready || error !== undefined} onClick={kick}>
              Kick: a brief stimulus
            </button>
          </div>
          <Choice
            label="Regime"
            value={regime}
            choices={regime === CUSTOM ? [...regimeChoices, { value: CUSTOM, label: "As set below" }] : regimeChoices}
            onValue={(name) => change(regimes[name]?.settings ?? {})}
          />
          <Fields
            catalogue={catalogue}
            names={["drive", "weight", "inhibition", "speed", "probability", "size", "cell"]}
            values={values}
            maxima={{ cell: values.size - 1 }}
            notes={{
              inhibition: `Inhibitory over excitatory weight: an inhibitory synapse has ${(values.inhibition * values.weight).toPrecision(3)} g_L`,
              probability: `${Math.round(values.probability * values.size)} synapses on a cell; makes the network anew`,
              size: "Four of five are excitatory; makes the network anew",
            }}
            onValue={(name, value) =>
              change(name === "size" ? { size: value, cell: Math.min(values.cell, value - 1) } : { [name]: value })
            }
          />
        </>
      }
    >
      <Notices notices={notices} />
      <figure class="panel picture">
        <Canvas
          label={`Raster of spikes, population rates, and the voltage of cell ${values.cell}, scrolling. ${Object.entries(
            readings,
          )
            .map(([name, value]) => `${name}: ${value}`)
            .slice(0, 4)
            .join("; ")}`}
          aspect={1.45}
          draw={picture.draw}
          redraw={redraw}
          onPoint={(_, y) => {
            const cell = picture.cellAt(y);
            if (cell !== undefined) change({ cell: Math.min(cell, values.size - 1) });
          }}
          style={{ minHeight: "460px" }}
        />
        <figcaption>Each mark is a spike. Click a row to see the voltage of that cell.</figcaption>
      </figure>
      <section class="panel" aria-label="Measured">
        <Readings values={readings} />
      </section>
      <div class="pair">
        <figure class="panel picture">
          <Histogram
            label="Histogram of the intervals between the spikes of a cell"
            title="Intervals between spikes"
            axis="ms"
            shares={intervals}
            ticks={intervalTicks}
            redraw={redrawIntervals}
          />
        </figure>
        <figure class="panel picture">
          <Histogram
            label="Histogram of the firing rates of the cells"
            title="Rates of cells"
            axis="Hz"
            shares={cellRates}
            ticks={rateTicks}
            redraw={redrawRates}
          />
        </figure>
      </div>
    </Playground>
  );
}

function copy({ data }: NetworkFrame, intervals: Float32Array, rates: Float32Array): void {
  for (let i = 0; i < INTERVAL_BINS; i++) intervals[i] = data[places.intervals.offset + i]!;
  for (let i = 0; i < RATE_BINS; i++) rates[i] = data[places.cellRates.offset + i]!;
}
