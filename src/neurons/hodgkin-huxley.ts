import { checkKeys, checkNumber, checkNumbers, type Range } from "../core/check.js";
import { Differentiable, HodgkinHuxleyCell, Problem } from "../core/generated/layouts.js";
import { Struct } from "../core/struct.js";
import type { Model } from "../solvers/model.js";

/**
 * Parameters of a Hodgkin-Huxley cell (mV, ms, uA/cm2, mS/cm2, uF/cm2), with the squid axon's rates:
 *
 *     C V' = I - gNa m^3 h (V - ENa) - gK n^4 (V - EK) - gL (V - EL) ,   x' = alpha_x(V) (1 - x) - beta_x(V) x   for x = m, h, n
 *     alpha_m = f((V + 40) / 10) ,  beta_m = 4 exp(-(V + 65) / 18) ,  alpha_h = 0.07 exp(-(V + 65) / 20) ,
 *     beta_h = 1 / (1 + exp(-(V + 35) / 10)) ,  alpha_n = 0.1 f((V + 55) / 10) ,  beta_n = 0.125 exp(-(V + 65) / 80) ,  f(x) = x / (1 - exp(-x))
 *
 * A. L. Hodgkin, A. F. Huxley, J. Physiol. 117 (1952) 500, with the resting potential moved to -65 mV.
 */
export interface HodgkinHuxleyParameters {
  readonly capacitance: number;
  readonly sodiumConductance: number;
  readonly potassiumConductance: number;
  readonly leakConductance: number;
  readonly sodiumReversal: number;
  readonly potassiumReversal: number;
  readonly leakReversal: number;
}

/** The squid axon at 6.3 degrees Celsius. */
export const squidAxon: HodgkinHuxleyParameters = {
  capacitance: 1,
  sodiumConductance: 120,
  potassiumConductance: 36,
  leakConductance: 0.3,
  sodiumReversal: 50,
  potassiumReversal: -77,
  leakReversal: -54.387,
};

const conductance: Range = { min: 0, max: 1e6, unit: "mS/cm2" };
const voltage: Range = { min: -1e6, max: 1e6, unit: "mV" };
const ranges: Readonly<Record<keyof HodgkinHuxleyParameters, Range>> = {
  capacitance: { min: 1e-6, max: 1e6, unit: "uF/cm2" },
  sodiumConductance: conductance,
  potassiumConductance: conductance,
  leakConductance: conductance,
  sodiumReversal: voltage,
  potassiumReversal: voltage,
  leakReversal: voltage,
};

/** (V, m, h, n) near the resting state: the gates' steady values at -65 mV, rounded. */
export const hodgkinHuxleyRest = [-65, 0.05293, 0.59612, 0.31768] as const;

/** The parameters of the squid axon but for those given, checked. Errors: InputError. */
export function hodgkinHuxleyParameters(own: Partial<HodgkinHuxleyParameters> = {}): HodgkinHuxleyParameters {
  checkKeys("parameters", own, Object.keys(ranges));
  const parameters = { ...squidAxon, ...own };
  for (const name of Object.keys(ranges) as (keyof HodgkinHuxleyParameters)[]) {
    checkNumber(`parameters.${name}`, parameters[name], ranges[name]);
  }
  return parameters;
}

export interface HodgkinHuxleyModelOptions {
  /** Default: the squid axon's. */
  readonly parameters?: Partial<HodgkinHuxleyParameters>;
  /** I, uA/cm2. */
  readonly current: number;
  /** (V, m, h, n) at the start; default near rest. */
  readonly initial?: ArrayLike<number>;
  /** Level (mV) of the cell's event function V - level; default 0. */
  readonly eventVoltage?: number;
}

/** The parameters in the order of gradients, with the current. */
const theta = [
  "sodiumConductance",
  "potassiumConductance",
  "leakConductance",
  "sodiumReversal",
  "potassiumReversal",
  "leakReversal",
  "current",
] as const;

/** One Hodgkin-Huxley cell with a constant current for {@link solve}: time in ms, state (V, m, h, n). Errors: InputError. */
export function hodgkinHuxleyModel(options: HodgkinHuxleyModelOptions): Model {
  checkKeys("options", options, ["parameters", "current", "initial", "eventVoltage"]);
  const parameters = hodgkinHuxleyParameters(options.parameters);
  const current = checkNumber("current", options.current, { min: -1e9, max: 1e9, unit: "uA/cm2" });
  const initial = Array.from(checkNumbers("initial", options.initial ?? hodgkinHuxleyRest, 4));
  const eventLevel = checkNumber("eventVoltage", options.eventVoltage ?? 0, { unit: "mV" });
  return {
    name: "The Hodgkin-Huxley cell",
    length: 4,
    components: ["V", "m", "h", "n"],
    initial,
    eventFunctions: 1,
    bytes: () => Problem.byteLength + HodgkinHuxleyCell.byteLength + Differentiable.byteLength + 192,
    bind(core, take) {
      const address = take(Problem.byteLength);
      const cell = new Struct(core.memory, HodgkinHuxleyCell, take(HodgkinHuxleyCell.byteLength));
      cell.set({ ...parameters, current, eventLevel });
      core.call((e) => e.hodgkinHuxleyProblem(address, cell.address));
      const differentiable = new Struct(core.memory, Differentiable, take(Differentiable.byteLength));
      core.call((e) => e.hodgkinHuxleyDifferentiable(differentiable.address));
      differentiable.set({ problem: address });
      const set = (values: ArrayLike<number>) => {
        checkNumbers("parameters", values, theta.length);
        cell.set(Object.fromEntries(theta.map((name, i) => [name, values[i]!])));
      };
      return { address, gradient: { address: differentiable.address, parameters: theta.length, set } };
    },
  };
}
