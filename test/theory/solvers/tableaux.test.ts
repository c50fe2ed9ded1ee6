import { describe, expect, it } from "vitest";
import {
  InputError,
  type RosenbrockMethod,
  type RungeKuttaTableau,
  radau5Tableau,
  rosenbrockTableau,
  trBdf2Tableau,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { published } from "./published.js";

const core = await testCore();
const sum = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i)).reduce((a, b) => a + b, 0);

describe("Runge-Kutta tableaux", () => {
  it("Radau IIA satisfies the simplifying conditions C(3)", () => {
    const { coefficients, nodes, weights } = radau5Tableau;
    for (const [i, row] of coefficients.entries()) {
      for (let k = 1; k <= 3; k++) {
        expect(Math.abs(sum(3, (j) => row[j]! * nodes[j]! ** (k - 1)) - nodes[i]! ** k / k)).toBeLessThan(1e-15);
      }
    }
    expect(weights).toEqual(coefficients[2]);
  });

  it("TR-BDF2 and its embedded solution satisfy the order conditions", () => {
    const { coefficients, nodes, weights, embedded } = trBdf2Tableau as Required<RungeKuttaTableau>;
    const close = (value: number, expected: number) => expect(Math.abs(value - expected)).toBeLessThan(1e-15);
    close(
      sum(3, (i) => weights[i]!),
      1,
    );
    close(
      sum(3, (i) => weights[i]! * nodes[i]!),
      1 / 2,
    );
    close(
      sum(3, (i) => embedded[i]!),
      1,
    );
    close(
      sum(3, (i) => embedded[i]! * nodes[i]!),
      1 / 2,
    );
    close(
      sum(3, (i) => embedded[i]! * nodes[i]! ** 2),
      1 / 3,
    );
    close(
      sum(3, (i) => embedded[i]! * sum(3, (j) => coefficients[i]![j]! * nodes[j]!)),
      1 / 6,
    );
  });
});

