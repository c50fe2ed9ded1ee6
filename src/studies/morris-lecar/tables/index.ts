import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { cellTables } from "./cell.js";
import { attractorsTable, firingTable, periodsTable, sensitivityTables, spectraTable } from "./orbits.js";
import { growthTable, longStepsTable, networkTables, stepperTable } from "./simulations.js";
import { bifurcationsTable, diagramTables, matcontTable, restTable } from "./theory.js";

export function tablesOf(p: Parameters, results: Sorted): Record<string, TableInput> {
  return {
    rest_states: restTable(p, results),
    bifurcations: bifurcationsTable(results),
    matcont: matcontTable(results),
    periods: periodsTable(results),
    firing: firingTable(results),
    attractors: attractorsTable(results),
    stepper_errors: stepperTable(p, results),
    long_steps: longStepsTable(results),
    spectra: spectraTable(p, results),
    tangent_growth: growthTable(results),
    ...sensitivityTables(results),
    ...networkTables(p, results),
    ...diagramTables(results),
    ...cellTables(results),
  };
}
