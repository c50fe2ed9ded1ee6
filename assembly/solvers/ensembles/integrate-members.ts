import { Integration } from "../integration";
import { integrateInLanes } from "../lanes/dispatch";
import { Problem } from "../problem";
import { Ensemble } from "./ensemble";
import { beginMember, continueAlone } from "./member";

/**
 * Integrates members, each as if it were alone, until all have ended, `stepsPerCall` steps are tried or the list of events is full. A member
 * that fails leaves its status in its result, and the others go on.
 */
export function integrateMembers(method: u32, problem: Problem, ensemble: Ensemble): void {
  if (ensemble.lanes) return integrateInLanes(method, problem, ensemble);
  let left = ensemble.stepsPerCall;
  while (left > 0) {
    if (!ensemble.underWay) {
      if (ensemble.next == ensemble.members) return;
      ensemble.alone = ensemble.next++;
      ensemble.underWay = 1;
      beginMember(ensemble, changetype<Integration>(ensemble.run), ensemble.alone);
    }
    const tried = continueAlone(method, problem, ensemble, left);
    if (ensemble.underWay) return;
    left = tried < left ? left - tried : 0;
  }
}
