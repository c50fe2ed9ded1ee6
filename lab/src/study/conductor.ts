import {
  type AnyStudy,
  type HireCrew,
  planRun,
  type RunPlan,
  runStudy,
  StudyAbortedError,
  type StudyResult,
} from "microcircuit/studies";
import { checkNumber } from "../../../src/core/check.js";
import { archiveOf, fileOf } from "./archive.js";
import { type JobWorker, PausableCrew } from "./crew.js";
import { FinishedJobs } from "./finished-jobs.js";
import type { Check, CheckedLink, Drawing, FigureView, Outcome, RunEvent, Scheme, Settings } from "./protocol.js";
import { refusedParameters } from "./refusals.js";
import { summaryOf } from "./summary.js";

/** More workers than this only cost memory. */
export const MAXIMUM_WORKERS = 64;

/** Draws the figures of one result; ended when they are drawn. */
export interface Draftsman {
  draw(name: string, figure: StudyResult["figures"][string], scheme: Scheme): Promise<Drawing>;
  end(): void;
}

export interface ConductorOptions {
  readonly study: AnyStudy;
  startWorker(tell: (event: RunEvent) => void): JobWorker;
  startDraftsman(): Draftsman;
  tell(event: RunEvent): void;
}

/** Runs one study for a page: checks settings, runs, pauses, keeps the result and hands out what the page asks for. */
export class Conductor {
  readonly #study: AnyStudy;
  readonly #options: ConductorOptions;
  readonly #finished = new FinishedJobs();
  readonly #drawn = new Map<string, Drawing>();
  #running: { readonly controller: AbortController; crew?: PausableCrew; pausing: boolean } | undefined;
  #result: StudyResult | undefined;

  constructor(options: ConductorOptions) {
    this.#study = options.study;
    this.#options = options;
  }

