import { type MorrisLecarChoice, morrisLecarParameters } from "../../../src/neurons/morris-lecar-parameters.js";
import { type SynapseChoice, synapseParameters } from "../../../src/neurons/synapses.js";
import type { MorrisLecarSequenceOptions } from "../../../src/training/models/morris-lecar-options.js";
import type { SequenceRun } from "../../../src/training/models/sequence-model.js";
import type { Tensor } from "../../../src/training/problem.js";
import { add, type Complex, complex, exp, multiply, scale } from "../../neurons/complex-step.js";
import { type OracleNetwork, type OracleState, oracleStep, softplus } from "./complex-network.js";

/** Voltages at the start, cells x trials. */
export type Starts = ArrayLike<number>;

/** sum_i coefficients_i features_i, and its derivative by parameter `by` (-1: none) by a complex step; `byStart`: by V of a cell and trial at the start. */
export function oracleLoss(
  options: MorrisLecarSequenceOptions,
  tensors: readonly Tensor[],
  parameters: Float64Array,
  run: SequenceRun,
  starts: Starts,
  coefficients: ArrayLike<number>,
  by: number,
  byStart = -1,
): { readonly value: number; readonly derivative: number } {
  const step = 1e-40;
  const { cells, dt, stepper = "exponential-euler", gain = 36.75, base = 39.9 } = options;
  const isCurrent = options.type !== "conductance";
  const own = morrisLecarParameters((options.parameters ?? (isCurrent ? "authors" : "snlc")) as MorrisLecarChoice);
  const at = (index: number) => complex(parameters[index]!, index === by ? step : 0);
  const perCell = (name: string, otherwise: number, log: boolean): Complex[] => {
    const tensor = tensors.find((one) => one.name === name);
    return Array.from({ length: cells }, (_, i) => {
      if (!tensor) return complex(otherwise);
      const value = at(tensor.offset + i);
      return log ? exp(value) : value;
    });
  };
  const { input } = run;
  const first = input.inputs * cells;
  const list = Array.isArray(options.synapses) ? options.synapses : new Array(cells).fill(options.synapses ?? "ampa");
  const net: OracleNetwork = {
    isCurrent,
    stepper,
    dt,
    cells,
    parameters: own,
    rate: perCell("phi", own.recoveryRate, true),
    calcium: perCell("gCa", own.calciumConductance, true),
    half: perCell("V3", own.recoveryHalfVoltage, false),
    weights: Array.from({ length: cells }, (_, j) =>
      Array.from({ length: cells }, (_, i) => {
        if (options.connections && options.connections[j * cells + i] === 0) return complex(0);
        const value = at(first + j * cells + i);
        if (isCurrent && !options.signs) return value;
        return scale(options.signs ? options.signs[j]! : 1, softplus(value));
      }),
    ),
    gain,
    synapses: list.map((one: SynapseChoice, j: number) => synapseParameters(one, `synapses[${j}]`)),
  };
  const biases = perCell("bias", options.bias ?? 0.1, false);
  let loss = complex(0);
  const steps = run.windows.at(-1)!.to;
  for (let trial = 0; trial < input.trials; trial++) {
    let state: OracleState = {
      v: Array.from({ length: cells }, (_, i) => {
        const place = i * input.trials + trial;
        return complex(starts[place]!, place === byStart ? step : 0);
      }),
      w: new Array<Complex>(cells).fill(complex(options.start?.recovery ?? (isCurrent ? 0.014173 : 0.1))),
      o: new Array<Complex>(cells).fill(complex(0)),
    };
    for (let k = 0; k < steps; k++) {
      const row = Math.floor(k / input.stepsPerRow);
      const u = (component: number) =>
        input.values
          ? input.values[(row * input.inputs + component) * input.trials + trial]!
          : input.patterns![input.choices![row * input.trials + trial]! * input.inputs + component]!;
      const current = Array.from({ length: cells }, (_, i) => {
        let z = biases[i]!;
        for (let c = 0; c < input.inputs; c++) z = add(z, scale(u(c), at(c * cells + i)));
        return add(scale(gain, z), complex(base));
      });
      state = oracleStep(net, state, current);
      for (const [window, { from, to }] of run.windows.entries()) {
        if (k < from || k >= to) continue;
        for (let i = 0; i < cells; i++) {
          const coefficient = coefficients[(window * cells + i) * input.trials + trial]! / (to - from);
          loss = add(loss, multiply(complex(coefficient), state.o[i]!));
        }
      }
    }
  }
  return { value: loss.re, derivative: loss.im / step };
}
