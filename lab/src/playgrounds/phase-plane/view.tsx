import type { MorrisLecarSet } from "microcircuit";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { keepInAddress } from "../../router.js";
import { Canvas, type Draw, type Redraw } from "../../ui/canvas.js";
import { Choice } from "../../ui/choice.js";
import { Playground } from "../../ui/playground.js";
import { useFrames } from "../../ui/use-frames.js";
import { messageOf } from "../../ui/use-worker.js";
import type { ViewProps } from "../../views.js";
import { CurrentPanel } from "./current-panel.js";
import { DiagramPictures } from "./diagram-pictures.js";
import { drawVoltage } from "./draw-voltage.js";
import { FactReadings, FactTable, factsOf, noFacts } from "./facts.js";
import { Notes } from "./notes.js";
import { ParameterFields, SpeedField } from "./parameter-fields.js";
import { PlanePicture } from "./plane-picture.js";
import "./phase-plane.css";
import { presetNames, presets } from "./presets.js";
import { type Regime, regimeAt, regimesOf } from "./regimes.js";
import { Scene } from "./scene.js";
import { parametersOf, queryOf, readSettings, type Settings, settingsOf } from "./settings.js";
import { useDiagram } from "./use-diagram.js";
import { useMotion } from "./use-motion.js";

const startMotion = () => new Worker(new URL("./motion-worker.ts", import.meta.url), { type: "module" });
const startDiagram = () => new Worker(new URL("./diagram-worker.ts", import.meta.url), { type: "module" });

/** Between two readings, ms. */
const READ_EVERY = 200;
/** Time for which the current rises or falls through all that is shown, ms. */
const SWEEP = 30_000;
/** Of the buttons that push the potential, mV. */
const KICK = 20;

const choices = presetNames.map((value) => ({ value, label: presets[value].label }));

function windowOf(set: MorrisLecarSet) {
  const { voltages, recoveries } = presets[set];
  return { voltages, recoveries };
}

