import { type MethodName, methods } from "../../../solvers/methods.js";
import { atMost, type Claim, within } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";
import { measuredOrder, type SmoothProblem } from "../smooth.js";

export function orderClaims(results: Sorted): Claim[] {
  return [...nominalOrders(results), ...anyJacobianClaims(results), ...reductionClaims(results), ...innerClaims(results)];
}

const halvingsSource = "mean over the last three halvings of the step above rounding; the next term of the error moves it";
const smoothTitles: Readonly<Record<SmoothProblem, string>> = {
  "rigid body": "a rigid body (DETEST B5)",
  "time-dependent": "y' = cos t - (y - sin t)",
};

/** Every method has its nominal order. */
function nominalOrders({ orders }: Sorted): Claim[] {
  return orders.flatMap(({ job: { input }, result }) => {
    const order = measuredOrder(result);
    const eighth = input.method === "dop853";
    // Of order 8 only few halvings lie above rounding: on the time-dependent problem too few.
    if (eighth && input.problem === "time-dependent") return [];
    return within({
      id: `order-${input.method}-${input.problem.replace(" ", "-")}`,
      statement: `${titleOf(input.method)} has order ${methods[input.method].order} on ${smoothTitles[input.problem]}`,
      source: eighth ? `${halvingsSource}; only steps of 1 to 1/8, above rounding, are left` : halvingsSource,
      expected: methods[input.method].order,
      tolerance: eighth ? 0.5 : 0.1,
      measured: order,
    });
  });
}

/** The slope that is farthest from `from`. */
const farthest = (slopes: readonly number[], from: number) =>
  slopes.reduce((worst, slope) => (Math.abs(slope - from) > Math.abs(worst - from) ? slope : worst), from);

function anyJacobianClaims({ jacobians }: Sorted): Claim[] {
  const names = { exact: "the exact Jacobian", zero: "zero in its place", diagonal: "its diagonal alone" } as const;
  const claims = jacobians.orders.flatMap(({ method, jacobian, slopes }) => {
    const { order, ...properties } = methods[method];
    if (!("anyJacobian" in properties)) return [];
    return within({
      id: `any-jacobian-${method}-${jacobian}`,
      statement: `${titleOf(method)} has order ${order} with ${names[jacobian]} (forced van der Pol oscillator)`,
      source: "conditions of W-methods; slope of three halvings that is farthest off",
      expected: order,
      tolerance: 0.15,
      measured: farthest(slopes, order),
    });
  });
  const lost = jacobians.orders.find(({ method, jacobian }) => method === "rodas4p" && jacobian === "zero")!;
  return [
    ...claims,
    within({
      id: "wrong-jacobian-rodas4p",
      statement: "RODAS4P, which is no W-method, falls to order 1 with zero in place of the Jacobian",
      source: "its conditions of order 2 hold for the exact Jacobian only; slope of three halvings that is farthest off",
      expected: 1,
      tolerance: 0.15,
      measured: farthest(lost.slopes, 1),
    }),
  ];
}

/** At lambda = -1e6: the order, and the tolerance that rounding of the last error asks for. */
const reduced: readonly [MethodName, number, number, string][] = [
  ["rodas4", 1, 0.2, "is left with order 1"],
  ["rodas4p", 3, 0.3, "keeps order 3"],
  ["rodas5p", 3, 0.3, "keeps order 3"],
  ["radau", 3, 0.3, "is left with its stage order 3"],
  ["ros2", 2, 0.2, "keeps order 2"],
];

function reductionClaims({ reduction }: Sorted): Claim[] {
  return reduced.map(([method, expected, tolerance, what]) =>
    within({
      id: `prothero-robinson-${method}`,
      statement: `${titleOf(method)} ${what} on the problem of Prothero and Robinson at λ = -1e6 (steps 1/20 to 1/80)`,
      source: "theory of order reduction; errors near 1e-14 are rounded",
      expected,
      tolerance,
      measured: reduction.points.find((point) => point.method === method && Math.abs(point.lambda / -1e6 - 1) < 1e-9)?.order,
    }),
  );
}

function innerClaims({ inner }: Sorted): Claim[] {
  const of = (method: MethodName) => inner.find(({ job }) => job.input.method === method)!.result;
  const dense = ([method, order]: readonly [MethodName, number]) =>
    within({
      id: `dense-${method}`,
      statement: `Within a step the dense output of ${titleOf(method)} is in error by the power ${order} of the step`,
      source: "error within one step of a rigid body, last halving; the next term of the error moves it",
      expected: order,
      tolerance: 0.3,
      measured: of(method).dense.at(-1),
    });
  const embedded = ([method, order]: readonly [MethodName, number]) =>
    within({
      id: `embedded-${method}`,
      statement: `The embedded solution of ${titleOf(method)} has order ${order}`,
      source: "classical form with the solver's own coefficients, last halving; the next term of the error moves it",
      expected: order,
      tolerance: 0.15,
      measured: of(method).embedded?.at(-1),
    });
  const perStep = { dopri5: 6, tsit5: 6, bs3: 3 } as const;
  return [
    ...(
      [
        ["rodas4", 4],
        ["rodas4p", 4],
        ["rodas5p", 5],
        ["dopri5", 5],
        ["tsit5", 5],
      ] as const
    ).map(dense),
    atMost({
      id: "dense-ends",
      statement: "At the ends of steps the dense output of every method is the step itself",
      source: "largest distance; exact",
      limit: 0,
      measured: Math.max(...inner.map(({ result }) => result.atEnds)),
    }),
    ...(
      [
        ["ros2", 1],
        ["ros3p", 2],
        ["rodas3", 2],
        ["rodas4", 3],
        ["rodas4p", 3],
        ["rodas5p", 4],
      ] as const
    ).map(embedded),
    atMost({
      id: "first-same-as-last",
      statement:
        "The last evaluation of a step of Dormand-Prince 5(4), Tsitouras 5(4) and Bogacki-Shampine 3(2) is the first of the next: none but 6, 6 and 3 for each step tried, and two at the start",
      source: "counts of a run; one evaluation at the start, one to find the first step",
      limit: 2,
      measured: Math.max(
        ...Object.entries(perStep).map(([method, each]) => {
          const { tried, evaluations } = of(method as MethodName).counts!;
          return Math.abs(evaluations - each * tried);
        }),
      ),
    }),
  ];
}
