export { EnsembleAbortError as PoolAbortError } from "../solvers/ensembles/aborted.js";
