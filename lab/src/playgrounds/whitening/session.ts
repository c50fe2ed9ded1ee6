import { type Remote, transfer } from "comlink";
import { FRAME_LENGTH, Frame } from "./frame.js";
import type { News } from "./race.js";
import type { Settings } from "./settings.js";
import { Trace } from "./trace.js";
import type { RaceApi } from "./worker.js";

/** The page's side of a race: one request at a time, two arrays of numbers that go to and fro. */
export class Session {
  /** How things stood after the last request. */
  frame = new Frame();
  readonly trace = new Trace();
  news: News | undefined;
  /** Curves of the race under way. */
  predictions: News["predictions"];
  readonly #remote: Remote<RaceApi>;
  readonly #onNews: (news: News) => void;
  #spare = new Float64Array(FRAME_LENGTH);
  #sent: Settings | undefined;
  #ahead: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(remote: Remote<RaceApi>, onNews: (news: News) => void) {
    this.#remote = remote;
    this.#onNews = onNews;
  }

  begin(module: WebAssembly.Module, settings: Settings): Promise<void> {
    return this.#inTurn(async () => {
      this.#sent = settings;
      this.#take(await this.#remote.begin(module, settings));
      await this.#advance(0, settings);
    });
  }

  restart(settings: Settings): Promise<void> {
    return this.#inTurn(async () => {
      await this.#remote.restart();
      await this.#advance(0, settings);
    });
  }

  /** Lets the circuits learn `count` samples as `settings` say. */
  advance(count: number, settings: Settings): Promise<void> {
    return this.#inTurn(() => this.#advance(count, settings));
  }

  /** As `advance`, but the answer is that to the request of the call before: the worker computes while this picture is drawn and waits for the display. */
  async pipelined(count: number, settings: Settings): Promise<void> {
    await (this.#ahead ?? this.advance(count, settings));
    this.#ahead = this.advance(count, settings);
    this.#ahead.catch(() => undefined); // the next call will throw it
  }

  async #advance(count: number, settings: Settings): Promise<void> {
    const changed = settings === this.#sent ? undefined : settings;
    this.#sent = settings;
    // Of two arrays one is drawn while the other is away; should the worker keep it, there is another one.
    const usable = this.#spare.byteLength > 0 ? this.#spare : new Float64Array(FRAME_LENGTH);
    const answer = await this.#remote.advance(transfer(usable, [usable.buffer]), count, changed);
    this.#spare = this.frame.values;
    this.frame = new Frame(answer.values);
    if (answer.news) this.#take(answer.news);
    this.trace.take(this.frame);
  }

  #take(news: News): void {
    if (news.predictions) {
      this.predictions = news.predictions;
      this.trace.clear(news.lanes.map(({ startError }) => startError));
    }
    this.news = news;
    this.#onNews(news);
  }

  /** A request after those before it, whatever came of them. */
  #inTurn(request: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(request);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
