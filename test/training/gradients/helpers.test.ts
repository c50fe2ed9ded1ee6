import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { morrisLecarModel } from "../../../src/neurons/morris-lecar-model.js";
import {
  checkGradient,
  clipGradient,
  createGradient,
  hardThreshold,
  surrogateGradient,
  zeroNotFinite,
} from "../../../src/training/gradients/index.js";
import { testCore } from "../../support/core.js";
import { cellParameters } from "./complex-network.js";

const core = await testCore();

describe("clipGradient", () => {
  test("keeps short gradients, and shortens others along their direction", () => {
    const numbers = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(numbers, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (values, longest) => {
        const gradient = Float64Array.from(values);
        const length = clipGradient(gradient, longest);
        const largest = Math.max(...values.map(Math.abs));
        if (length <= longest) {
          expect(Array.from(gradient)).toEqual(values);
          return;
        }
        // Six squares and a root: a few roundings.
        expect(Math.abs(Math.hypot(...gradient) / longest - 1)).toBeLessThan(1e-14);
        for (const [i, x] of values.entries()) {
          expect(Math.abs(gradient[i]! / longest - x / largest / (length / largest))).toBeLessThan(1e-14);
        }
      }),
    );
    expect(clipGradient(Float64Array.of(3, 4), 10)).toBe(5);
    expect(clipGradient(new Float64Array(3), 1)).toBe(0);
    expect(clipGradient(Float64Array.of(1, NaN), 1)).toBeNaN();
    expect(() => clipGradient(Float64Array.of(1), 0)).toThrow("longest is 0; it must be a finite number > 0.");
  });
});

test("zeroNotFinite counts what it sets to 0", () => {
  const gradient = Float64Array.of(1, NaN, -Infinity, 0, Infinity, -2);
  expect(zeroNotFinite(gradient)).toBe(3);
  expect(Array.from(gradient)).toEqual([1, 0, 0, 0, 0, -2]);
});

test("a threshold's surrogate gradient is 1 / (1 + slope |x - threshold|)^2", () => {
  const values = [-2, -0.04, 0, 0.04, 1];
  const out = new Float64Array(5);
  hardThreshold(values, out);
  expect(Array.from(out)).toEqual([0, 0, 0, 1, 1]);
  hardThreshold(values, out, { threshold: -0.04 });
  expect(Array.from(out)).toEqual([0, 0, 1, 1, 1]);
  const gradient = Float64Array.of(1, 2, 3, -4, 5);
  surrogateGradient(values, gradient);
  expect(Array.from(gradient)).toEqual([1 / 51 ** 2, 2 / 4, 3, -1, 5 / 26 ** 2]);
  const other = Float64Array.of(1, 1, 1, 1, 1);
  surrogateGradient(values, other, { slope: 1, threshold: 1 });
  expect(Array.from(other)).toEqual([1 / 16, 1 / 2.04 ** 2, 1 / 4, 1 / 1.96 ** 2, 1]);
  expect(() => surrogateGradient(values, new Float64Array(2))).toThrow(
    "gradient is an array of length 2; it must be an array of 5 numbers.",
  );
  expect(() => surrogateGradient(values, gradient, { slope: 0 })).toThrow("slope is 0; it must be a finite number > 0.");
});

describe("checkGradient", () => {
  const f = (x: Float64Array) => Math.exp(x[0]!) * Math.sin(x[1]!);
  const at = [0.3, 0.8];
  const gradient = [Math.exp(0.3) * Math.sin(0.8), Math.exp(0.3) * Math.cos(0.8)];
  const complexF = ({ re, im }: { re: Float64Array; im: Float64Array }) => {
    const size = Math.exp(re[0]!);
    const [c, s] = [Math.cos(im[0]!), Math.sin(im[0]!)];
    const [a, b] = [Math.sin(re[1]!) * Math.cosh(im[1]!), Math.cos(re[1]!) * Math.sinh(im[1]!)];
    return { re: size * (c * a - s * b), im: size * (c * b + s * a) };
  };

  test("agrees to the accuracy of each way", () => {
    // Central: h^2 / 6 + eps / h with h = 6e-6. Richardson: h^6 / (6 ... ) + eps / h with h = 0.01 / 4 at the least. Complex: rounding.
    expect(checkGradient(f, gradient, at, { way: "central" }).worst).toBeLessThan(1e-10);
    expect(checkGradient(f, gradient, at).worst).toBeLessThan(1e-12);
    expect(checkGradient(complexF, gradient, at, { way: "complex" }).worst).toBeLessThan(1e-15);
  });

  test("names the worst component", () => {
    const wrong = checkGradient(f, [gradient[0]!, gradient[1]! + 0.01], at);
    expect(wrong.component).toBe(1);
    expect(wrong.given - wrong.measured).toBeCloseTo(0.01, 10);
    expect(wrong.errors[0]).toBeLessThan(1e-12);
    expect(checkGradient(f, [NaN, gradient[1]!], at).component).toBe(0);
    expect(checkGradient(f, [NaN, gradient[1]!], at).worst).toBeNaN();
    expect(checkGradient(f, [NaN, gradient[1]!], at, { components: [1] }).worst).toBeLessThan(1e-12);
  });

  test("refuses what it cannot compare", () => {
    expect(() => checkGradient(f, [1], at)).toThrow("gradient is an array of length 1; it must be an array of 2 numbers.");
    expect(() => checkGradient(f, gradient, at, { components: [2] })).toThrow(
      "components[0] is 2; it must be an integer >= 0 and <= 1.",
    );
    expect(() => checkGradient(f, gradient, at, { way: "forward" as "central" })).toThrow('way is "forward"; it must be one of');
    expect(() => checkGradient(() => NaN, gradient, at)).toThrow("f is not finite beside the point, along component 0");
  });

  test("of a cell's run, by all of its parameters", () => {
    const theta = [...cellParameters("snlc"), 45];
    const run = createGradient(core, morrisLecarModel({ current: 45 }), { times: [10, 30], stepSize: 0.1, method: "dopri5" });
    const loss = (states: Float64Array) => ({ loss: 0.5 * states[2]! ** 2 + states[0]!, gradient: [1, 0, states[2]!, 0] });
    const { gradient } = run.run(loss, { parameters: theta });
    const check = checkGradient((parameters) => loss(run.simulate({ parameters })).loss, gradient.slice(), theta, { step: 1e-3 });
    run.dispose();
    // Relative to the largest: h^6 terms of parameters of size 0.067 to 120, and rounding 1e-13 / 1e-3.
    expect(check.worst).toBeLessThan(1e-9);
  });
});
