import { describe, expect, it } from "vitest";
import { morrisLecarField, restBifurcations, restStates } from "../../../src/analysis/index.js";
import { morrisLecarNetworkModel } from "../../../src/neurons/index.js";
import { solve } from "../../../src/solvers/index.js";
import { lookAtCell } from "../../../src/studies/morris-lecar/cell.js";
import { bifurcationDiagram } from "../../../src/studies/morris-lecar/diagram.js";
import { drawnNetwork, runNetwork } from "../../../src/studies/morris-lecar/network.js";
import { networkJacobian } from "../../../src/studies/morris-lecar/network-spectrum.js";
import { backward } from "../../../src/studies/morris-lecar/orbits.js";
import { longStepRuns, stepperErrors, stepperSteps } from "../../../src/studies/morris-lecar/steppers.js";
import { testCore } from "../../support/core.js";

const core = await testCore();

describe("bifurcation diagrams", () => {
  const { rest, cycles } = bifurcationDiagram(core, { set: "homoclinic", points: 12 });
  const [stable, unstable] = cycles;

  it("join pieces of rest states at bifurcations", () => {
    const hopf = restBifurcations(morrisLecarField(core, "homoclinic")).find(({ type }) => type === "hopf")!;
    expect(rest.map((piece) => piece.stable)).toEqual([true, false, true]);
    expect(rest[1]!.voltage.at(-1)).toBe(hopf.state[0]);
    expect(rest[2]!.voltage[0]).toBe(hopf.state[0]);
    for (const { current, voltage } of rest) {
      for (const [i, I] of current.entries()) {
        if (i % 10 > 0) continue;
        const distances = restStates(morrisLecarField(core, "homoclinic"), I).map(({ state }) =>
          Math.abs(state[0]! - voltage[i]!),
        );
        // continuation converges to 1e-13 in scaled unknowns; next to a fold V follows the root of the error in I
        expect(Math.min(...distances)).toBeLessThan(1e-5);
      }
    }
  });

  it("have unstable cycles inside the stable ones, from the Hopf point to the fold", () => {
    expect([stable!.stable, unstable!.stable]).toEqual([true, false]);
    expect(unstable!.least[0]).toBe(unstable!.greatest[0]);
    for (const [i, I] of unstable!.current.entries()) {
      const after = stable!.current.findIndex((x) => x >= I);
      if (after > 0) expect(unstable!.greatest[i]).toBeLessThan(stable!.greatest[after - 1]!);
      if (i > 0)
        expect(unstable!.greatest[i]! - unstable!.least[i]!).toBeGreaterThan(
          unstable!.greatest[i - 1]! - unstable!.least[i - 1]!,
        );
    }
    // at the last point, 5e-5 before the fold, V differs by a multiple of the root of that
    expect(Math.abs(unstable!.greatest.at(-1)! - stable!.greatest.at(-1)!)).toBeLessThan(0.1);
  });
});

it("time that runs backward changes the sign of a field and its derivatives", () => {
  const field = morrisLecarField(core, "snlc");
  const reversed = backward(field);
  const of = (f: typeof reversed) => {
    const [velocity, jacobian, slope] = [new Float64Array(2), new Float64Array(4), new Float64Array(2)];
    f.derivative([-20, 0.1], 45, velocity);
    f.jacobian!([-20, 0.1], 45, jacobian);
    f.parameterDerivative!([-20, 0.1], 45, slope);
    return [...velocity, ...jacobian, ...slope];
  };
  expect(of(reversed)).toEqual(of(field).map((x) => -x));
  expect(reversed.model).toBeUndefined(); // the core's model runs forward
});

describe("fixed steps", () => {
  it("agree with the reference as they shrink, with the largest error first", () => {
    const { errors } = stepperErrors(core, { cell: "hopf", current: 100, voltage: 30, recovery: 0 });
    for (const list of Object.values(errors)) {
      const values = list.map((error) => error![0]);
      expect(values).toHaveLength(stepperSteps.length);
      expect(values[0]).toBeGreaterThan(values.at(-1)!);
      expect(values.at(-1)).toBeLessThan(0.1); // the worst of order 1 at 0.0125 ms
    }
  });

  it("report a run that does not stay finite as such", () => {
    for (const { least, greatest, failed } of longStepRuns(core))
      expect(least === null && greatest === null).toBe(failed !== null);
  });
});

