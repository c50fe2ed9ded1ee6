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
  const single = new cliProgress.SingleBar(
    { stream, format, hideCursor: true, clearOnComplete: true, gracefulExit: false, emptyOnZero: true },
    cliProgress.Presets.shades_classic,
  );
  single.start(1000, 0, { finishedJobs: 0, jobs: 0, left: "" });
  return {
    show: (progress) => single.update(Math.floor(progress.fraction * 1000), { ...progress, left: timeLeft(progress) }),
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