/** Phase plane of the Morris-Lecar neuron. */
export default function PhasePlaneView({ name, query }: ViewProps) {
  const [{ settings, notices }, setRead] = useState(() => readSettings(query));
  const [running, setRunning] = useState(() => !matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [sweep, setSweep] = useState<0 | 1 | -1>(0);
  const [error, setError] = useState<string>();
  const [facts, setFacts] = useState(noFacts);
  const [regimes, setRegimes] = useState<readonly Regime[]>();
  const [generation, setGeneration] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another generation starts other workers
  const starts = useMemo(() => ({ motion: () => startMotion(), diagram: () => startDiagram() }), [generation]);
  const [scene] = useState(() => new Scene(windowOf(settings.set)));
  const { set, own, current, from, to } = settings;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parameters depend on these alone
  const parameters = useMemo(() => parametersOf(settings), [set, own]);
  scene.current = current;

  const change = (part: Partial<Settings>) => setRead((now) => ({ settings: { ...now.settings, ...part }, notices: [] }));
  const setCurrent = (next: number) => {
    setSweep(0);
    change({ current: next });
  };
  const choose = (next: MorrisLecarSet) => {
    const chosen = settingsOf(next);
    setSweep(0);
    setRead({ settings: chosen, notices: [] });
    place(chosen.start[0], chosen.start[1]);
    scene.trace.clear();
  };

  // a link that is followed while the view is open
  const asked = useRef(query);
  useEffect(() => {
    if (asked.current === query) return;
    asked.current = query;
    setRead(readSettings(query));
  }, [query]);
  useEffect(() => {
    const timer = setTimeout(() => keepInAddress(`play/${name}`, queryOf(settings)), 300);
    return () => clearTimeout(timer);
  }, [name, settings]);
  useEffect(() => {
    scene.window = windowOf(set);
    scene.leastRates = presets[set].rates;
  }, [scene, set]);

  const pictures = useRef({
    plane: { current: null as Redraw | null },
    motion: { current: null as Redraw | null },
    voltage: { current: null as Redraw | null },
    diagram: { current: null as Redraw | null },
    diagramNow: { current: null as Redraw | null },
    rates: { current: null as Redraw | null },
    rateNow: { current: null as Redraw | null },
  }).current;
  const drawTrace = useMemo<Draw>(
    () =>
      (...to) =>
        drawVoltage(scene, ...to),
    [scene],
  );

  const drawn = useRef({ cycles: scene.cycles, rate: Number.NaN, current: Number.NaN }).current;
  const read = useRef(0);
  const tell = () => {
    const now = performance.now();
    if (now - read.current < READ_EVERY) return;
    read.current = now;
    setFacts(factsOf(scene));
  };
  const fail = (failure: unknown) => {
    setError(messageOf(failure));
    setRunning(false);
    setSweep(0);
  };
  const drawDiagrams = () => {
    pictures.diagram.current?.now();
    pictures.rates.current?.now();
  };

  const motion = useMotion({
    settings,
    parameters,
    scene,
    running,
    start: starts.motion,
    onMoved(plane) {
      if (plane || drawn.cycles !== scene.cycles) {
        drawn.cycles = scene.cycles;
        pictures.plane.current?.now();
      }
      pictures.motion.current?.now();
      pictures.voltage.current?.now();
      pictures.diagramNow.current?.now();
      if (drawn.rate !== scene.rate || drawn.current !== scene.current) {
        [drawn.rate, drawn.current] = [scene.rate, scene.current];
        pictures.rateNow.current?.now();
      }
      if (running) tell();
      else setFacts(factsOf(scene));
    },
    onError: fail,
  });
  useDiagram({
    parameters,
    from,
    to,
    current,
    scene,
    start: starts.diagram,
    onDiagram(done) {
      drawDiagrams();
      setRegimes(done ? regimesOf(from, to, scene.marks, scene.rests, scene.branches) : undefined);
    },
    onCycles() {
      if (running) return; // with the next frame
      pictures.plane.current?.now();
      setFacts(factsOf(scene));
    },
    onError: fail,
  });

  const place = (voltage: number, recovery: number) => {
    motion.place(voltage, recovery);
    if (!running) motion.refresh();
  };
  const restart = () => {
    scene.trace.clear();
    if (error) {
      setError(undefined);
      setGeneration((last) => last + 1);
      setRunning(true);
    } else place(settings.start[0], settings.start[1]);
  };
  const frame = async (elapsed: number) => {
    if (sweep !== 0) {
      const next = current + (sweep * (to - from) * elapsed) / SWEEP;
      if (next <= from || next >= to) setSweep(next >= to ? -1 : 1);
      change({ current: Number(Math.min(to, Math.max(from, next)).toFixed(3)) });
    }
    await motion.advance(elapsed);
  };
  const rate = useFrames(running && !error, frame, fail);

  const attractors = facts.rests.map(
    (rest) => `${rest.stable ? "stable" : "unstable"} ${rest.kind} at ${rest.voltage.toFixed(1)} mV`,
  );
  const planeLabel = `Phase plane at I = ${current}: nullclines V′ = 0 and w′ = 0, and the cell's path. Rest states: ${attractors.join(", ") || "…"}.`;

  return (
    <Playground
      title="Phase plane of the Morris-Lecar neuron"
      lead="Where V′ = 0 and w′ = 0 cross, the cell can rest. Drag the current through the bifurcations; click or drag in the plane to set the state, and see where it ends."
      running={running}
      onRunning={setRunning}
      onRestart={restart}
      rate={rate}
      error={error}
      notes={
        <>
          <section class="panel" aria-label="Readings">
            <FactReadings facts={facts} regime={regimes && regimeAt(regimes, current)} />
            <FactTable facts={facts} />
          </section>
          <Notes />
        </>
      }
      controls={
        <>
          <Choice label="Parameter set" value={set} choices={choices} note={presets[set].note} onValue={choose} />
          <div class="field">
            <span class="label">Push the potential</span>
            <div class="buttons">
              <button type="button" onClick={() => place(scene.voltage + KICK, scene.recovery)}>
                +{KICK} mV
              </button>
              <button type="button" onClick={() => place(scene.voltage - KICK, scene.recovery)}>
                −{KICK} mV
              </button>
            </div>
          </div>
          <div class="field">
            <span class="label">Hysteresis</span>
            <div class="buttons">
              <button type="button" aria-pressed={sweep !== 0} disabled={!running} onClick={() => setSweep(sweep === 0 ? 1 : 0)}>
                {sweep === 0 ? "Sweep the current up and down" : "Stop the sweep"}
              </button>
            </div>
          </div>
          <SpeedField speed={settings.speed} onSpeed={(speed) => change({ speed })} />
          <ParameterFields settings={settings} parameters={parameters} onSettings={change} />
        </>
      }
    >
      {notices.length > 0 && (
        <div class="phase-notice" role="status">
          {notices.map((notice) => (
            <div key={notice}>{notice}</div>
          ))}
        </div>
      )}
      <CurrentPanel
        current={current}
        from={from}
        to={to}
        marks={regimes ? scene.marks : []}
        regimes={regimes}
        onCurrent={setCurrent}
      />
      <div class="phase-pictures">
        <div class="phase-column">
          <PlanePicture scene={scene} label={planeLabel} still={pictures.plane} moving={pictures.motion} onPlace={place} />
          <figure class="picture panel phase-picture">
            <Canvas
              label="Membrane potential of the cell against time."
              aspect={3.9}
              draw={drawTrace}
              redraw={pictures.voltage}
            />
          </figure>
        </div>
        <DiagramPictures scene={scene} from={from} to={to} redraw={pictures} onCurrent={setCurrent} />
      </div>
    </Playground>
  );
}
