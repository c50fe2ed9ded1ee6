import cliProgress from "cli-progress";
import { duration } from "../studies/framework/output/numbers.js";
import type { Progress } from "../studies/framework/progress.js";

/** Piped output gets a line at most this often, ms. */
const lineInterval = 3000;

export interface ProgressDisplay {
  show(progress: Progress): void;
  end(): void;
}

/** A bar with the time left on a terminal, now and then a plain line anywhere else. */
export function progressDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  return stream.isTTY ? bar(stream) : lines(stream);
}

function bar(stream: NodeJS.WriteStream): ProgressDisplay {
  const format = "  {bar} {percentage} %  {finishedJobs} of {jobs} jobs  {left}";
  // The cursor stays: a program that is ended the hard way could not bring it back.
  const single = new cliProgress.SingleBar(
    { stream, format, hideCursor: false, clearOnComplete: true, gracefulExit: false },
    cliProgress.Presets.shades_classic,
  );
  const total = 1000;
  let started = false;
  return {
    show(progress) {
      const words = { ...progress, left: timeLeft(progress) };
      if (started) single.update(Math.floor(progress.fraction * total), words);
      else single.start(total, Math.floor(progress.fraction * total), words);
      started = true;
    },
    end: () => single.stop(),
  };
}

function lines(stream: NodeJS.WritableStream): ProgressDisplay {
  let last = performance.now();
  return {
    show(progress) {
      const now = performance.now();
      if (now - last < lineInterval) return;
      last = now;
      const percent = Math.floor(progress.fraction * 100);
      stream.write(`  ${percent} %  ${progress.finishedJobs} of ${progress.jobs} jobs  ${timeLeft(progress)}\n`);
    },
    end() {},
  };
}

function timeLeft({ secondsLeft }: Progress): string {
  return secondsLeft === undefined ? "" : `${duration(Math.max(1, Math.round(secondsLeft)))} left`.replace(/^(\d)\.0 s/, "$1 s");
}
