import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { Canvas, type Redraw } from "../../../ui/canvas.js";
import { Choice } from "../../../ui/choice.js";
import { Playground } from "../../../ui/playground.js";
import { Readings } from "../../../ui/readings.js";
import { Fields } from "../shared/fields.js";
import { Histogram } from "../shared/histogram.js";
import { Notices } from "../shared/notices.js";
import { useSettings } from "../shared/use-settings.js";
import { useSimulation } from "../shared/use-simulation.js";
import { INTERVAL_BINS, type NetworkFrame, places, RATE_BINS } from "./frame.js";
import { BINS_A_DECADE } from "./interval-counts.js";
import { NetworkNotes } from "./notes.js";
import { NetworkPicture, WALL } from "./picture.js";
import { readingsOf } from "./readings.js";
import { catalogue, type NetworkSettings, regimeOf, regimes } from "./settings.js";

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
  const pictures = usePictures(values);
  const simulation = useSimulation<NetworkSettings, NetworkFrame>({ startWorker, settings: values, ahead: WALL, ...pictures });
  const { picture } = pictures;
  const regime = regimeOf(values) ?? CUSTOM;
  const readings = readingsOf(simulation.shown, values, simulation.speed, simulation.rate.value);
  const blocked = !simulation.ready || simulation.error !== undefined;
  const inhibitory = (values.inhibition * values.weight).toPrecision(3);
  return (
    <Playground
      title="Spiking neurons: a network"
      lead="Excitatory and inhibitory cells, connected at random, keep each other firing. Turn inhibition down, cut the drive, connect them more densely: the network answers while you drag."
      running={simulation.running}
      onRunning={simulation.setRunning}
      onRestart={simulation.restart}
      rate={simulation.rate}
      error={simulation.error}
      notes={<NetworkNotes />}
      notices={<Notices notices={notices} />}
      stage={
        <figure class="panel picture">
          <Canvas
            label={`Scrolling raster of spikes, rates of both populations, and the voltage of cell ${values.cell}; the numbers below tell what they show.`}
            aspect={1.45}
            draw={picture.draw}
            redraw={pictures.redraw}
            onPoint={(_, y) => {
              const cell = picture.cellAt(y);
              if (cell !== undefined) change({ cell: Math.min(cell, values.size - 1) });
            }}
            gesture="click"
            least="460px"
          />
          <figcaption>Each mark is a spike. Click a row to see the voltage of that cell.</figcaption>
        </figure>
      }
      stays
      controls={
        <>
          <div class="buttons kick">
            <button type="button" disabled={blocked} onClick={() => simulation.kick(40)}>
              Kick a few
            </button>
            <button type="button" disabled={blocked} onClick={() => simulation.kick(1)}>
              Kick all
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
              inhibition: `Inhibitory over excitatory weight: an inhibitory synapse has ${inhibitory} g_L`,
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
      <section class="panel" aria-label="Measured">
        <Readings values={readings} />
      </section>
      <div class="pair">
        <figure class="panel picture">
          <Histogram
            label="Histogram of the intervals between the spikes of a cell, from 1 to 3000 ms"
            title="Intervals between spikes"
            axis="ms"
            shares={pictures.intervals}
            ticks={intervalTicks}
            redraw={pictures.redrawIntervals}
          />
        </figure>
        <figure class="panel picture">
          <Histogram
            label="Histogram of the firing rates of the cells"
            title="Rates of cells"
            axis="Hz"
            shares={pictures.rates}
            ticks={pictures.rateTicks}
            redraw={pictures.redrawRates}
          />
        </figure>
      </div>
    </Playground>
  );
}

/** The pictures, and what the simulation calls to fill them. */
function usePictures(values: NetworkSettings) {
  const picture = useMemo(() => new NetworkPicture(), []);
  const redraw = useRef<Redraw | null>(null);
  const redrawIntervals = useRef<Redraw | null>(null);
  const redrawRates = useRef<Redraw | null>(null);
  const intervals = useRef(new Float32Array(INTERVAL_BINS));
  const rates = useRef(new Float32Array(RATE_BINS));
  const highestRate = useRef(50);
  const excitatory = Math.round(0.8 * values.size);
  picture.speed = values.speed;
  picture.size = { excitatory, inhibitory: values.size - excitatory };
  useEffect(() => () => picture.dispose(), [picture]);
  const take = useCallback(
    (frame: NetworkFrame) => {
      picture.add(frame);
      const copy = (to: Float32Array, { offset, length }: { offset: number; length: number }) => {
        for (let i = 0; i < length; i++) to[i] = frame.data[offset + i]!;
      };
      copy(intervals.current, places.intervals);
      copy(rates.current, places.cellRates);
      highestRate.current = frame.statistics.highestRate;
    },
    [picture],
  );
  const draw = useCallback(() => redraw.current?.now(), []);
  const show = useCallback(() => {
    redrawIntervals.current?.now();
    redrawRates.current?.now();
  }, []);
  const rateTicks = useCallback(() => [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: String(at * highestRate.current) })), []);
  return { picture, redraw, redrawIntervals, redrawRates, intervals, rates, rateTicks, take, draw, show };
}
