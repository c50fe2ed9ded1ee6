export type { CellEnsembleOptions, CellEnsembleRun } from "./cells.js";
export { createWorkerPool, type PoolControl, type WorkerPool, type WorkerPoolOptions } from "./pool.js";
export { PoolAbortError } from "./pool-abort-error.js";
export { WorkerError } from "./worker-error.js";