  /** Whether a run could begin with these settings. */
  check(settings: Settings): Check {
    const { version, core } = planRun(this.#study).identity;
    try {
      const plan = this.#plan(settings);
      return { jobs: plan.jobs.length, kept: this.#finished.count(plan.identity), version, core };
    } catch (error) {
      return { problem: messageOf(error), version, core };
    }
  }

  /** Settings of a link without what cannot be: parameters that are refused have the preset's values. */
  checkLink(settings: Settings): CheckedLink {
    const refusals: string[] = [];
    let { set } = settings;
    for (;;) {
      const { problem } = this.check({ ...settings, set });
      if (problem === undefined) return { settings: { ...settings, set }, refusals };
      refusals.push(problem);
      const refused = refusedParameters(problem, Object.keys(set));
      // What is refused as a whole is left out as a whole.
      set = refused.length > 0 ? Object.fromEntries(Object.entries(set).filter(([name]) => !refused.includes(name))) : {};
      if (Object.keys(set).length === 0 && this.check({ ...settings, set }).problem !== undefined) {
        return { settings: { preset: "quick", seed: "1", workers: "1", set: {} }, refusals };
      }
    }
  }

  /** Runs, or goes on with what is kept of a run with the same settings. */
  async run(settings: Settings, scheme: Scheme): Promise<Outcome> {
    if (this.#running) return { state: "failed", message: "A run is under way already." };
    const { tell } = this.#options;
    const running = { controller: new AbortController(), pausing: false };
    this.#running = running;
    try {
      const plan = this.#plan(settings);
      const remaining = plan.jobs.length - this.#finished.count(plan.identity);
      const result = await runStudy(this.#study, {
        preset: plan.preset,
        seed: plan.identity.seed,
        set: settings.set,
        crew: this.#hire(Math.max(1, Math.min(workersOf(settings), remaining))),
        store: this.#finished,
        signal: running.controller.signal,
        onProgress: (progress) => tell({ kind: "progress", progress }),
      });
      this.#finished.clear();
      this.#drawn.clear();
      this.#result = result;
      const figures = await this.figures(scheme);
      return { state: "finished", summary: summaryOf(this.#study, settings, result, figures, scheme) };
    } catch (error) {
      if (!(error instanceof StudyAbortedError)) return { state: "failed", message: messageOf(error) };
      const { finishedJobs, jobs } = error;
      return { state: running.pausing ? "paused" : "stopped", finishedJobs, jobs };
    } finally {
      this.#running = undefined;
    }
  }

  /** No other job begins; when those under way have finished, `run` returns with "paused". Returns how many are under way. */
  pause(): number {
    if (!this.#running) return 0;
    this.#running.pausing = true;
    this.#running.crew?.pause();
    return this.#running.crew?.underWay ?? 0;
  }

  /** Takes back {@link Conductor.pause} while jobs under way still finish. */
  goOn(): void {
    if (!this.#running) return;
    this.#running.pausing = false;
    this.#running.crew?.resume();
  }

  /** Ends all workers at once; finished jobs are kept. */
  stop(): void {
    if (!this.#running) return;
    this.#running.pausing = false;
    this.#running.controller.abort(new Error("stopped"));
  }

  /** The figures of the last result, drawn for a light or a dark ground. */
  async figures(scheme: Scheme): Promise<readonly FigureView[]> {
    const result = this.#lastResult();
    const entries = Object.entries(result.figures);
    const views: FigureView[] = [];
    let draftsman: Draftsman | undefined;
    try {
      for (const [name, figure] of entries) {
        const key = `${scheme}/${name}`;
        let drawing = this.#drawn.get(key);
        if (!drawing) {
          draftsman ??= this.#options.startDraftsman();
          drawing = await draftsman.draw(name, figure, scheme);
          if (this.#result === result) this.#drawn.set(key, drawing);
        }
        views.push({ name, ...figure.usermeta, ...drawing });
        this.#options.tell({ kind: "drawing", drawn: views.length, figures: entries.length });
      }
    } finally {
      draftsman?.end();
    }
    return views;
  }

  /** A file of the last result, by the name that the command line writes it under; PNGs are the page's to make. */
  async file(name: string): Promise<Blob> {
    const result = this.#lastResult();
    return fileOf(this.#study, result, name, () => this.#lightDrawings());
  }

  /** All files of the last result in one archive; `pictures`: PNG files that the page made. */
  async archive(pictures: Readonly<Record<string, Blob>>): Promise<Blob> {
    const result = this.#lastResult();
    return archiveOf(this.#study, result, await this.#lightDrawings(), pictures);
  }

  async #lightDrawings(): Promise<Readonly<Record<string, Blob>>> {
    const figures = await this.figures("light");
    return Object.fromEntries(figures.map(({ name, svg }) => [name, svg]));
  }

  #lastResult(): StudyResult {
    if (!this.#result) throw new Error("There is no result yet.");
    return this.#result;
  }

  #plan(settings: Settings): RunPlan {
    const { preset, seed, set } = settings;
    workersOf(settings);
    // Checked by planRun, whatever it is.
    return planRun(this.#study, {
      preset: preset as "quick",
      seed: /^\d+$/.test(seed.trim()) ? Number(seed) : (seed as never),
      set,
    });
  }

  #hire(width: number): HireCrew {
    return (study, seed, signal) => {
      const running = this.#running!;
      const { tell } = this.#options;
      const crew = new PausableCrew({
        study: study.name,
        seed,
        width,
        signal,
        start: () => this.#options.startWorker(tell),
        onJobs: (underWay, begun) => tell({ kind: "jobs", underWay, ...(begun === undefined ? {} : { begun }) }),
        onStill: () => running.controller.abort(new Error("paused")),
      });
      running.crew = crew;
      if (running.pausing) crew.pause();
      return crew;
    };
  }
}

function workersOf({ workers }: Settings): number {
  const value = /^\d+$/.test(workers.trim()) ? Number(workers) : workers;
  return checkNumber("workers", value as number, { min: 1, max: MAXIMUM_WORKERS, integer: true });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
