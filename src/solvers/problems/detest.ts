import { atan2, cos, cosh, exp, hypot, log, sin, tanh } from "../../numeric/portable/index.js";
import { jacobiElliptic } from "./elliptic.js";
import { orbit } from "./orbits.js";
import { type Definition, define, linearInvariant, type TestProblem } from "./problem.js";

// The non-stiff problems DETEST, classes A (single equations), B (small systems), D (orbits) and E (higher order equations)
// [T. E. Hull, W. H. Enright, B. M. Fellen, A. E. Sedgwick 1972].

function problem(definition: Omit<Definition, "defaultEnd">): TestProblem {
  return define({ ...definition, defaultEnd: 20 });
}

/** y' = -y. */
export const detestA1 = () =>
  problem({
    name: "DETEST A1",
    title: "Exponential decay",
    equations: "detestA1",
    initial: [1],
    solution: (t) => [exp(-t)],
  });

/** y' = -y^3 / 2. */
export const detestA2 = () =>
  problem({
    name: "DETEST A2",
    title: "A special case of Riccati's equation",
    equations: "detestA2",
    initial: [1],
    solution: (t) => [1 / Math.sqrt(1 + t)],
  });

/** y' = y cos t. */
export const detestA3 = () =>
  problem({
    name: "DETEST A3",
    title: "An oscillation",
    equations: "detestA3",
    initial: [1],
    autonomous: false,
    solution: (t) => [exp(sin(t))],
  });

/** y' = (y / 4) (1 - y / 20). */
export const detestA4 = () =>
  problem({
    name: "DETEST A4",
    title: "Logistic growth",
    equations: "detestA4",
    initial: [1],
    solution: (t) => [20 / (1 + 19 * exp(-t / 4))],
  });

/** y' = (y - t) / (y + t): ln(t^2 + y^2) / 2 + arctan(y / t) stays. */
export const detestA5 = () =>
  problem({
    name: "DETEST A5",
    title: "A spiral curve",
    equations: "detestA5",
    initial: [4],
    autonomous: false,
    invariants: [
      {
        name: "ln r + angle",
        value: (state, t) => log(hypot(t, state[0]!)) + atan2(state[0]!, t),
      },
    ],
  });

/** Two populations. */
export const detestB1 = () =>
  problem({
    name: "DETEST B1",
    title: "Growth of two populations in conflict",
    equations: "detestB1",
    initial: [1, 3],
    invariants: [
      {
        name: "y1 - ln y1 + 2 (y2 - ln y2)",
        value: (state) => state[0]! - log(state[0]!) + 2 * (state[1]! - log(state[1]!)),
      },
    ],
  });

/** A linear reaction with rates 0, 1 and 3. */
export const detestB2 = () =>
  problem({
    name: "DETEST B2",
    title: "A linear chemical reaction",
    equations: "detestB2",
    initial: [2, 0, 1],
    invariants: [linearInvariant("y1 + y2 + y3", [1, 1, 1])],
    solution: (t) => {
      const [slow, fast] = [0.5 * exp(-t), 0.5 * exp(-3 * t)];
      return [1 + slow + fast, 1 - 2 * fast, 1 - slow + fast];
    },
  });

/** A nonlinear reaction. */
export const detestB3 = () =>
  problem({
    name: "DETEST B3",
    title: "A nonlinear chemical reaction",
    equations: "detestB3",
    initial: [1, 0, 0],
    invariants: [linearInvariant("y1 + y2 + y3", [1, 1, 1])],
  });

/** The integral surface of a torus. */
export const detestB4 = () =>
  problem({ name: "DETEST B4", title: "The integral surface of a torus", equations: "detestB4", initial: [3, 0, 0] });

/** Euler's equations of a rigid body without forces. */
export const detestB5 = () =>
  problem({
    name: "DETEST B5",
    title: "A rigid body without forces",
    equations: "detestB5",
    initial: [0, 1, 1],
    invariants: [
      { name: "y1^2 + y2^2", value: (state) => state[0]! ** 2 + state[1]! ** 2 },
      { name: "0.51 y1^2 + y3^2", value: (state) => 0.51 * state[0]! ** 2 + state[2]! ** 2 },
    ],
    solution: (t) => jacobiElliptic(t, 0.51),
  });

/** Orbits of eccentricity 0.1, 0.3, 0.5, 0.7 and 0.9. */
export const detestD1 = () => orbit({ eccentricity: 0.1 }, "DETEST D1");
export const detestD2 = () => orbit({ eccentricity: 0.3 }, "DETEST D2");
export const detestD3 = () => orbit({ eccentricity: 0.5 }, "DETEST D3");
export const detestD4 = () => orbit({ eccentricity: 0.7 }, "DETEST D4");
export const detestD5 = () => orbit({ eccentricity: 0.9 }, "DETEST D5");

/** Bessel's equation of order 1/2 from t = 1 on: the solution is J(t + 1) = sqrt(2 / (pi (t + 1))) sin(t + 1). */
export const detestE1 = () =>
  problem({
    name: "DETEST E1",
    title: "Bessel's equation of order 1/2",
    equations: "detestE1",
    initial: [0.671396707141803, 0.09540051444747447],
    autonomous: false,
    solution: (t) => {
      const s = t + 1;
      const amplitude = Math.sqrt(2 / (Math.PI * s));
      return [amplitude * sin(s), amplitude * (cos(s) - sin(s) / (2 * s))];
    },
  });

/** Van der Pol's equation with mu = 1. */
export const detestE2 = () =>
  problem({
    name: "DETEST E2",
    title: "Van der Pol's equation",
    equations: "dampedVanDerPol",
    initial: [2, 0],
    parameters: { mu: 1 },
  });

/** A driven pendulum, expanded to the third power. */
export const detestE3 = () =>
  problem({ name: "DETEST E3", title: "Duffing's equation", equations: "detestE3", initial: [0, 0], autonomous: false });

/** A fall with drag: with a = sqrt(0.08), y2 = a tanh(0.4 a t), y1 = 30 + ln cosh(0.4 a t) / 0.4. */
export const detestE4 = () =>
  problem({
    name: "DETEST E4",
    title: "A body falling with drag",
    equations: "detestE4",
    initial: [30, 0],
    solution: (t) => {
      const a = Math.sqrt(0.08);
      return [30 + log(cosh(0.4 * a * t)) / 0.4, a * tanh(0.4 * a * t)];
    },
  });

/** A linear pursuit, t < 25: with q = 25 / (25 - t), y2 = (q - 1 / q) / 2, y1 = (25 ln q - t + t^2 / 50) / 2. */
export const detestE5 = () =>
  problem({
    name: "DETEST E5",
    title: "A linear pursuit",
    equations: "detestE5",
    initial: [0, 0],
    autonomous: false,
    solution: (t) => {
      const q = 25 / (25 - t);
      return [0.5 * (25 * log(q) - t + (t * t) / 50), 0.5 * (q - 1 / q)];
    },
  });
