import { checkNumber } from "../../core/check.js";
import { cos, hypot, sin } from "../../numeric/portable/index.js";
import { define, type Invariant, type TestProblem } from "./problem.js";

// Orbits under Newton's gravity.

/** Period of Arenstorf's orbit, known to 20 digits. */
export const arenstorfPeriod = Number("17.0652165601579625588917206249");

/** A satellite between earth and moon that comes back to where it started; unstable. State (x, y, x', y'). */
export function arenstorf(): TestProblem {
  const mass = 0.012277471;
  return define({
    name: "Arenstorf",
    title: "Arenstorf's closed orbit in the restricted three-body problem",
    equations: "arenstorf",
    initial: [0.994, 0, 0, Number("-2.00158510637908252240537862224")],
    parameters: { mass },
    constants: [mass, 1 - mass],
    defaultEnd: arenstorfPeriod,
    invariants: [{ name: "Jacobi's integral", value: (state) => jacobiIntegral(state, mass) }],
  });
}

/** (x^2 + y^2) / 2 + m' / r1 + m / r2 - (x'^2 + y'^2) / 2. */
function jacobiIntegral({ 0: x, 1: y, 2: vx, 3: vy }: ArrayLike<number>, mass: number): number {
  const earth = hypot(x! + mass, y!);
  const moon = hypot(x! - 1 + mass, y!);
  return 0.5 * (x! ** 2 + y! ** 2 - vx! ** 2 - vy! ** 2) + (1 - mass) / earth + mass / moon;
}

const masses = [1, 2, 3, 4, 5, 6, 7];

/** Seven stars in the plane; state x1 ... x7, y1 ... y7, and their velocities. */
export function pleiades(): TestProblem {
  const x = [3, 3, -1, -3, 2, -2, 2];
  const y = [3, -3, 2, 0, 0, -4, 4];
  const vx = [0, 0, 0, 0, 0, 1.75, -1.5];
  const vy = [0, 0, 0, -1.25, 1, 0, 0];
  return define({
    name: "Pleiades",
    title: "Seven stars in the plane",
    equations: "pleiades",
    initial: [...x, ...y, ...vx, ...vy],
    parameters: Object.fromEntries(masses.map((mass, i) => [`m${i + 1}`, mass])),
    defaultEnd: 3,
    invariants: [
      momentum("momentum along x", 14),
      momentum("momentum along y", 21),
      { name: "energy", value: energyOfStars },
      {
        name: "angular momentum",
        value: (s) => masses.reduce((sum, m, i) => sum + m * (s[i]! * s[21 + i]! - s[7 + i]! * s[14 + i]!), 0),
      },
    ],
  });
}

function momentum(name: string, first: number): Invariant {
  return { name, value: (state) => masses.reduce((sum, mass, i) => sum + mass * state[first + i]!, 0) };
}

function energyOfStars(state: ArrayLike<number>): number {
  let energy = 0;
  for (let i = 0; i < 7; i++) {
    energy += 0.5 * masses[i]! * (state[14 + i]! ** 2 + state[21 + i]! ** 2);
    for (let j = 0; j < i; j++) {
      energy -= (masses[i]! * masses[j]!) / hypot(state[i]! - state[j]!, state[7 + i]! - state[7 + j]!);
    }
  }
  return energy;
}

/**
 * Two bodies, one revolution of 2 pi, from the point where they are nearest: state (x, y, x', y') from (1 - e, 0, 0, sqrt((1 + e) / (1 - e))).
 * Eccentricities 0.1, 0.3, 0.5, 0.7 and 0.9 are DETEST's D1 to D5. Errors: InputError unless 0 <= eccentricity < 1.
 */
export function orbit(given: { eccentricity?: number } = {}, name = "Orbit"): TestProblem {
  const e = checkNumber("eccentricity", given.eccentricity ?? 0.5, { min: 0, below: 1 });
  return define({
    name,
    title: `Two bodies, eccentricity ${e}`,
    equations: "orbit",
    initial: [1 - e, 0, 0, Math.sqrt((1 + e) / (1 - e))],
    parameters: { eccentricity: e },
    constants: [],
    defaultEnd: 20,
    solution: (t) => keplerOrbit(e, t),
    invariants: [
      { name: "energy", value: ({ 0: x, 1: y, 2: vx, 3: vy }) => 0.5 * (vx! ** 2 + vy! ** 2) - 1 / hypot(x!, y!) },
      { name: "angular momentum", value: ({ 0: x, 1: y, 2: vx, 3: vy }) => x! * vy! - y! * vx! },
    ],
  });
}

/**
 * The orbit of eccentricity e at time t: with E - e sin E = t, x = cos E - e, y = sqrt(1 - e^2) sin E, and E' = 1 / (1 - e cos E).
 * State (x, y, x', y').
 */
function keplerOrbit(e: number, t: number): number[] {
  const revolutions = Math.round(t / (2 * Math.PI));
  // 2 pi in two parts, the first of 33 bits: the product is exact
  const anomaly = t - revolutions * 6.2831853069365025 - revolutions * 2.430840202602477e-10;
  const E = eccentricAnomaly(e, anomaly);
  const [sine, cosine] = [sin(E), cos(E)];
  const width = Math.sqrt(1 - e * e);
  const speed = 1 / (1 - e * cosine);
  return [cosine - e, width * sine, -sine * speed, width * cosine * speed];
}

/** Kepler's equation E - e sin E = M for |M| <= pi, by Newton's method, from a start from which it converges for every e < 1. */
function eccentricAnomaly(e: number, M: number): number {
  let E = e > 0.8 ? Math.sign(M) * Math.PI : M;
  for (let i = 0; i < 60; i++) {
    const change = (E - e * sin(E) - M) / (1 - e * cos(E));
    E -= change;
    if (Math.abs(change) <= 1e-16 * Math.max(1, Math.abs(E))) break;
  }
  return E;
}
