import { expose, transfer } from "comlink";
import { load } from "microcircuit";
import { Frame } from "./frame.js";
import { type News, Race } from "./race.js";
import type { Settings } from "./settings.js";

let race: Race | undefined;

/** What the page asks of the race's worker. */
export const api = {
  /** A core and a race of its own; what was before is forgotten. */
  async begin(module: WebAssembly.Module, settings: Settings): Promise<News> {
    race = new Race(await load({ module }), settings);
    return race.news(true)!;
  },

  /** New circuits, an empty scoreboard. */
  restart(): void {
    running().restart();
  },

  /** Follows changed settings, lets the circuits learn `count` samples and says how things stand, in the array that it was given. */
  advance(
    values: Float64Array<ArrayBuffer>,
    count: number,
    settings?: Settings,
  ): { readonly values: Float64Array<ArrayBuffer>; readonly news?: News } {
    const now = running();
    if (settings) now.apply(settings);
    now.advance(count);
    now.write(new Frame(values));
    const news = now.news();
    return transfer(news ? { values, news } : { values }, [values.buffer]);
  },
};

export type RaceApi = typeof api;

function running(): Race {
  if (!race) throw new Error("The race has not begun.");
  return race;
}

expose(api);
