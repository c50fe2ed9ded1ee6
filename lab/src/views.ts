import type { ComponentType } from "preact";
import { studyCards } from "./catalogue.js";

/** What a view is given. */
export interface ViewProps {
  /** The study or playground, as the address names it. */
  readonly name: string;
  /** For links that restore what the view was set to. */
  readonly query: URLSearchParams;
}

/** A module that exports a view, loaded when it is looked at. */
export type LoadView = () => Promise<{ default: ComponentType<ViewProps> }>;

export interface PlaygroundEntry {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly load: LoadView;
}

export const playgrounds: readonly PlaygroundEntry[] = [
  {
    name: "neurons",
    title: "Spiking neurons",
    summary:
      "A neuron that integrates noise and fires, and a network of thousands: raster, rates and traces while you turn the drive.",
    load: () => import("./playgrounds/neurons/view.js"),
  },
  {
    name: "phase-plane",
    title: "Phase plane of a neuron",
    summary:
      "Nullclines, rest states and orbits of a Morris-Lecar cell; click to set its state, drag the current through the bifurcations.",
    load: () => import("./playgrounds/phase-plane/view.js"),
  },
  {
    name: "whitening",
    title: "Whitening race",
    summary: "Direct connections against interneurons: which circuit decorrelates its input first after the context changes?",
    load: () => import("./playgrounds/whitening/view.js"),
  },
  {
    name: "training",
    title: "Evolution beside backpropagation",
    summary:
      "Two ways to train the same network, the same neural ODE, the same cell: watch the losses, the landscape and the outputs.",
    load: () => import("./playgrounds/training/view.js"),
  },
];

export interface ViewEntry {
  readonly name: string;
  readonly title: string;
  readonly load: LoadView;
}

/** The view that a path asks for: "study/NAME" or "play/NAME". */
export function viewOf(path: string): ViewEntry | undefined {
  const [kind, name, ...more] = path.split("/");
  if (more.length > 0) return undefined;
  if (kind === "play") return playgrounds.find((playground) => playground.name === name);
  const study = kind === "study" && studyCards.find((card) => card.name === name);
  return study ? { name: study.name, title: study.title, load: () => import("./study/view.js") } : undefined;
}
