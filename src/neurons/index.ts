export {
  createMorrisLecarEnsemble,
  type MorrisLecarEnsemble,
  type MorrisLecarEnsembleOptions,
  type MorrisLecarRun,
  type MorrisLecarRunOptions,
  type MorrisLecarStepper,
  morrisLecarSteppers,
  type PerCell,
} from "./morris-lecar-ensemble.js";
export { type MorrisLecarModelOptions, morrisLecarModel } from "./morris-lecar-model.js";
export {
  type MorrisLecarChoice,
  type MorrisLecarParameters,
  type MorrisLecarSet,
  morrisLecarParameters,
  morrisLecarSets,
} from "./morris-lecar-parameters.js";
