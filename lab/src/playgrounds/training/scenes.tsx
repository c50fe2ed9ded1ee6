import { useCallback, useRef } from "preact/hooks";
import { Canvas } from "../../ui/canvas.js";
import type { Colours } from "../../ui/theme.js";
import { type CellParts, drawCell } from "./draw/cell.js";
import { drawNetwork } from "./draw/network.js";
import { ContourMap, drawPlane } from "./draw/plane.js";
import { drawSpiral } from "./draw/spiral.js";
import type { Picture } from "./pictures-of.js";
import type { Scene } from "./scene.js";
import type { Settings } from "./settings.js";
import type { SideName } from "./setup.js";
import { testFunctions } from "./test-functions.js";
import type { Sides } from "./use-training.js";

export interface ScenesOptions {
  readonly settings: Settings;
  readonly sides: Sides;
  readonly scene: Scene | undefined;
}

type Kind<K extends Picture["kind"]> = Extract<Picture, { kind: K }>;

/** The picture of a side, where it is of the task shown: a moment after a change it may be of the one before. */
function pictureOf<K extends Picture["kind"]>(sides: Sides, side: SideName, kind: K): Kind<K> | undefined {
  const { picture } = sides[side];
  return picture?.kind === kind ? (picture as Kind<K>) : undefined;
}

export function Scenes({ settings, sides, scene }: ScenesOptions) {
  switch (settings.task) {
    case "cell":
      return <CellScene {...{ sides, scene }} />;
    case "function":
      return <PlaneScene {...{ settings, sides, scene }} />;
    case "spiral":
      return (
        <Pair caption="Grey: the spiral to learn. Coloured: the learnt equation, followed alone from the start; in training it sees short pieces only.">
          {(side) => <SpiralScene {...{ sides, scene, side }} key={side} />}
        </Pair>
      );
    case "network":
      return (
        <Pair caption="Three trials, one of each kind of evidence: what the network would answer if asked after each word (three curves, the right one thick), the evidence as it comes (strip), and what each cell does during the first trial (below).">
          {(side) => <NetworkScene {...{ sides, scene, side }} key={side} />}
        </Pair>
      );
  }
}

/** Redraws on both sides' news. */
function useBoth(sides: Sides) {
  const { evolution, gradient } = sides.redraws;
  const handle = useRef({
    get current() {
      return evolution.current;
    },
    set current(redraw) {
      evolution.current = redraw;
      gradient.current = redraw;
    },
  });
  return handle.current;
}

function CellScene({ sides, scene }: Omit<ScenesOptions, "settings">) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, colours: Colours) => {
      const parts: CellParts = {
        scene: scene?.kind === "cell" ? scene : undefined,
        evolution: pictureOf(sides, "evolution", "cell"),
        gradient: pictureOf(sides, "gradient", "cell"),
      };
      drawCell(context, width, height, colours, parts);
    },
    [sides, scene],
  );
  return (
    <figure class="picture panel">
      <Canvas
        label="The loss of one neuron against its weight, a staircase, and the same smoothed; below, their slopes. Evolution’s candidates and both sides’ weights move on it."
        aspect={1.5}
        least="330px"
        draw={draw}
        redraw={useBoth(sides)}
      />
      <figcaption>
        Grey: the share of time the neuron spends above 20 mV, a staircase with cliffs. Blue: the same, smoothed over the
        candidates’ spread (bar: ± sigma; dots: candidates), which is what evolution descends. Orange: the gradient’s side, on the
        staircase itself. Below: the slopes each of them went by.
      </figcaption>
    </figure>
  );
}

function PlaneScene({ settings, sides, scene }: ScenesOptions) {
  const shown = testFunctions[settings.landscape];
  const map = useRef(new ContourMap());
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, colours: Colours) =>
      drawPlane(context, width, height, colours, map.current, {
        shown,
        scene: scene?.kind === "function" ? scene : undefined,
        evolution: pictureOf(sides, "evolution", "function"),
        gradient: pictureOf(sides, "gradient", "function"),
      }),
    [sides, scene, shown],
  );
  return (
    <figure class="picture panel">
      <Canvas
        label={`${shown.title}: contours, the paths of both sides, and evolution’s candidates with the ellipse they are drawn from.`}
        aspect={1.3}
        draw={draw}
        redraw={useBoth(sides)}
      />
      <figcaption>
        {shown.about} Blue: evolution’s centre, its latest candidates, and one and two standard deviations of what the next are
        drawn from. Orange: the gradient’s path. Cross: the minimum.
      </figcaption>
    </figure>
  );
}

interface PairOptions {
  readonly caption: string;
  readonly children: (side: SideName) => preact.ComponentChildren;
}

function Pair({ caption, children }: PairOptions) {
  return (
    <figure class="picture panel">
      <div class="training-pair">
        {children("evolution")}
        {children("gradient")}
      </div>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

interface OneSide {
  readonly sides: Sides;
  readonly scene: Scene | undefined;
  readonly side: SideName;
}

const colourOf = (side: SideName, colours: Colours) => colours.series[side === "evolution" ? 0 : 1]!;

function SpiralScene({ sides, scene, side }: OneSide) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, colours: Colours) =>
      drawSpiral(context, width, height, colours, {
        target: scene?.kind === "spiral" ? scene.target : undefined,
        picture: pictureOf(sides, side, "spiral"),
        colour: colourOf(side, colours),
      }),
    [sides, scene, side],
  );
  return (
    <div>
      <h2 class={`training-side ${side}`}>{side}</h2>
      <Canvas label={`The spiral to learn and what ${side} has learnt`} aspect={1.15} draw={draw} redraw={sides.redraws[side]} />
    </div>
  );
}

function NetworkScene({ sides, side }: OneSide) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, colours: Colours) =>
      drawNetwork(context, width, height, colours, { picture: pictureOf(sides, side, "network") }),
    [sides, side],
  );
  return (
    <div>
      <h2 class={`training-side ${side}`}>{side}</h2>
      <Canvas
        label={`Answers over time in three trials, and activity of the 32 cells, of the network trained by ${side}`}
        aspect={0.82}
        draw={draw}
        redraw={sides.redraws[side]}
      />
    </div>
  );
}
