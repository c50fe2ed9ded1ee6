import { useCallback, useMemo, useRef } from "preact/hooks";
import { Canvas, type Redraw } from "../../../ui/canvas.js";
import { type Columns, LinePlot, type LinePlotHandle, type Series } from "../../../ui/line-plot.js";
import { Playground } from "../../../ui/playground.js";
import { Readings } from "../../../ui/readings.js";
import { Fields } from "../shared/fields.js";
import { Notices } from "../shared/notices.js";
import { useSettings } from "../shared/use-settings.js";
import { useSimulation } from "../shared/use-simulation.js";
import { DENSITY_BINS, DENSITY_HIGH, DENSITY_LOW, places, type SingleFrame, voltageOf } from "./frame.js";
import { SingleNotes } from "./notes.js";
import { SinglePicture, WALL } from "./picture.js";
import { Comparison } from "./readings.js";
import { catalogue, type SingleSettings } from "./settings.js";

const startWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const address = { mode: "neuron" };

const rateSeries: readonly Series[] = [
  { label: "first correction", colour: 0 },
  { label: "white noise", colour: 3, dash: [6, 4] },
  { label: "effective time constant", colour: 4, dash: [2, 3] },
  { label: "simulation", colour: 1, mark: "points" },
];
const densitySeries: readonly Series[] = [
  { label: "first correction", colour: 0 },
  { label: "white noise", colour: 3, dash: [6, 4] },
  { label: "simulation", colour: 1, mark: "points" },
];
const rateAxis = { label: "Rate of excitatory input, per ms", range: [0, catalogue.excitatoryRate.max] } as const;
const firingAxis = { label: "Firing rate, Hz" } as const;
const voltageAxis = { label: "Voltage, mV", range: [DENSITY_LOW, DENSITY_HIGH] } as const;
const densityAxis = { label: "Density, 1/mV" } as const;
const noRates: Columns = [[], [], [], [], []];
const noDensities: Columns = [[], [], [], []];

export interface SingleViewProps {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** One neuron under noise, beside the theory of its rate. */
export function SingleView({ path, query }: SingleViewProps) {
  const { values, notices, change } = useSettings(path, query, catalogue, address);
  const pictures = usePictures(values);
  const simulation = useSimulation<SingleSettings, SingleFrame>({ startWorker, settings: values, ahead: WALL, ...pictures });
  const { measured, theory } = simulation.shown ?? {};
  const effect = (strength: number, distance: number) =>
    `Moves the voltage by about ${(strength * distance).toFixed(2)} mV at −55 mV`;
  return (
    <Playground
      title="Spiking neurons: one neuron"
      lead="A neuron integrates excitation and inhibition that arrive at random, and fires. Drag the input: the simulation's point moves along the curve that the theory draws, until the synapses get slow."
      running={simulation.running}
      onRunning={simulation.setRunning}
      onRestart={simulation.restart}
      rate={simulation.rate}
      error={simulation.error}
      notes={<SingleNotes />}
      controls={
        <>
          <div class="buttons kick">
            <button
              type="button"
              disabled={!simulation.ready || simulation.error !== undefined}
              onClick={() => simulation.kick(1)}
            >
              Kick
            </button>
          </div>
          <Fields
            catalogue={catalogue}
            names={[
              "excitatoryRate",
              "inhibitoryRate",
              "excitatoryStrength",
              "inhibitoryStrength",
              "excitatoryDecay",
              "inhibitoryDecay",
              "membrane",
              "current",
              "speed",
            ]}
            values={values}
            notes={{
              excitatoryStrength: effect(values.excitatoryStrength, 55),
              inhibitoryStrength: effect(values.inhibitoryStrength, -25),
            }}
            onValue={(name, value) => change({ [name]: value })}
          />
        </>
      }
    >
      <Notices notices={notices} />
      <figure class="panel picture">
        <Canvas
          label="Scrolling traces of the neuron's voltage, with its spikes, and of its excitatory and inhibitory conductance."
          aspect={2}
          draw={pictures.picture.draw}
          redraw={pictures.redraw}
          style={{ minHeight: "320px" }}
        />
      </figure>
      <section class="panel" aria-label="Simulation beside theory">
        <Comparison measured={measured} theory={theory} />
        <Readings
          values={{
            "Spikes counted": (measured?.spikes ?? 0).toLocaleString("en"),
            "Time of all copies": `${(measured?.seconds ?? 0).toFixed(0)} s`,
            "Effective time constant": theory ? `${theory.timeConstant.toFixed(1)} ms` : "–",
            "Equilibrium voltage": theory ? `${theory.equilibrium.toFixed(1)} mV` : "–",
            Speed: `${simulation.speed.toFixed(0)} of ${(1000 * values.speed).toFixed(0)} ms per s`,
            Pictures: `${simulation.rate.value.toFixed(0)} per s`,
          }}
        />
      </section>
      <div class="pair">
        <figure class="panel picture">
          <LinePlot
            label="Firing rate against the rate of excitatory input: three theories as lines, the simulation as a point"
            x={rateAxis}
            y={firingAxis}
            series={rateSeries}
            columns={noRates}
            handle={pictures.rates}
          />
        </figure>
        <figure class="panel picture">
          <LinePlot
            label="Distribution of the voltage: two theories as lines, the simulation as points"
            x={voltageAxis}
            y={densityAxis}
            series={densitySeries}
            columns={noDensities}
            handle={pictures.densities}
          />
        </figure>
      </div>
    </Playground>
  );
}

function usePictures(values: SingleSettings) {
  const picture = useMemo(() => new SinglePicture(), []);
  const redraw = useRef<Redraw | null>(null);
  const rates = useRef<LinePlotHandle | null>(null);
  const densities = useRef<LinePlotHandle | null>(null);
  picture.speed = values.speed;
  const take = useCallback((frame: SingleFrame) => picture.add(frame), [picture]);
  const draw = useCallback(() => redraw.current?.now(), []);
  const show = useCallback((frame: SingleFrame) => {
    rates.current?.setData(rateColumns(frame));
    densities.current?.setData(densityColumns(frame));
  }, []);
  return { picture, redraw, rates, densities, take, draw, show };
}

/** The curves, and the simulation's point on the input that they were computed for. */
function rateColumns({ theory, measured }: SingleFrame): Columns {
  const [inputs, ...curves] = theory.curves;
  const point = Array.from(inputs, (input) => (input === theory.input ? known(measured.rate) : null));
  return [inputs, ...curves.map((curve) => Array.from(curve, known)), point];
}

const voltages = Float64Array.from({ length: DENSITY_BINS }, (_, bin) => voltageOf(bin));

function densityColumns({ theory, data }: SingleFrame): Columns {
  const { offset } = places.density;
  const measured = Array.from(data.subarray(offset, offset + DENSITY_BINS), known);
  return [voltages, ...theory.densities.map((density) => Array.from(density, known)), measured];
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
