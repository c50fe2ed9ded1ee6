import type { CoreExports } from "../../core/exports.js";
import type { Connectivity, FixedInDegree, FixedProbability } from "./connectivity.js";
import { countPairs, fillPairs } from "./explicit.js";
import { refuseTooMany } from "./plan.js";
import { type Build, inRanges, type Stage } from "./stages.js";

/** How many times a build visits each synapse before it comes to weights and delays. */
export function passes({ type }: Connectivity): number {
  if (type === "allToAll" || type === "oneToOne") return 1;
  return type === "explicit" ? 3 : 2;
}

/** First pass: the row starts, where they depend on chance or on a list. */
export function* countRows(build: Build): Stage {
  const { core, plan, address } = build;
  const { connectivity } = plan;
  switch (connectivity.type) {
    case "fixedProbability": {
      let total = 0;
      yield* visitRows(build, connectivity, (e, ...draw) => {
        total += e.countFixedProbability(...draw);
      });
      refuseTooMany(total);
      break;
    }
    case "fixedInDegree":
      yield* visitTargets(build, connectivity, false);
      break;
    case "explicit":
      yield* countPairs(build, connectivity);
      break;
    default:
      return;
  }
  core.call((e) => e.sumRowCounts(address));
}

/** Second pass: the targets, from the same draws as the first. */
export function* fillTargets(build: Build): Stage {
  const { core, plan, address } = build;
  const { connectivity, withoutSelf, sourceCount, targetCount } = plan;
  switch (connectivity.type) {
    case "allToAll":
      yield* inRanges(sourceCount, targetCount, (first, end) =>
        core.call((e) => e.fillAllToAll(address, withoutSelf, first, end)),
      );
      break;
    case "oneToOne":
      yield* inRanges(sourceCount, 1, (first, end) => core.call((e) => e.fillOneToOne(address, first, end)));
      break;
    case "fixedProbability":
      yield* visitRows(build, connectivity, (e, ...draw) => e.fillFixedProbability(...draw));
      break;
    case "fixedInDegree":
      core.call((e) => e.openRows(address));
      yield* visitTargets(build, connectivity, true);
      break;
    case "explicit":
      core.call((e) => e.openRows(address));
      yield* fillPairs(build, connectivity);
  }
}

type RowDraw = Parameters<CoreExports["fillFixedProbability"]>;

function* visitRows(build: Build, { probability }: FixedProbability, kernel: (e: CoreExports, ...draw: RowDraw) => void): Stage {
  if (probability === 0) return;
  const { core, plan, address } = build;
  const { withoutSelf, seed, stream, sourceCount, targetCount } = plan;
  yield* inRanges(sourceCount, targetCount * probability, (first, end) =>
    core.call((e) => kernel(e, address, probability, withoutSelf, seed, stream, first, end)),
  );
}

function* visitTargets(build: Build, { inDegree, multapses = false }: FixedInDegree, write: boolean): Stage {
  if (inDegree === 0) return;
  const { core, plan, address } = build;
  const { withoutSelf, seed, stream, sourceCount, targetCount } = plan;
  const bitBytes = Math.ceil(sourceCount / 32) * 4;
  const chosen = multapses ? 0 : build.scratch(inDegree * 4 + bitBytes);
  const bits = chosen + inDegree * 4;
  if (!multapses) new Uint8Array(core.memory.buffer, bits, bitBytes).fill(0);
  yield* inRanges(targetCount, inDegree, (first, end) =>
    core.call((e) =>
      e.visitFixedInDegree(address, inDegree, multapses, withoutSelf, seed, stream, first, end, write, chosen, bits),
    ),
  );
}
