import { checkKeys, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { strategyNames } from "../evolution/registry.js";
import { type UnrolledStrategyName, unrolledStrategyNames } from "../evolution/unrolled/registry.js";
import { type GradientMethod, gradientMethods, type Tensor, type TrainingProblem } from "../problem.js";
import { GradientGroup } from "./gradient-group.js";
import type { Group } from "./group.js";
import type {
  GradientGroupOptions,
  PopulationGroupOptions,
  TrainerGroupOptions,
  TrainerOptions,
  UnrolledGroupOptions,
} from "./options.js";
import { PopulationGroup } from "./population-group.js";
import { checkSchedule } from "./schedule.js";
import { SolveGroup } from "./solve-group.js";
import { UnrolledGroup } from "./unrolled-group.js";

const methods = [...strategyNames, ...unrolledStrategyNames, ...gradientMethods, "readout-gradient", "readout-solve"] as const;

/** Makes the groups of a trainer. Errors: InputError that names the group; MemoryError. */
export function makeGroups(core: Core, problem: TrainingProblem, options: TrainerOptions, start: Float64Array): Group[] {
  const { groups } = options;
  if (!Array.isArray(groups) || groups.length === 0) throw new InputError("groups", groups, "an array of at least one group");
  const owners = new Map<string, number>();
  const made: Group[] = [];
  try {
    groups.forEach((group: TrainerGroupOptions, index) => {
      const where = `groups[${index}]`;
      checkOneOf(`${where}.method`, group?.method, methods);
      const tensors = tensorsOf(problem, group, where);
      for (const { name } of tensors) {
        const owner = owners.get(name);
        if (owner !== undefined) throw new InputError(`${where}.tensors`, name, `no tensor of another group (groups[${owner}])`);
        owners.set(name, index);
      }
      named(where, () => made.push(makeGroup(core, problem, group, tensors, start, options, index)));
    });
    return made;
  } catch (error) {
    for (const group of made) group.dispose();
    throw error;
  }
}

function makeGroup(
  core: Core,
  problem: TrainingProblem,
  group: TrainerGroupOptions,
  tensors: readonly Tensor[],
  start: Float64Array,
  { seed, batches }: TrainerOptions,
  index: number,
): Group {
  const { method } = group;
  if ("goal" in group) throw new InputError("goal", group.goal, "left out: a trainer minimizes the loss");
  if (method === "readout-solve") return new SolveGroup(problem, group, tensors);
  if (group.schedule !== undefined) checkSchedule("schedule", group.schedule);
  if (method === "readout-gradient" || isGradient(method)) {
    const options = group as GradientGroupOptions;
    checkKeys("options", options, [
      ...["method", "tensors", "optimiser", "clip", "rescaleTo", "cost", "schedule"],
      ...(method === "readout-gradient" ? [] : ["window", "checkpoints"]),
    ]);
    if (isGradient(method)) refuseMissing(problem, "method", method);
    return new GradientGroup(core, options, tensors);
  }
  if (isUnrolled(method))
    return new UnrolledGroup(core, problem, group as UnrolledGroupOptions, tensors, start, { seed, stream: index, batches });
  const options = group as PopulationGroupOptions;
  const made = new PopulationGroup(core, problem, options, tensors, start, { seed, stream: index });
  try {
    if (made.want) refuseMissing(problem, "guide.method", made.want.method as GradientMethod);
    return made;
  } catch (error) {
    made.dispose();
    throw error;
  }
}

const isUnrolled = (method: string): method is UnrolledStrategyName =>
  (unrolledStrategyNames as readonly string[]).includes(method);
const isGradient = (method: string): method is GradientMethod => (gradientMethods as readonly string[]).includes(method);

function refuseMissing(problem: TrainingProblem, field: string, method: GradientMethod): void {
  const has = problem.gradientMethods;
  const instead =
    has.length > 0 ? `one that this problem has: ${has.join(", ")}` : "an evolution strategy: this problem has no gradient";
  if (!has.includes(method)) throw new InputError(field, method, instead);
}

function tensorsOf(problem: TrainingProblem, group: TrainerGroupOptions, where: string): readonly Tensor[] {
  const { method } = group;
  const { readout } = problem;
  const isReadout = method === "readout-gradient" || method === "readout-solve";
  if (isReadout && !readout)
    throw new InputError(`${where}.method`, method, "another method: this problem has no linear read-out");
  const names = group.tensors ?? (method === "readout-solve" ? readout!.tensors : undefined);
  if (!Array.isArray(names) || names.length === 0)
    throw new InputError(`${where}.tensors`, names, "an array of at least one name");
  if (method === "readout-solve" && readout!.tensors.some((name) => !names.includes(name)))
    throw new InputError(`${where}.tensors`, names, `left out, or all of ${readout!.tensors.join(", ")}`);
  const allowed = isReadout ? problem.tensors.filter(({ name }) => readout!.tensors.includes(name)) : problem.tensors;
  return names.map((name: string, k: number) => {
    const found = allowed.find((tensor) => tensor.name === name);
    if (!found) throw new InputError(`${where}.tensors[${k}]`, name, `one of ${allowed.map((tensor) => tensor.name).join(", ")}`);
    if (names.indexOf(name) !== k) throw new InputError(`${where}.tensors[${k}]`, name, "a tensor that was not named before");
    return found;
  });
}

/** Lets refused input say which group it belongs to. */
function named(where: string, make: () => void): void {
  try {
    make();
  } catch (error) {
    if (error instanceof InputError) {
      const field = error.field === "options" ? where : `${where}.${error.field.replace(/^options\./, "")}`;
      throw new InputError(field, error.value, error.allowed);
    }
    throw error;
  }
}
