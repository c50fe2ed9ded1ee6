import { type Core, load } from "../core/core.js";
import { type ErrorData, errorToData } from "./errors.js";
import { buffersOf, type PartOf, perform, type Task } from "./tasks.js";
import { workerpool } from "./workerpool.js";

/** What a worker answers: errors as data, so that they keep their type. */
export type Answer<T extends Task> = { readonly part: PartOf<T> } | { readonly failure: ErrorData };

let core: Promise<Core> | undefined;

/** Does `task` in this worker's own core, made of the module that the first task brings. */
async function doTask(module: WebAssembly.Module, task: Task): Promise<unknown> {
  core ??= load({ module });
  try {
    const part = await perform(await core, task);
    return new workerpool.Transfer({ part } satisfies Answer<Task>, buffersOf(part));
  } catch (error) {
    core = undefined; // the next task begins with a fresh one, whatever happened to this
    return { failure: errorToData(error) } satisfies Answer<Task>;
  }
}

workerpool.worker({ perform: doTask });
