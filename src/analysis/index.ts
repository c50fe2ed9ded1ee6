export { type Bifurcation, type HopfPoint, type NeutralSaddle, restBifurcations, type SaddleNode } from "./bifurcations.js";
export { type ContinuationOptions, continueRestStates, type RestBranch } from "./continuation.js";
export type { NeuronField, VectorField } from "./field.js";
export type { Complex } from "./linear.js";
export { type MorrisLecarField, morrisLecarField } from "./morris-lecar/field.js";
export { type MorrisLecarParameters, type MorrisLecarSetName, morrisLecarSets } from "./morris-lecar/parameters.js";
export { restStates, steadyStateConductance, steadyStateCurrent } from "./rest-states.js";
export type { RestKind, RestState, Stability } from "./stability.js";
