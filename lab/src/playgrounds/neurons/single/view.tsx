import { useCallback, useMemo, useRef } from "preact/hooks";
import { Canvas, type Redraw } from "../../../ui/canvas.js";
import { Playground } from "../../../ui/playground.js";
import { Readings } from "../../../ui/readings.js";
import { Chart, type ChartData, type ChartSeries } from "../shared/chart.js";
import { Fields } from "../shared/fields.js";
import { Notices } from "../shared/notices.js";
import { useSettings } from "../shared/use-settings.js";
import { useSimulation } from "../shared/use-simulation.js";
import { DENSITY_BINS, DENSITY_HIGH, places, type SingleFrame, voltageOf } from "./frame.js";
import { SingleNotes } from "./notes.js";
import { SinglePicture, WALL } from "./picture.js";
import { Comparison } from "./readings.js";
import { catalogue, type SingleSettings } from "./settings.js";

const startWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const address = { mode: "neuron" };

const corrected = { name: "first correction", colour: 0 } as const;
const white = { name: "white noise", colour: 3, dash: [6, 4] } as const;
const effective = { name: "effective τ", colour: 6, width: 4 } as const;
const curveSeries: readonly ChartSeries[] = [effective, white, corrected];
const densitySeries: readonly ChartSeries[] = [white, corrected, { name: "simulation", colour: 1, mark: "points" }];
const inputAxis = {
  axis: "Rate of excitatory input, per ms",
  range: [0, catalogue.excitatoryRate.max],
  ticks: [0, 2, 4, 6, 8, 10, 12],
} as const;
/** Curves over the rate of excitatory input. */
const curves = [
  { what: "Firing rate", title: "Firing rate, Hz", least: 20, names: "left", data: "rates", redraw: "redrawRates" },
  {
    what: "Coefficient of variation of the intervals",
    title: "CV of intervals between spikes",
    least: 1,
    names: "right",
    data: "variations",
    redraw: "redrawVariations",
  },
] as const;
const voltageAxis = { axis: "Voltage, mV", range: [-70, DENSITY_HIGH], ticks: [-70, -65, -60, -55, -50] } as const;
const voltages = Float64Array.from({ length: DENSITY_BINS }, (_, bin) => voltageOf(bin));

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
  const { min, max } = catalogue.excitatoryRate;
  const pick = (rate: number) => change({ excitatoryRate: Math.min(max, Math.max(min, Number(rate.toFixed(1)))) });
  const effect = (strength: number, distance: number) => `Moves the voltage by about ${signed(strength * distance)} mV at −55 mV`;
  return (
    <Playground
      title="Spiking neurons: one neuron"
      lead="A neuron integrates excitation and inhibition that arrive at random, and fires. Drag the input, or the point in the chart: the simulation moves along the curve that the theory draws, until the synapses get slow."
      running={simulation.running}
      onRunning={simulation.setRunning}
      onRestart={simulation.restart}
      rate={simulation.rate}
      error={simulation.error}
      notes={<SingleNotes />}
      notices={<Notices notices={notices} />}
      stage={
        <figure class="panel picture">
          <Canvas
            label="Scrolling traces of the neuron's voltage, with its spikes, and of its excitatory and inhibitory conductance."
            aspect={2}
            draw={pictures.picture.draw}
            redraw={pictures.redraw}
            least="320px"
          />
        </figure>
      }
      stays
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
      <section class="panel" aria-label="Simulation beside theory">
        <Comparison measured={measured} theory={theory} />
        <Readings
          values={{
            "Spikes counted": (measured?.spikes ?? 0).toLocaleString("en"),
            "Time of all copies": `${(measured?.seconds ?? 0).toFixed(0)} s`,
            "Effective time constant": theory ? `${theory.timeConstant.toFixed(1)} ms` : "–",
            "Equilibrium voltage": theory ? `${signed(theory.equilibrium)} mV` : "–",
            Speed: `${simulation.speed.toFixed(0)} of ${(1000 * values.speed).toFixed(0)} ms per s`,
            Pictures: `${simulation.rate.value.toFixed(0)} per s`,
          }}
        />
      </section>
      <div class="charts">
        {curves.map(({ what, title, least, names, data, redraw }) => (
          <figure class="panel picture" key={data}>
            <Chart
              label={`${what} against the rate of excitatory input: three theories as lines, the simulation as a point`}
              title={title}
              {...inputAxis}
              least={least}
              series={curveSeries}
              pointName="simulation"
              names={names}
              data={pictures[data]}
              redraw={pictures[redraw]}
              onPick={pick}
            />
          </figure>
        ))}
        <figure class="panel picture">
          <Chart
            label="Distribution of the voltage: two theories as lines, the simulation as points"
            title="Distribution of the voltage, 1/mV"
            {...voltageAxis}
            least={0.1}
            series={densitySeries}
            names="left"
            data={pictures.densities}
            redraw={pictures.redrawDensities}
          />
        </figure>
      </div>
    </Playground>
  );
}

function signed(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

const nothing: ChartData = { x: [], values: [] };

function usePictures(values: SingleSettings) {
  const picture = useMemo(() => new SinglePicture(), []);
  const redraw = useRef<Redraw | null>(null);
  const redrawRates = useRef<Redraw | null>(null);
  const redrawVariations = useRef<Redraw | null>(null);
  const redrawDensities = useRef<Redraw | null>(null);
  const rates = useRef(nothing);
  const variations = useRef(nothing);
  const densities = useRef(nothing);
  picture.speed = values.speed;
  const take = useCallback((frame: SingleFrame) => picture.add(frame), [picture]);
  const draw = useCallback(() => redraw.current?.now(), []);
  const show = useCallback(({ theory, measured, data }: SingleFrame) => {
    const { inputs: x, rates: rateCurves, variations: variationCurves } = theory.curves;
    const ordered = <T,>([first, second, third]: readonly [T, T, T]) => [third, second, first];
    const { rate, variation, standardError, spikes } = measured;
    rates.current = { x, values: ordered(rateCurves), point: { x: theory.input, y: rate, error: 2 * standardError } };
    // The standard error of a CV c of n gamma-distributed intervals is c sqrt((1 + c^2)/(2n)).
    const error = 2 * variation * Math.sqrt((1 + variation ** 2) / (2 * Math.max(1, spikes)));
    variations.current = { x, values: ordered(variationCurves), point: { x: theory.input, y: variation, error } };
    const { offset } = places.density;
    const [correctedDensity, whiteDensity] = theory.densities;
    const counted = data.slice(offset, offset + DENSITY_BINS);
    densities.current = { x: voltages, values: [whiteDensity, correctedDensity, counted].map(inSight) };
    for (const chart of [redrawRates, redrawVariations, redrawDensities]) chart.current?.now();
  }, []);
  return { picture, redraw, redrawRates, redrawVariations, redrawDensities, rates, variations, densities, take, draw, show };
}

/** Densities within the axis. */
function inSight(density: ArrayLike<number>): Float64Array {
  return Float64Array.from(density, (value, bin) => (voltageOf(bin) < voltageAxis.range[0] ? Number.NaN : value));
}
