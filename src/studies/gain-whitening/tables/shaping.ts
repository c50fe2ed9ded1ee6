import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { DENSITY } from "../shape.js";
import { mean } from "../statistics.js";
import { column } from "./column.js";

export function shapingRuns({ exact, shaping }: Sorted): TableInput {
  const { stationarity } = exact.shaping;
  return {
    title: "Shaping a generalised Gaussian input",
    columns: [
      "run",
      column("early gain", "after the 20,000 updates of the authors' notebook"),
      "early shape",
      column("gain", "mean of the second half"),
      "shape",
      "response variance",
      "response kurtosis",
      "input kurtosis",
    ],
    rows: [
      [
        "stationary",
        null,
        null,
        stationarity.gain,
        stationarity.shape,
        stationarity.responseVariance,
        stationarity.responseKurtosis,
        null,
      ],
      ...shaping.map((run, i) => [
        `${i + 1}`,
        run.early.gain,
        run.early.shape,
        run.gain,
        run.shape,
        run.variance,
        run.kurtosis,
        run.inputKurtosis,
      ]),
    ],
  };
}

export function imageShaping({ imageShaping: images }: Sorted): TableInput {
  const nats = (name: string, description: string) => ({ name, unit: "nats", description });
  return {
    title: "Shaping band-filtered images: one coefficient, and pairs",
    columns: [
      "image",
      "gain",
      "shape",
      "kurtosis before",
      "kurtosis after",
      nats("raw", "mutual information of pairs"),
      nats("whitened", "after linear whitening (ZCA)"),
      nats("shaped", "after the circuit of three interneurons"),
      { name: "axes", unit: "degrees", description: "directions of the learned weights" },
    ],
    rows: images.map((i) => [
      i.image,
      i.gain,
      i.shape,
      i.inputKurtosis,
      i.kurtosis,
      i.pairs.raw,
      i.pairs.whitened,
      i.pairs.shaped,
      i.axes.map((axis) => axis.toFixed(0)).join(", "),
    ]),
  };
}

export function shapingTrace({ shaping }: Sorted): TableInput {
  return {
    title: "Shaping a generalised Gaussian input: gain and shape against updates",
    columns: ["run", "update", "gain", "shape"],
    rows: shaping.flatMap(({ trace }, run) => trace.map(({ update, gain, shape }) => [run + 1, update, gain, shape])),
  };
}

export function densities({ shaping, imageShaping: images }: Sorted): TableInput {
  const width = (DENSITY.high - DENSITY.low) / DENSITY.bins;
  const average = (which: "input" | "response") =>
    Array.from({ length: DENSITY.bins }, (_, bin) => mean(shaping.map((run) => run[which][bin]!)));
  const inputs = [
    { source: "generalised Gaussian", input: average("input"), response: average("response") },
    ...images.map(({ image, input, response }) => ({ source: image as string, input, response })),
  ];
  return {
    title: "Densities of inputs and responses",
    columns: ["source", "value", "input", "response"],
    rows: inputs.flatMap(({ source, input, response }) =>
      input.map((value, bin) => [source, DENSITY.low + (bin + 0.5) * width, value, response[bin]!]),
    ),
  };
}
