import { powerOfTen } from "../../numeric/portable/index.js";
import { type MethodName, methodNames, methods } from "../../solvers/methods.js";
import type { FinishedJob, JobResults } from "../framework/job-results.js";
import type { Job, JobContext } from "../framework/study.js";
import { explicitAdaptive, type FailureInput, type FailureResult, failure, otherTraps } from "./failures.js";
import { type InnerResult, inner } from "./inner.js";
import { rosenbrockMethodNames } from "./method-groups.js";
import type { Parameters } from "./parameters.js";
import {
  type DiagramInput,
  type DiagramResult,
  diagram,
  type EndsInput,
  type EndsResult,
  ends,
  type TraceInput,
  type TraceResult,
  trace,
} from "./runs.js";
import {
  anyJacobian,
  type JacobianResult,
  type OrderInput,
  type OrderResult,
  orderErrors,
  orderReduction,
  type ReductionInput,
  type ReductionResult,
  type SmoothProblem,
  smoothProblems,
} from "./smooth.js";
import { explicitMethods, implicitMethods, type StabilityResult, stability } from "./stability.js";
import { checks, type LateE5Result, lateE5, type VerificationResult, verify } from "./verification.js";

/** A job about one method. */
export interface MethodInput {
  readonly method: MethodName;
}
type MethodsInput = { readonly methods: readonly MethodName[] };
type CheckInput = { readonly id: string };

export type StudyInput =
  | EndsInput
  | DiagramInput
  | TraceInput
  | OrderInput
  | MethodsInput
  | ReductionInput
  | MethodInput
  | CheckInput
  | FailureInput
  | Record<string, never>;
export type StudyOutput =
  | EndsResult
  | DiagramResult
  | TraceResult
  | OrderResult
  | JacobianResult
  | ReductionResult
  | StabilityResult
  | InnerResult
  | VerificationResult
  | LateE5Result
  | FailureResult;
export type Results = JobResults<StudyInput, StudyOutput>;

/** Methods with fixed steps of one order: all but those that change order or method as they go. */
const oneOrder = methodNames.filter((name) => !["multistep", "automatic"].includes(methods[name].family));
/** The others that are not explicit take stiff problems. */
const forStiff = (name: MethodName) => methods[name].family !== "explicit";
/** -1 to -1e7, two to a decade. */
const lambdas = Array.from({ length: 15 }, (_, i) => -Math.sqrt(powerOfTen(i)));

export function plan(p: Parameters): Job<StudyInput>[] {
  const { relativeTolerance, absoluteTolerance, endTime, maximumSteps } = p;
  const settings = { methods: p.methods, relativeTolerance, absoluteTolerance, endTime, maximumSteps };
  const one = (kind: string, input: StudyInput, cost: number): Job<StudyInput> => ({ id: kind, kind, input, cost });
  const traced = p.methods.filter(forStiff);
  return [
    ...p.problems.map((problem) => ({ id: `ends-${problem}`, kind: "ends", input: { ...settings, problem }, cost: 100 })),
    ...p.problems.flatMap((problem) =>
      p.methods.map((method) => ({
        id: `diagram-${problem}-${method}`,
        kind: "diagram",
        input: { problem, method, tolerances: p.diagramTolerances, share: p.diagramShare, maximumSteps: p.diagramSteps },
        cost: p.diagramSteps / 200,
      })),
    ),
    one("trace", { methods: traced.length > 0 ? traced : ["rodas5p"] }, 100),
    ...(Object.keys(smoothProblems) as SmoothProblem[]).flatMap((problem) =>
      oneOrder.map((method) => ({ id: `order-${problem}-${method}`, kind: "order", input: { problem, method }, cost: 50 })),
    ),
    one("jacobians", { methods: ["ros2", "ros34pw2", "rosenbrock23", "rodas4p"] }, 50),
    one("reduction", { methods: oneOrder.filter(forStiff), lambdas }, 50),
    ...[...implicitMethods, ...explicitMethods].map((method) => ({
      id: `stability-${method}`,
      kind: "stability",
      input: { method },
      cost: 200,
    })),
    ...oneOrder.map((method) => ({
      id: `inner-${method}`,
      kind: "inner",
      input: { method, embedded: rosenbrockMethodNames.includes(method) },
      cost: 30,
    })),
    ...checks.map(({ id }) => ({ id: `verify-${id}`, kind: "verify", input: { id }, cost: 30 })),
    one("late-e5", {}, 10),
    ...explicitAdaptive.map((method) => ({
      id: `failure-${method}`,
      kind: "failure",
      input: { trap: { method }, maximumSteps },
      cost: maximumSteps / 2000,
    })),
    ...otherTraps.map((id) => ({ id: `failure-${id}`, kind: "failure", input: { trap: { id }, maximumSteps }, cost: 1 })),
  ];
}

export function perform({ kind, input }: Job<StudyInput>, { core }: JobContext): StudyOutput {
  switch (kind) {
    case "ends":
      return ends(core, input as EndsInput);
    case "diagram":
      return diagram(core, input as DiagramInput);
    case "trace":
      return trace(core, input as TraceInput);
    case "order":
      return orderErrors(core, input as OrderInput);
    case "jacobians":
      return anyJacobian(core, input as MethodsInput);
    case "reduction":
      return orderReduction(core, input as ReductionInput);
    case "stability":
      return stability(core, input as MethodInput);
    case "inner":
      return inner(core, input as { method: MethodName; embedded: boolean });
    case "verify":
      return verify(core, input as CheckInput);
    case "late-e5":
      return lateE5(core);
    default:
      return failure(core, input as FailureInput);
  }
}

/** The results by their types. */
export function sorted(results: Results) {
  return {
    ends: results.of("ends") as readonly FinishedJob<EndsInput, EndsResult>[],
    diagrams: results.of("diagram") as readonly FinishedJob<DiagramInput, DiagramResult>[],
    trace: results.get("trace") as TraceResult,
    orders: results.of("order") as readonly FinishedJob<OrderInput, OrderResult>[],
    jacobians: results.get("jacobians") as JacobianResult,
    reduction: results.get("reduction") as ReductionResult,
    stability: results.of("stability") as readonly FinishedJob<MethodInput, StabilityResult>[],
    inner: results.of("inner") as readonly FinishedJob<{ method: MethodName }, InnerResult>[],
    verification: results.of("verify") as readonly FinishedJob<CheckInput, VerificationResult>[],
    lateE5: results.get("late-e5") as LateE5Result,
    failures: results.of("failure").map(({ result }) => result as FailureResult),
  };
}

export type Sorted = ReturnType<typeof sorted>;