describe("Rosenbrock tableaux", () => {
  it.each(["rodas4", "rodas4p", "rodas5p"] as const)("%s has the published digits", (method) => {
    const { gamma, nodes, transformed } = rosenbrockTableau(core, method);
    const expected = published[method];
    const lower = (rows: readonly (readonly number[])[]) => rows.slice(1).map((row, i) => row.slice(0, i + 1));
    expect(gamma).toBe(expected.gamma);
    expect(lower(transformed.arguments)).toEqual(expected.A);
    expect(lower(transformed.couplings)).toEqual(expected.C);
    expect(nodes).toEqual(expected.c);
    expect(transformed.times).toEqual(expected.d);
    expect(transformed.dense).toEqual(expected.H);
    const s = nodes.length;
    expect(transformed.solution).toEqual([...expected.A.at(-1)!, 1]); // the last argument plus the last U
    expect(transformed.error).toEqual([...Array(s - 1).fill(0), 1]);
  });

  const [root2, root3] = [Math.SQRT2, Math.sqrt(3)];
  const classical: {
    [M in "ros2" | "ros3p" | "rodas3" | "ros34pw2"]: {
      gamma: number;
      alpha: number[][];
      gammas: number[][];
      b: number[];
      embedded: number[];
    };
  } = {
    ros2: { gamma: 1 - 1 / root2, alpha: [[], [1]], gammas: [[], [root2 - 2]], b: [1 / 2, 1 / 2], embedded: [1, 0] },
    ros3p: {
      gamma: 1 / 2 + root3 / 6,
      alpha: [[], [1], [1, 0]],
      gammas: [[], [-1], [-(1 / 2 + root3 / 6), 1 / 2 - 2 * (1 / 2 + root3 / 6)]],
      b: [2 / 3, 0, 1 / 3],
      embedded: [1 / 3, 1 / 3, 1 / 3],
    },
    rodas3: {
      gamma: 1 / 2,
      alpha: [[], [0], [1, 0], [3 / 4, -1 / 4, 1 / 2]],
      gammas: [[], [1], [-1 / 4, -1 / 4], [1 / 12, 1 / 12, -2 / 3]],
      b: [5 / 6, -1 / 6, -1 / 6, 1 / 2],
      embedded: [3 / 4, -1 / 4, 1 / 2, 0],
    },
    ros34pw2: {
      gamma: 0.435866521508459,
      alpha: [[], [0.871733043016918], [0.84457060015369423, -0.11299064236484185], [0, 0, 1]],
      gammas: [
        [],
        [-0.871733043016918],
        [-0.90338057013044082, 0.054180672388095326],
        [0.24212380706095346, -1.2232505839045147, 0.54526025533510214],
      ],
      b: [0.24212380706095346, -1.2232505839045147, 1.545260255335102, 0.435866521508459],
      embedded: [0.37810903145819369, -0.096042292212423178, 0.5, 0.2179332607542295],
    },
  };

  it.each(["ros2", "ros3p", "rodas3", "ros34pw2"] as const)("%s is its classical form, transformed", (method) => {
    const { gamma, nodes, alpha, gammas, weights, embedded, transformed } = rosenbrockTableau(core, method);
    const expected = classical[method];
    const s = nodes.length;
    // rounding of a back-transformation with coefficients up to 10
    const close = (value: number, digits: number) => expect(Math.abs(value - digits)).toBeLessThan(2e-14);
    close(gamma, expected.gamma);
    for (let i = 0; i < s; i++) {
      close(weights[i]!, expected.b[i]!);
      close(embedded[i]!, expected.embedded[i]!);
      for (let j = 0; j < i; j++) {
        close(alpha[i]![j]!, expected.alpha[i]![j]!);
        close(gammas[i]![j]!, expected.gammas[i]![j]!);
      }
      close(gammas[i]![i]!, expected.gamma);
      close(
        nodes[i]!,
        sum(i, (j) => expected.alpha[i]![j]!),
      );
      close(transformed.times[i]!, expected.gamma + sum(i, (j) => expected.gammas[i]![j]!));
    }
  });

  /** Defects of the conditions for order 1 to `order` of a W-method: any matrix for J (Hairer and Wanner II, IV.7). */
  function defects(method: RosenbrockMethod, order: number): number[] {
    const { alpha, gammas, weights: b } = rosenbrockTableau(core, method);
    const s = b.length;
    const a = alpha.map((row) => sum(s, (j) => row[j]!));
    const g = gammas.map((row) => sum(s, (j) => row[j]!));
    const conditions = [sum(s, (i) => b[i]!) - 1];
    if (order >= 2)
      conditions.push(
        sum(s, (i) => b[i]! * a[i]!) - 1 / 2,
        sum(s, (i) => b[i]! * g[i]!),
      );
    if (order >= 3) {
      const chain = (m: readonly (readonly number[])[], x: readonly number[]) =>
        sum(s, (i) => b[i]! * sum(s, (j) => m[i]![j]! * x[j]!));
      conditions.push(sum(s, (i) => b[i]! * a[i]! ** 2) - 1 / 3, chain(alpha, a) - 1 / 6);
      conditions.push(chain(alpha, g), chain(gammas, a), chain(gammas, g));
    }
    return conditions;
  }

  it("ROS34PW2 meets the conditions of order 3 and ROS2 those of order 2 for any matrix; RODAS3 and ROS3P do not", () => {
    for (const defect of [...defects("ros34pw2", 3), ...defects("ros2", 2)]) expect(Math.abs(defect)).toBeLessThan(1e-14);
    for (const method of ["rodas3", "ros3p"] as const) {
      expect(Math.max(...defects(method, 3).map(Math.abs))).toBeGreaterThan(0.01);
    }
  });

  it("refuses an unknown method", () => {
    expect(() => rosenbrockTableau(core, "ros9" as RosenbrockMethod)).toThrow(InputError);
  });
});
