import type { ComponentChildren } from "preact";
import type { FrameRate } from "./use-frames.js";

export interface PlaygroundOptions {
  readonly title: string;
  /** What can be seen and done here, in a sentence or two. */
  readonly lead: ComponentChildren;
  readonly running: boolean;
  onRunning(running: boolean): void;
  /** Back to the state at the start, with the parameters as they are. */
  onRestart(): void;
  /** Above it all: what a link asked for in vain. */
  readonly notices?: ComponentChildren;
  /** The picture to watch while the controls are moved: before them where there is one column. Without it they come last there. */
  readonly stage?: ComponentChildren;
  /** Whether the stage, in one column, stays in sight while the controls pass below it. Only if it leaves them half of a telephone. */
  readonly stays?: boolean;
  /** Beside the picture: fields and choices. */
  readonly controls: ComponentChildren;
  /** The other pictures, the most important first. */
  readonly children: ComponentChildren;
  readonly rate: FrameRate;
  /** Why nothing runs. */
  readonly error?: string | undefined;
  /** More about it, below: equations, sources. */
  readonly notes?: ComponentChildren;
}

/** The frame of a playground: lead, run and pause, controls, pictures. Tests read frames per second from `data-frames-per-second`. */
export function Playground(options: PlaygroundOptions) {
  const { title, lead, running, onRunning, onRestart, notices, stage, stays, controls, children, rate, error, notes } = options;
  const others = <div class="pictures">{children}</div>;
  return (
    <article data-frames-per-second={rate.value.toFixed(1)}>
      <h1>{title}</h1>
      <p>{lead}</p>
      {error && (
        <div class="error" role="alert">
          {error}
        </div>
      )}
      {notices}
      <div class={stage ? "playground staged" : "playground"}>
        {stage ? <div class={stays ? "stage stays" : "stage"}>{stage}</div> : others}
        <section class="panel controls" aria-label="Controls">
          <div class="buttons" style={{ marginBottom: "14px" }}>
            <button type="button" class="primary" aria-pressed={running} onClick={() => onRunning(!running)}>
              {running ? "Pause" : "Run"}
            </button>
            <button type="button" onClick={onRestart}>
              Start anew
            </button>
          </div>
          {controls}
        </section>
        {stage && others}
      </div>
      {notes && <section style={{ marginTop: "var(--gap)" }}>{notes}</section>}
    </article>
  );
}