describe("the cell looked at closely", () => {
  const input = { cell: "snlc", current: 45, voltage: -20, recovery: 0.1, duration: 99.95, dt: 0.1, stepper: "rk4" } as const;

  it("has a spectrum over one period from its least V, whose average is the multiplier's logarithm", () => {
    const { spectrum, orbit, stepped } = lookAtCell(core, input);
    const { samples, period, multiplier } = spectrum;
    expect(samples.voltage[0]).toBe(Math.min(...samples.voltage));
    expect(samples.voltage.at(-1)).toBe(samples.voltage[0]);
    expect(samples.time.at(-1)).toBe(period);
    // Liouville: log of the multiplier is the integral of the trace; the trapezoidal rule converges fast on a period
    const traces = samples.first.map((x, i) => x + samples.second[i]!).slice(1);
    const mean = traces.reduce((sum, x) => sum + x, 0) / traces.length;
    expect(Math.abs(mean * period! - Math.log(multiplier!))).toBeLessThan(1e-3);
    // a whole number of steps, within the duration
    expect(stepped.time.at(-1)).toBeCloseTo(99.9, 9);
    expect(orbit.time.at(-1)).toBeLessThanOrEqual(99.95);
  });
});

describe("networks", () => {
  it("that are drawn follow the seed and the sums of conductances", () => {
    const input = { cells: 7, excitation: 2, inhibition: 1 };
    const first = runNetwork(core, input, 1n);
    expect(runNetwork(core, input, 1n)).toEqual(first);
    expect(runNetwork(core, input, 2n).states).not.toEqual(first.states);
    // without synapses I1 moves no other cell
    const apart = runNetwork(core, { cells: 7, excitation: 0, inhibition: 0 }, 1n);
    expect(apart.gradients[0]!.voltages.slice(1)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(first.gradients[0]!.voltages.slice(1).every((x) => x !== 0)).toBe(true);
  });

  it("have the Jacobian with which y'' = J y' along an orbit", () => {
    const network = drawnNetwork(core, { cells: 6, excitation: 1, inhibition: 2 }, 3n);
    const h = 0.02;
    const times = Array.from({ length: 7 }, (_, i) => 99.94 + i * h);
    const tolerances = { method: "dop853", relativeTolerance: 1e-13, absoluteTolerance: 1e-14 } as const;
    const { states } = solve(core, morrisLecarNetworkModel(network), { ...tolerances, times });
    const J = networkJacobian(core, network, states[3]!);
    // central differences of order 6
    const at = (k: number, i: number) => states[3 + k]![i]!;
    const sum = (weights: readonly number[], i: number, sign: 1 | -1) =>
      weights.reduce((total, weight, k) => total + weight * (at(k + 1, i) + sign * at(-k - 1, i)), 0);
    const velocity = J.map((_, i) => sum([45 / 60, -9 / 60, 1 / 60], i, -1) / h);
    for (const [i, row] of J.entries()) {
      const acceleration = (sum([3 / 2, -3 / 20, 1 / 90], i, 1) - (49 / 18) * at(0, i)) / h ** 2;
      const product = row.reduce((total, x, j) => total + x * velocity[j]!, 0);
      // V in mV: rounding of 1e-14 |V| over h^2 and the seventh derivatives leave about 1e-8; w and s are 100 times smaller
      expect(Math.abs(acceleration - product)).toBeLessThan(1e-7);
    }
    // not by chance: terms of all cells and synapses are at work
    expect(J.flat().filter((x) => x !== 0)).toHaveLength(6 * (2 + 5 + 2 + 2));
  });

  it("with fixed steps of 0.1 ms err as their order says", () => {
    const { stepperErrors: errors } = runNetwork(core, { cells: 3, excitation: 1, inhibition: 1 }, 1n);
    expect(errors["strang-midpoint"]).toBeLessThan(0.1 * errors["exponential-euler"]!);
    expect(errors.rk4).toBeLessThan(1e-2 * errors["strang-midpoint"]!);
  });
});
