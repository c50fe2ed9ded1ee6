import type { TableInput } from "../framework/tables.js";
import type { Sorted } from "./jobs.js";
import type { Parameters } from "./parameters.js";
import { imageBases, imageErrors, imageWeights, synapseErrors, synapsePanels, synapseRuns } from "./tables/fast-gains.js";
import {
  adaptation,
  adaptationGains,
  clamped,
  clampedResult,
  contextEnds,
  contexts,
  frameSteps,
  frames,
  noise,
} from "./tables/gains.js";
import { localDistances, localMaps, localSpectrum } from "./tables/local.js";
import { decoupled, decoupledRuns, rowRuns, rowVectors } from "./tables/more-synapses.js";
import { densities, imageShaping, shapingRuns, shapingTrace } from "./tables/shaping.js";

import { subspace, subspaceEnds } from "./tables/subspace.js";

export function tablesOf(p: Parameters, results: Sorted): Record<string, TableInput> {
  return {
    adaptation_gains: adaptationGains(results),
    noise: noise(results),
    frame_steps: frameSteps(results),
    context_ends: contextEnds(results),
    clamped_result: clampedResult(results),
    local_distances: localDistances(results),
    subspace_ends: subspaceEnds(results),
    synapse_runs: synapseRuns(results),
    decoupled_runs: decoupledRuns(results),
    row_runs: rowRuns(results),
    image_bases: imageBases(results),
    shaping_runs: shapingRuns(results),
    image_shaping: imageShaping(results),
    adaptation: adaptation(results),
    frames: frames(results),
    contexts: contexts(results),
    clamped: clamped(results),
    local_maps: localMaps(p, results),
    local_spectrum: localSpectrum(results),
    subspace: subspace(results),
    synapse_errors: synapseErrors(p, results),
    synapse_panels: synapsePanels(results),
    decoupled: decoupled(p, results),
    row_vectors: rowVectors(results),
    image_errors: imageErrors(results),
    image_weights: imageWeights(results),
    shaping_trace: shapingTrace(results),
    densities: densities(results),
  };
}
