import type { LivePoint, Progress } from "microcircuit/studies";

/** What a run is asked for, as text, the way a command line would give it: the same sentences refuse it. */
export interface Settings {
  readonly preset: string;
  readonly seed: string;
  readonly workers: string;
  /** Parameters that differ from the preset's. */
  readonly set: Readonly<Record<string, string>>;
}

/** What the page learns of settings before anything runs. */
export interface Check {
  /** Why they are refused, in the words of the command line. */
  readonly problem?: string;
  /** Jobs of the run. */
  readonly jobs?: number;
  /** How many of them are kept from a run that was stopped or failed. */
  readonly kept?: number;
  readonly version: string;
  /** SHA-256 of the core. */
  readonly core: string;
}

/** Settings of a link, with what had to be left out, in words. */
export interface CheckedLink {
  readonly settings: Settings;
  readonly refusals: readonly string[];
}

export type RunEvent =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "jobs"; readonly underWay: readonly string[]; readonly begun?: string }
  | { readonly kind: "points"; readonly job: string; readonly points: readonly LivePoint[] }
  | { readonly kind: "drawing"; readonly drawn: number; readonly figures: number };

export type Outcome =
  | { readonly state: "finished"; readonly summary: Summary }
  | { readonly state: "paused" | "stopped"; readonly finishedJobs: number; readonly jobs: number }
  | { readonly state: "failed"; readonly message: string };

export type Scheme = "light" | "dark";

export interface Drawing {
  readonly svg: Blob;
  /** What the page shows: the SVG, or a picture of it (PNG) where it has very many elements. */
  readonly shown: Blob;
  readonly width: number;
  readonly height: number;
}

export interface ClaimRow {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  /** With its tolerance: "12.5 ± 0.2 Hz". */
  readonly expected: string;
  readonly measured: string;
  readonly holds: boolean;
  readonly problem?: string;
}

export interface FigureView extends Drawing {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
}

export interface TableView {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly { readonly heading: string; readonly description?: string; readonly numeric: boolean }[];
  /** The first rows. */
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
}

/** What the page shows of a result; all of it stays with the conductor. */
export interface Summary {
  /** Of the figures. */
  readonly scheme: Scheme;
  readonly settings: Settings;
  /** When, ms: tells results apart. */
  readonly made: number;
  readonly version: string;
  readonly claims: readonly ClaimRow[];
  readonly figures: readonly FigureView[];
  readonly tables: readonly TableView[];
  readonly environment: Readonly<Record<string, string>>;
  readonly duration: string;
  /** The command that repeats the run. */
  readonly command: string;
}
