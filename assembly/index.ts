// The module's one entry point: every area lists its own exports.
export * from "./core/exports";
export * from "./numeric/exports";
export * from "./numeric/linear/exports";
export * from "./random/exports";
export * from "./solvers/exports";
export * from "./solvers/ensembles/exports";
export * from "./synapses/exports";
export * from "./theory/exports";
export * from "./network/exports";
export * from "./models/whitening/exports";
export * from "./models/whitening/flow-exports";
export * from "./models/whitening/gain-exports";
export * from "./inputs/exports";
export * from "./models/whitening/shaping-exports";
export * from "./models/problems/exports";
export * from "./models/morris-lecar/exports";
export * from "./solvers/rosenbrock/exports";
