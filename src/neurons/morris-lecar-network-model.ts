import { checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { Differentiable, MorrisLecarCell, MorrisLecarNetwork, Problem } from "../core/generated/layouts.js";
import { Struct } from "../core/struct.js";
import type { BoundGradient, Model } from "../solvers/model.js";
import { describeNetwork, type MorrisLecarNetworkOptions, type NetworkDescription } from "./network-description.js";
import { type NetworkParameter, networkBytes, placeNetwork } from "./network-memory.js";

export interface NetworkModelOptions {
  /** Adds the running integral of each s to the state (networks of conductances). Default false. */
  readonly integrals?: boolean;
  /** Adds the derivatives of the whole state by these parameters to the state, 0 at the start. Default none. */
  readonly sensitivities?: readonly NetworkParameter[];
}

/**
 * A network of Morris-Lecar cells for {@link solve}; time in ms. The state goes cell by cell: (V, w), with conductances (V, w, s), with integrals (V, w, s,
 * integral of s); the states' derivatives by each parameter of `sensitivities` follow in the same order. Gradients of runs without sensitivities are by each cell's
 * current (uA/cm2; in a network of type "current" the whole of its constant part), then by the weights, target by target: dense, cells for each target; sparse, the
 * connections of each target by ascending source. Errors: InputError.
 */
export function morrisLecarNetworkModel(options: MorrisLecarNetworkOptions & NetworkModelOptions): Model {
  const net = describeNetwork(options, ["integrals", "sensitivities"]);
  const { cells } = net;
  const integrals = options.integrals ?? false;
  if (integrals && net.type === "current") throw new InputError("integrals", true, 'false in a network of type "current"');
  const parameters = checkParameters(options.sensitivities ?? [], net);
  const names = net.type === "current" ? ["V", "w"] : ["V", "w", "s", ...(integrals ? ["integral of s"] : [])];
  const components = names.length;
  const initial = new Float64Array(cells * components * (1 + parameters.length));
  for (let i = 0; i < cells; i++) {
    const start = [net.voltage[i]!, net.recovery[i]!, net.opening[i]!];
    initial.set(net.type === "current" ? start.slice(0, 2) : start, i * components);
  }
  const state = Array.from({ length: cells }, (_, i) => names.map((name) => `${name} of cell ${i}`)).flat();
  const derivatives = parameters.flatMap((parameter) => state.map((name) => `d(${name})/d(${inWords(parameter)})`));
  return {
    name: "The Morris-Lecar network",
    length: initial.length,
    components: [...state, ...derivatives],
    initial,
    blockJacobian: true,
    bytes: () => Problem.byteLength + Differentiable.byteLength + 128 + networkBytes(net, components, parameters.length),
    bind(core, take) {
      const address = take(Problem.byteLength);
      const network = placeNetwork(core, net, components, parameters, take);
      core.call((e) => e.morrisLecarNetworkProblem(address, network));
      if (parameters.length > 0) return { address };
      const differentiable = take(Differentiable.byteLength);
      core.call((e) => e.morrisLecarNetworkDifferentiable(differentiable, address, network));
      return { address, gradient: gradientOf(core, net, address, network, differentiable) };
    },
  };
}

/** Theta: each cell's current (uA/cm2), then the weights in the order in which the core has them, by target. */
function gradientOf(core: Core, net: NetworkDescription, problem: number, network: number, address: number): BoundGradient {
  const { cells } = net;
  const parameters = cells + net.weights.length;
  const struct = new Struct(core.memory, MorrisLecarNetwork, network);
  const [cell, weights] = [struct.get("cell"), struct.get("weights")];
  const current = (cell + MorrisLecarCell.fields.current.offset) / 8;
  const stride = MorrisLecarCell.byteLength / 8;
  return {
    address,
    parameters,
    set(theta) {
      checkNumbers("parameters", theta, parameters, { min: -1e9, max: 1e9 });
      const memory = new Float64Array(core.memory.buffer, 0, Math.floor(core.memory.buffer.byteLength / 8));
      for (let i = 0; i < cells; i++) memory[current + i * stride] = theta[i]!;
      for (let i = cells; i < parameters; i++) memory[weights / 8 + i - cells] = theta[i]!;
      core.call((e) => e.morrisLecarNetworkProblem(problem, network));
    },
  };
}

function inWords(parameter: NetworkParameter): string {
  return "current" in parameter ? `current of cell ${parameter.current}` : `weight ${parameter.source} to ${parameter.target}`;
}

function checkParameters(
  parameters: readonly NetworkParameter[],
  { cells, rows, columns }: NetworkDescription,
): NetworkParameter[] {
  const index = { min: 0, max: cells - 1, integer: true };
  return parameters.map((parameter, k) => {
    const field = `sensitivities[${k}]`;
    if ("current" in parameter) return { current: checkNumber(`${field}.current`, parameter.current, index) };
    const source = checkNumber(`${field}.source`, parameter.source, index);
    const target = checkNumber(`${field}.target`, parameter.target, index);
    const exists = !rows || columns!.subarray(rows[target], rows[target + 1]).includes(source);
    if (!exists) throw new InputError(field, parameter, "a connection of the network");
    return { source, target };
  });
}
