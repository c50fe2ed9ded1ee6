import { power } from "../../../numeric/portable/index.js";
import type { MethodName } from "../../../solvers/methods.js";
import { type RungeKuttaTableau, radau5Tableau, trBdf2Tableau } from "../../../theory/solvers/index.js";
import { atMost, type Claim, within } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";
import { implicitMethods } from "../stability.js";

export function stabilityClaims({ stability }: Sorted): Claim[] {
  const of = (method: MethodName) => stability.find(({ job }) => job.input.method === method)!.result;
  const ringing: readonly MethodName[] = ["ros3p", "trapezoid", "implicit-midpoint"];
  const damping = implicitMethods.filter((method) => !ringing.includes(method));
  return [
    within({
      id: "ros3p-rings",
      statement: "ROS3P is A-stable without being L-stable: |R(-1e8)| = √3 - 1",
      source: "the limit is 1 - √3 for γ = 1/2 + √3/6; terms of the order 1e-8",
      expected: Math.sqrt(3) - 1,
      tolerance: 1e-6,
      measured: of("ros3p").far,
    }),
    atMost({
      id: "l-stable",
      statement:
        "All other Rosenbrock methods, Radau IIA 5, TR-BDF2 and backward Euler damp fast components: |R(-1e8)|, largest of them",
      source: "R tends to 0 as 1/z, with factors up to 13",
      limit: 1e-6,
      measured: Math.max(...damping.map((method) => of(method).far!)),
    }),
    ...(["trapezoid", "implicit-midpoint"] as const).flatMap((method) => [
      within({
        id: `${method}-undamped`,
        statement: `${titleOf(method)} does not: R(∞) = -1`,
        source: "R(z) = (1 + z/2)/(1 - z/2); rounding",
        expected: -1,
        tolerance: 1e-15,
        measured: of(method).atInfinity,
      }),
      within({
        id: `${method}-rings`,
        statement: `${titleOf(method)}: |R(-1e8)| = 1`,
        source: "the same; 1 - 4e-8",
        expected: 1,
        tolerance: 1e-6,
        measured: of(method).far,
      }),
    ]),
    atMost({
      id: "solver-is-tableau",
      statement:
        "A step of y' = z y multiplies by the stability function of the method's tableau, at 384 points of the plane (largest difference)",
      source: "rounding: coefficients up to 150 over denominators below 1",
      limit: 1e-12,
      measured: Math.max(...stability.map(({ result }) => result.difference ?? 0)),
    }),
    within({
      id: "runge-kutta-interval",
      statement: "The classical Runge-Kutta method is stable on the negative axis down to -2.7853",
      source: "root of 1 + z/2 + z²/6 + z³/24 = 0; bisection",
      expected: 2.785293563405282,
      tolerance: 1e-6,
      measured: of("rk4").interval,
    }),
    ...coefficientClaims(),
  ];
}

const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((x, i) => x * b[i]!));

/** Conditions on the rows of the implicit Runge-Kutta methods. */
function coefficientClaims(): Claim[] {
  const { coefficients: a, nodes: c } = radau5Tableau;
  const rows = [0, 1, 2].flatMap((k) =>
    a.map(
      (row, i) =>
        dot(
          row,
          c.map((x) => power(x, k)),
        ) -
        power(c[i]!, k + 1) / (k + 1),
    ),
  );
  return [
    atMost({
      id: "radau-rows",
      statement: "Rows of Radau IIA 5: Σ_j a_ij c_j^k = c_i^(k+1)/(k+1) for k = 0, 1, 2 (largest defect)",
      source: "collocation; rounding",
      limit: 1e-15,
      measured: Math.max(...rows.map(Math.abs)),
    }),
    atMost({
      id: "tr-bdf2-rows",
      statement: "TR-BDF2: Σb = 1, Σbc = 1/2; Σb̂ = 1, Σb̂c = 1/2, Σb̂c² = 1/3, b̂ᵀAc = 1/6 (largest defect)",
      source: "conditions of order 2, and 3 for the embedded solution; rounding",
      limit: 1e-15,
      measured: Math.max(...trBdf2Defects(trBdf2Tableau).map(Math.abs)),
    }),
  ];
}

function trBdf2Defects({ coefficients, nodes: c, weights: b, embedded }: RungeKuttaTableau): number[] {
  const e = embedded!;
  return [
    sum(b) - 1,
    dot(b, c) - 1 / 2,
    sum(e) - 1,
    dot(e, c) - 1 / 2,
    dot(
      e,
      c.map((x) => x * x),
    ) -
      1 / 3,
    dot(
      e,
      coefficients.map((row) => dot(row, c)),
    ) -
      1 / 6,
  ];
}
