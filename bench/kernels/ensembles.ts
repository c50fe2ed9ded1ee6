import { type EnsembleOptions, type Model, morrisLecarModel, solveEnsemble, testProblems } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { lorenz, morrisLecar, type Slope, tsitouras, vanDerPol, workspace } from "./ensembles-twin.js";

const members = 200;
const relative = 1e-6;
const absolute = 1e-9;
const line = (from: number, to: number) => Float64Array.from({ length: members }, (_, i) => from + ((to - from) * i) / members);

interface Case {
  readonly name: string;
  readonly model: Model;
  readonly f: Slope;
  readonly end: number;
  /** The one that members differ in; the twin takes all of them, in this order. */
  readonly parameter: string;
  readonly values: Float64Array;
  readonly constants: (value: number) => number[];
  /** How much the problem multiplies the errors of single steps. */
  readonly sensitivity: number;
}

const cases: readonly Case[] = [
  {
    name: "van der Pol",
    model: testProblems.vanDerPol(),
    f: vanDerPol,
    end: 20,
    parameter: "mu",
    values: line(0.5, 5),
    constants: (mu) => [mu],
    sensitivity: 1e3,
  },
  {
    name: "Lorenz",
    model: testProblems.lorenz(),
    f: lorenz,
    end: 2,
    parameter: "r",
    values: line(20, 30),
    constants: (r) => [10, r, 8 / 3],
    sensitivity: 1e3,
  },
  {
    name: "Morris-Lecar",
    model: morrisLecarModel({ current: 45 }),
    f: morrisLecar,
    end: 100,
    parameter: "current",
    values: line(50, 120),
    constants: (current) => [current],
    sensitivity: 1e3,
  },
];

function benchmark({ name, model, f, end, parameter, values, constants, sensitivity }: Case, lanes: boolean): KernelBenchmark {
  return {
    name: `ensemble ${name}${lanes ? "" : ", one by one"}`,
    description: `Tsitouras 5(4) at 1e-6, ${members} members${lanes ? " in lanes" : ""}, ${name} to time ${end}`,
    unit: "solve",
    prepare(core) {
      const parameters = { [parameter]: values };
      const options: EnsembleOptions = {
        members,
        parameters,
        end,
        method: "tsit5",
        relativeTolerance: relative,
        absoluteTolerance: absolute,
        lanes,
      };
      const n = model.length;
      const work = workspace(n);
      const p = Array.from(values, (value) => Float64Array.from(constants(value)));
      const states = new Float64Array(members * n);
      const kernel = () => solveEnsemble(core, model, options);
      const twin = () => {
        for (let i = 0; i < members; i++) {
          work.y.set(model.initial!);
          tsitouras(f, p[i]!, end, relative, absolute, work);
          states.set(work.y, i * n);
        }
      };
      return {
        operations: members,
        kernel,
        twin,
        check() {
          const ensemble = kernel();
          twin();
          for (let i = 0; i < states.length; i++) {
            // both stay within the tolerance in each step; powers for step sizes differ by 1e-5, so steps do too
            const allowed = sensitivity * (absolute + relative * Math.max(1, Math.abs(states[i]!)));
            if (!(Math.abs(ensemble.states[i]! - states[i]!) <= allowed)) {
              throw new Error(
                `ensemble ${name}: number ${i} is ${ensemble.states[i]} from the kernel and ${states[i]} from the twin`,
              );
            }
          }
        },
      };
    },
  };
}

export const benchmarks: readonly KernelBenchmark[] = cases.flatMap((each) => [benchmark(each, true), benchmark(each, false)]);
