import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  amplification,
  gauss4Tableau,
  InputError,
  type RosenbrockMethod,
  radau5Tableau,
  rosenbrock23Tableau,
  rosenbrockTableau,
  rungeKutta4Tableau,
  stabilityAtInfinity,
  stabilityFunction,
  trapezoidTableau,
  trBdf2Tableau,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const rosenbrock = (method: RosenbrockMethod) => rosenbrockTableau(core, method);
const methods = ["ros2", "ros3p", "ros34pw2", "rodas3", "rodas4", "rodas4p", "rodas5p"] as const;
/** Order of the solution. */
const orders = { ros2: 2, ros3p: 3, ros34pw2: 3, rodas3: 3, rodas4: 4, rodas4p: 4, rodas5p: 5 } as const;

describe("stability function", () => {
  it("is that of the closed forms", () => {
    const points = [-3, -0.7, 0.4, { re: -2, im: 5 }, { re: 0, im: 1.5 }];
    for (const z of points) {
      const { re, im } = typeof z === "number" ? { re: z, im: 0 } : z;
      // 1 + z + z^2/2 + z^3/6 + z^4/24
      let [termRe, termIm, sumRe, sumIm] = [1, 0, 1, 0];
      for (let k = 1; k <= 4; k++) {
        [termRe, termIm] = [(termRe * re - termIm * im) / k, (termRe * im + termIm * re) / k];
        sumRe += termRe;
        sumIm += termIm;
      }
      const classical = stabilityFunction(rungeKutta4Tableau, z);
      expect(Math.hypot(classical.re - sumRe, classical.im - sumIm)).toBeLessThan(1e-13); // rounding of terms up to 40
    }
    for (const z of [-30, -1, 0.5]) {
      const close = (tableau: Parameters<typeof stabilityFunction>[0], value: number) =>
        expect(Math.abs(stabilityFunction(tableau, z).re - value)).toBeLessThan(1e-13);
      close(trapezoidTableau, (1 + z / 2) / (1 - z / 2));
      close(radau5Tableau, (1 + (2 / 5) * z + z ** 2 / 20) / (1 - (3 / 5) * z + (3 / 20) * z ** 2 - z ** 3 / 60));
      close(gauss4Tableau, (1 + z / 2 + z ** 2 / 12) / (1 - z / 2 + z ** 2 / 12));
      // ROS2: (1 + (1 - 2 g) z + (g^2 - 2 g + 1/2) z^2) / (1 - g z)^2, whose last coefficient is 0 for g = 1 - 1/sqrt(2)
      const g = 1 - Math.SQRT1_2;
      close(rosenbrock("ros2"), (1 + (1 - 2 * g) * z) / (1 - g * z) ** 2);
      close(rosenbrock23Tableau, (1 + (1 - 2 * g) * z) / (1 - g * z) ** 2);
    }
  });

  it.each(methods)("of %s agrees with exp(z) to its order", (method) => {
    const tableau = rosenbrock(method);
    const p = orders[method];
    const defect = (z: number) => Math.abs(stabilityFunction(tableau, z).re - Math.exp(z));
    // |R(z) - e^z| ~ C |z|^(p + 1), C below 1 for all of these
    for (const z of [-0.1, 0.1]) expect(defect(z)).toBeLessThan(Math.abs(z) ** (p + 1));
    const slope = Math.log2(defect(-0.2) / defect(-0.1));
    expect(slope).toBeGreaterThan(p + 0.5);
  });

  it("has the published limits", () => {
    expect(Math.abs(Math.abs(stabilityAtInfinity(rosenbrock("ros3p"))) - 0.7320508)).toBeLessThan(1e-6);
    expect(Math.abs(stabilityAtInfinity(rosenbrock("ros3p")) - (1 - Math.sqrt(3)))).toBeLessThan(1e-12);
    const damped = [
      ...methods.filter((method) => method !== "ros3p").map(rosenbrock),
      radau5Tableau,
      trBdf2Tableau,
      rosenbrock23Tableau,
    ];
    for (const tableau of damped) {
      expect(Math.abs(stabilityAtInfinity(tableau))).toBeLessThan(1e-12); // rounding, times coefficients up to 150
      expect(amplification(tableau, -1e8)).toBeLessThan(1e-6);
    }
    expect(Math.abs(stabilityAtInfinity(trapezoidTableau) + 1)).toBeLessThan(1e-15);
    expect(Math.abs(stabilityAtInfinity(gauss4Tableau) - 1)).toBeLessThan(1e-14);
    expect(stabilityAtInfinity(rungeKutta4Tableau)).toBe(Infinity);
  });

  it("stays below 1 in the left half-plane for the A-stable methods", () => {
    // RODAS4P and RODAS5P are A-stable too: all that the core has
    const tableaux = [...methods.map(rosenbrock), radau5Tableau, trBdf2Tableau];
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        (logarithm, angle) => {
          const [radius, phi] = [10 ** logarithm, Math.PI - (angle / 180) * Math.PI];
          const z = { re: Math.min(0, radius * Math.cos(phi)), im: radius * Math.sin(phi) };
          for (const tableau of tableaux) expect(amplification(tableau, z)).toBeLessThan(1 + 1e-10); // rounding: coefficients up to 150
        },
      ),
    );
  });

  it("refuses poles and tableaux it has no limit for", () => {
    expect(() => stabilityFunction(trapezoidTableau, 2)).toThrow(InputError);
    expect(() =>
      stabilityAtInfinity({
        coefficients: [
          [0, 0],
          [0.5, 0.5],
        ],
        weights: [0.5, 0.25],
      }),
    ).toThrow(InputError);
  });
});
