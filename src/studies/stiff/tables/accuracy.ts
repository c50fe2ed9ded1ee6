import { methods } from "../../../solvers/methods.js";
import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";
import { measuredOrder } from "../smooth.js";
import { checks } from "../verification.js";

const column = (name: string, description: string) => ({ name, description });

/** Orders, and accurate runs against known states. */
export function accuracyTables(results: Sorted): Record<string, TableInput> {
  return {
    orders: ordersTable(results),
    jacobians: jacobiansTable(results),
    verification: verificationTable(results),
    invariants: invariantsTable(results),
    order_errors: orderErrorsTable(results),
    reduction: reductionTable(results),
  };
}

function ordersTable({ orders, inner }: Sorted): TableInput {
  const measured = (problem: string, method: string) => {
    const found = orders.find(({ job }) => job.input.problem === problem && job.input.method === method);
    return found ? measuredOrder(found.result) : null;
  };
  return {
    title: "Measured orders",
    columns: [
      "method",
      column("order", "nominal"),
      column("rigid body", "measured on DETEST B5: mean over three halvings of the step"),
      column("time-dependent", "measured on y' = cos t - (y - sin t)"),
      column("dense output", "power of the step with which the error within one step falls"),
      column("embedded", "order of the embedded solution"),
    ],
    rows: inner.map(({ job: { input }, result }) => [
      titleOf(input.method),
      methods[input.method].order,
      measured("rigid body", input.method),
      measured("time-dependent", input.method),
      result.dense.at(-1)!,
      result.embedded?.at(-1) ?? null,
    ]),
  };
}

function orderErrorsTable({ orders }: Sorted): TableInput {
  return {
    title: "Errors against fixed steps",
    columns: ["problem", "method", "step", column("error", "root mean square over four times")],
    rows: orders.flatMap(({ job: { input }, result }) =>
      result.steps.map((step, i) => [input.problem, titleOf(input.method), step, result.errors[i]!]),
    ),
  };
}

function jacobiansTable({ jacobians }: Sorted): TableInput {
  return {
    title: "Orders with other matrices in place of the Jacobian",
    columns: [
      "method",
      column("matrix", "the Jacobian, zero, or its diagonal"),
      ...["80 to 160", "160 to 320", "320 to 640"].map((steps) => column(`slope ${steps}`, "steps per unit of time")),
    ],
    rows: jacobians.orders.map(({ method, jacobian, slopes }) => [titleOf(method), jacobian, ...slopes]),
  };
}

function reductionTable({ reduction }: Sorted): TableInput {
  return {
    title: "Order on the problem of Prothero and Robinson",
    columns: [
      "method",
      "lambda",
      column("order", "measured from steps 1/20 to 1/80; none where rounding hides it"),
      ...[20, 40, 80].map((steps) => column(`error ${steps}`, `with ${steps} steps`)),
    ],
    rows: reduction.points.map(({ method, lambda, order, errors }) => [titleOf(method), lambda, order, ...errors]),
  };
}

function verificationTable({ verification }: Sorted): TableInput {
  return {
    title: "Accurate runs against known states",
    columns: ["problem", "method", "time", column("error", "largest of the numbers of the state, relative"), "bound", "steps"],
    rows: verification.flatMap(({ job, result }) => {
      const { title, bound } = checks.find(({ id }) => id === job.input.id)!;
      return result.runs.map(({ method, time, error, steps }) => [title, titleOf(method), time, error, bound, steps]);
    }),
  };
}

function invariantsTable({ verification }: Sorted): TableInput {
  return {
    title: "Invariants of the exact solution in these runs",
    columns: ["problem", "invariant", column("defect", "largest departure from the value at the start")],
    rows: verification.flatMap(({ job, result }) =>
      result.defects.map(({ name, defect }) => [checks.find(({ id }) => id === job.input.id)!.title, name, defect]),
    ),
  };
}
