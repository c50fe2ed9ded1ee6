import { describe, expect, it } from "vitest";
import {
  type Bifurcation,
  continueRestStates,
  type HopfPoint,
  type MorrisLecarSet,
  type NeuronField,
  type NeutralSaddle,
  restBifurcations,
  restStates,
  type SaddleNode,
} from "./exports.js";
import { fastNeuron, hodgkinHuxley, neuron } from "./support.js";

/** By the exact curve of rest states, and by pseudo-arclength continuation, which does not know it. */
const ways: [string, (field: NeuronField) => readonly Bifurcation[]][] = [
  ["the curve of rest states", restBifurcations],
  [
    "continuation",
    (field) => {
      const [low] = field.voltages;
      const start = low < -1 ? -50 : -0.1;
      const { state } = restStates(field, start)[0]!;
      return continueRestStates(field, { parameter: start, state, range: [start, low < -1 ? 250 : 0.5] }).bifurcations;
    },
  ],
];

const saddleNodes = (list: readonly Bifurcation[]) => list.filter((b): b is SaddleNode => b.type === "saddle-node");
const hopfPoints = (list: readonly Bifurcation[]) => list.filter((b): b is HopfPoint => b.type === "hopf");
const neutralSaddles = (list: readonly Bifurcation[]) => list.filter((b): b is NeutralSaddle => b.type === "neutral-saddle");
const near = (measured: number, expected: number, tolerance: number) =>
  expect(Math.abs(measured - expected), `${measured} is not ${expected}`).toBeLessThan(tolerance);

describe.each(ways)("bifurcations of rest states by %s", (_, find) => {
  it.each(["snlc", "homoclinic"] as const)("item 4: saddle-nodes of the %s set", (set) => {
    const [lower, upper] = saddleNodes(find(neuron(set)));
    near(lower!.parameter, 39.96315309274535, 1e-9); // 40 digits; item 4's tolerance
    near(lower!.state[0]!, -29.389777405484395, 1e-9);
    near(lower!.state[1]!, 0.008514399137820334, 1e-9);
    near(upper!.parameter, -9.949039322623065, 1e-9);
    near(upper!.state[0]!, -4.0485177879423, 1e-9);
    near(upper!.state[1]!, 0.13650142219342398, 1e-9);
    expect([lower!.side, upper!.side]).toEqual([1, -1]);
  });

  it("item 4: the saddle-node of the authors' set", () => {
    const [lower] = saddleNodes(find(neuron("authors")));
    near(lower!.parameter, 39.57736814008859, 1e-9);
    near(lower!.state[0]!, -29.63300208559411, 1e-9);
  });

  const hopf: [MorrisLecarSet, number, number, number, number, number][] = [
    ["hopf", 0, 93.85761837372546, -25.270104879582682, 0.1396731900132085, 78.7566095460269],
    ["hopf", 1, 212.01881610037438, 7.800663866971202, 0.5954906712149935, 42.2819214261988],
    ["snlc", 0, 97.64616392152591, 8.334122714707044, 0.39619011471649296, 24.8594778303623],
    ["homoclinic", 0, 36.31621749620345, 4.410755716879145, 0.2947703472477878, 16.5844163043996],
  ];
  it.each(hopf)("items 5 and 6: Hopf points of the %s set (%d)", (set, index, I, V, w, period) => {
    const point = hopfPoints(find(neuron(set)))[index]!;
    near(point.parameter, I, 1e-8);
    near(point.state[0]!, V, 1e-8);
    near(point.state[1]!, w, 1e-8);
    near(point.period, period, 1e-8);
    expect(point.firstLyapunovCoefficient).toBeGreaterThan(0);
    expect(point.criticality).toBe("subcritical");
  });

  it("items 6 and 7: what MatCont reports of MLfast", () => {
    const found = find(fastNeuron);
    const [point] = hopfPoints(found);
    const [lower, upper] = saddleNodes(found);
    const [saddle] = neutralSaddles(found);
    // half a unit of the last published digit; where that was cut off, not rounded, one unit
    near(point!.state[0]!, 0.036756, 0.5e-6);
    near(point!.state[1]!, 0.29477, 0.5e-6);
    near(point!.parameter, 0.075658, 1e-6);
    near(point!.firstLyapunovCoefficient, 8.239, 1e-3); // published: 8.24
    near(upper!.state[0]!, -0.033738, 0.5e-6);
    near(upper!.state[1]!, 0.136501, 0.5e-6);
    near(upper!.parameter, -0.020727, 0.5e-6);
    near(lower!.state[0]!, -0.244914, 1e-6);
    near(lower!.state[1]!, 0.008514, 0.5e-6);
    near(lower!.parameter, 0.083257, 1e-6);
    near(saddle!.state[0]!, -0.119894, 0.5e-6);
    near(saddle!.state[1]!, 0.045956, 0.5e-6);
    near(saddle!.parameter, 0.033207, 0.5e-6);
  });

  it("item 8: the neutral saddle of the homoclinic set", () => {
    const [saddle] = neutralSaddles(find(neuron("homoclinic")));
    near(saddle!.parameter, 15.9394000543, 1e-8);
    near(saddle!.state[0]!, -14.3873139457, 1e-8);
  });

  it("item 10: the constant of the square-root law of the SNLC set", () => {
    const [lower] = saddleNodes(find(neuron("snlc")));
    near(lower!.passageConstant / 176.617586721811, 1, 1e-9);
  });

  it("Hodgkin-Huxley: Hopf points with derivatives by differences", () => {
    const [first, second] = hopfPoints(find(hodgkinHuxley));
    // B. Hassard, J. Theor. Biol. 71 (1978) 401: 9.78 (subcritical) and 154.5 (supercritical), half a unit of the last digit
    near(first!.parameter, 9.78, 5e-3);
    near(second!.parameter, 154.5, 5e-2);
    expect([first!.criticality, second!.criticality]).toEqual(["subcritical", "supercritical"]);
    expect(find(hodgkinHuxley).length).toBe(2);
  });
});
