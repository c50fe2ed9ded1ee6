import type { Core } from "../../core/core.js";
import { SnapshotError } from "../../core/errors.js";
import type { Checkpoint, StoredTensor } from "../checkpoints/checkpoint.js";
import { originalOptions, plainOptions } from "../evolution/state.js";
import { gather, scatter } from "../population/evaluate.js";
import type { Tensor, TrainingProblem, TrainingProblemDescription } from "../problem.js";
import type { GroupState } from "./group.js";
import { type HistoryRow, historyMatrix, historyRows, historyWidth } from "./history.js";
import type { TrainerOptions } from "./options.js";
import type { ScheduleState } from "./schedule.js";
import type { BestParameters } from "./trainer.js";

const FORMAT = "microcircuit-training";
const VERSION = "1";

/** Numbers of a trainer that change. */
export interface TrainerCounters {
  iteration: number;
  evaluations: number;
  seconds: number;
  lowest: number;
  lowestAt: number;
  notFinite: number;
  /** Turns of each group in a row that had nothing to learn from; left out by earlier versions. */
  unusable?: readonly number[];
}

/** All of a trainer that its problem and options do not give. */
export interface TrainerState {
  readonly initial: Float64Array;
  readonly parameters: Float64Array;
  readonly best: BestParameters | undefined;
  readonly history: readonly HistoryRow[];
  readonly counters: TrainerCounters;
  readonly schedules: readonly ScheduleState[];
  readonly groups: readonly GroupState[];
}

/** State by tensor and name: parameters/Win, best/Win, initial/Win, history, groups/0/first. */
export function writeTrainer(core: Core, problem: TrainingProblem, options: TrainerOptions, state: TrainerState): Checkpoint {
  const tensors: Record<string, StoredTensor> = {};
  const put = (folder: string, values: Float64Array) => {
    for (const tensor of problem.tensors)
      tensors[`${folder}/${tensor.name}`] = { shape: tensor.shape, data: gather(values, [tensor]) };
  };
  put("parameters", state.parameters);
  if (state.best) put("best", state.best.parameters);
  put("initial", state.initial);
  const names = problem.tensors.map(({ name }) => name);
  tensors.history = { shape: [state.history.length, historyWidth(names)], data: historyMatrix(state.history, names) };
  state.groups.forEach(({ vectors }, index) => {
    for (const [name, data] of Object.entries(vectors)) tensors[`groups/${index}/${name}`] = { shape: [data.length], data };
  });
  const { start: _, ...rest } = options;
  const best = state.best && { loss: state.best.loss, iteration: state.best.iteration };
  const groups = state.groups.map(({ numbers, inner }) => ({ numbers, ...(inner ? { inner } : {}) }));
  return {
    tensors,
    metadata: {
      format: FORMAT,
      version: VERSION,
      core: core.hash,
      problem: JSON.stringify(plainOptions(problem.description)),
      options: JSON.stringify(plainOptions(rest)),
      state: JSON.stringify({
        ...(plainOptions({ counters: state.counters, schedules: state.schedules, best }) as object),
        groups,
      }),
    },
  };
}

/** What a checkpoint says before its problem is made. Errors: SnapshotError. */
export function readHeader(
  core: Core,
  { metadata }: Checkpoint,
): { problem: TrainingProblemDescription; options: TrainerOptions } {
  if (metadata.format !== FORMAT)
    throw new SnapshotError("These tensors are not the checkpoint of a trainer: their format is another one.");
  if (metadata.version !== VERSION)
    throw new SnapshotError(
      `This checkpoint has version ${metadata.version}; this library reads version ${VERSION}. Resume it with the version that wrote it.`,
    );
  if (metadata.core !== core.hash)
    throw new SnapshotError(
      "This checkpoint was written by another version of the core, which could go on with other bits. Resume it with that version.",
    );
  return {
    problem: parse(metadata.problem, "problem") as TrainingProblemDescription,
    options: parse(metadata.options, "options") as TrainerOptions,
  };
}

export function readTrainer(problem: TrainingProblem, groups: number, { tensors, metadata }: Checkpoint): TrainerState {
  const state = parse(metadata.state, "state") as {
    counters: TrainerCounters;
    schedules: ScheduleState[];
    best?: { loss: number; iteration: number };
  };
  // Numbers of groups are in a form of their own.
  const { groups: kept } = JSON.parse(metadata.state!) as { groups: Omit<GroupState, "vectors">[] };
  if (kept?.length !== groups || state.schedules?.length !== groups + 1)
    throw new SnapshotError("This checkpoint is damaged: the states of its groups do not fit its options.");
  const read = (folder: string): Float64Array => {
    const all = new Float64Array(problem.length);
    for (const tensor of problem.tensors) scatter(find(tensors, `${folder}/${tensor.name}`, tensor), [tensor], all);
    return all;
  };
  const names = problem.tensors.map(({ name }) => name);
  const history = find(tensors, "history");
  if (history.length !== state.counters.iteration * historyWidth(names))
    throw new SnapshotError("This checkpoint is damaged: its history has another length than its count of iterations says.");
  return {
    initial: read("initial"),
    parameters: read("parameters"),
    best: state.best && { ...state.best, parameters: read("best") },
    history: historyRows(history, names),
    counters: state.counters,
    schedules: state.schedules,
    groups: kept.map((group, index) => ({ ...group, vectors: vectorsOf(tensors, `groups/${index}/`) })),
  };
}

function vectorsOf(tensors: Checkpoint["tensors"], prefix: string): Record<string, Float64Array> {
  const names = Object.keys(tensors).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), find(tensors, name)]));
}

function find(tensors: Checkpoint["tensors"], name: string, like?: Tensor): Float64Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float64Array) || (like && data.length !== like.length))
    throw new SnapshotError(`This checkpoint is damaged: its tensor ${name} is missing or does not fit the problem.`);
  return data;
}

function parse(text: string | undefined, what: string): unknown {
  try {
    return originalOptions(JSON.parse(text ?? ""));
  } catch {
    throw new SnapshotError(`This checkpoint is damaged: its ${what} cannot be read.`);
  }
}
