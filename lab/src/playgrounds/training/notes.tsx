import type { Settings, TaskName } from "./settings.js";
import { falls } from "./setup.js";
import { TARGET } from "./side.js";

export interface NotesOptions {
  readonly settings: Settings;
  /** Of the study that compares both properly. */
  readonly href: string;
}

const about: Readonly<Record<TaskName, string>> = {
  cell:
    "A Morris-Lecar cell with C = 1 µF/cm² gets the current 100 W µA/cm² for 500 ms; the loss is the mean of logistic(100 (V − 20 mV)), one sample per ms. The seed draws its leak reversal potential, N(−55, 2.5²) mV. " +
    "The smoothed loss is E[loss(W + sigma z)], z standard normal, computed on a grid.",
  function: `Both sides start at the same place. A loss below ${TARGET} ends a side.`,
  spiral:
    "y′ = 16 W₂ tanh(W₁ (y/2)³) with 50 hidden units learns y₁′ = −0.1 y₁³ − 2 y₂³, y₂′ = 2 y₁³ − 0.1 y₂³. An evaluation is the mean error over 20 windows of 10 samples, drawn anew in each iteration; the curves show that of windows over the whole spiral.",
  network:
    "32 Morris-Lecar cells, not connected with each other, hear 50 words of 4 ms; which of three kinds of evidence came most often? Both sides train the input weights and the read-out (1699 numbers) on 16 fresh trials in each iteration; " +
    "the gradient is cut to a length of 10. Curves are of 256 other trials, always the same. Chance is 1/3.",
};

/** What is compared, and how. */
export function Notes({ settings: { task }, href }: NotesOptions) {
  return (
    <>
      <h2>What is compared</h2>
      <p>{about[task]}</p>
      <p>
        Evolution’s loss is that of the centre of its candidates, the gradient’s that of its parameters: both measured in the same
        way, outside of the budget and of the clock. A gradient counts as three evaluations whatever it takes; the second curve
        shows what it takes on this machine.
        {falls[task]
          ? " Learning rates fall to 0 along half a cosine over the budget, on both sides alike (strategies without a rate aside)."
          : ""}
      </p>
      <p>
        One run with one seed is an anecdote: <a href={href}>the study of evolution against gradients</a> repeats it.
      </p>
    </>
  );
}
