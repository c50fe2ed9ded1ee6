import { morrisLecarDerivative } from "../../models/morris-lecar/cell-functions";
import { lorenzDerivative, lotkaVolterraDerivative } from "../../models/problems/flows";
import { roberDerivative } from "../../models/problems/rober";
import { dampedVanDerPolDerivative, singularVanDerPolDerivative } from "../../models/problems/van-der-pol";
import { DormandPrince } from "../dormand-prince";
import { Ensemble } from "../ensembles/ensemble";
import { DORMAND_PRINCE, ROSENBROCK_23, TSITOURAS } from "../methods";
import { Integration } from "../integration";
import { Problem } from "../problem";
import { Rosenbrock23 } from "../rosenbrock/rosenbrock23";
import { Tsitouras } from "../tsitouras";
import { blockBytes } from "./block";
import { DormandPrinceLanes, TsitourasLanes } from "./explicit";
import { integrateLanes } from "./integrate-lanes";
import { DampedVanDerPolLanes, LorenzLanes, LotkaVolterraLanes, RoberLanes, SingularVanDerPolLanes } from "./models";
import { MorrisLecarLanes } from "./morris-lecar";
import { Rosenbrock23Lanes } from "./rosenbrock23";

// Which methods and models have code for lanes; each pair is compiled on its own. A model is known by the function of its right-hand side.

/** Integrates members side by side, where `laneBlockBytes` is not 0. */
export function integrateInLanes(method: u32, problem: Problem, ensemble: Ensemble): void {
  if (method == TSITOURAS) withMethod<Tsitouras, TsitourasLanes>(method, problem, ensemble);
  else if (method == ROSENBROCK_23) withMethod<Rosenbrock23, Rosenbrock23Lanes>(method, problem, ensemble);
  else withMethod<DormandPrince, DormandPrinceLanes>(method, problem, ensemble);
}

// @ts-ignore: decorator
@inline
function withMethod<S, A>(method: u32, problem: Problem, ensemble: Ensemble): void {
  const f = problem.derivativeFunction;
  const constants = <usize>laneConstantsOf(f);
  integrateLanes<S, A>(method, problem, ensemble, attemptOf<A>(f), constants);
}

/** Place in the table of functions of the attempted step with the model whose right-hand side is f. */
function attemptOf<A>(f: u32): u32 {
  if (f == lotkaVolterraDerivative.index) return attempt<A, LotkaVolterraLanes>();
  if (f == dampedVanDerPolDerivative.index) return attempt<A, DampedVanDerPolLanes>();
  if (f == singularVanDerPolDerivative.index) return attempt<A, SingularVanDerPolLanes>();
  if (f == lorenzDerivative.index) return attempt<A, LorenzLanes>();
  if (f == roberDerivative.index) return attempt<A, RoberLanes>();
  return attempt<A, MorrisLecarLanes>();
}

// @ts-ignore: decorator
@inline
function attempt<A, L>(): u32 {
  return ((run: Integration, block: usize): u32 => changetype<A>(0).attempt<L>(run, block)).index;
}

/** Bytes of a block of lanes for `method` and `problem`; 0: there is no code for their lanes. */
export function laneBlockBytes(method: u32, problem: Problem): u32 {
  const constants = laneConstantsOf(problem.derivativeFunction);
  if (constants < 0 || (method != TSITOURAS && method != DORMAND_PRINCE && method != ROSENBROCK_23)) return 0;
  return <u32>blockBytes(<usize>problem.length, 7, <usize>constants);
}

function laneConstantsOf(f: u32): i32 {
  if (f == lotkaVolterraDerivative.index) return <i32>changetype<LotkaVolterraLanes>(0).constants();
  if (f == dampedVanDerPolDerivative.index) return <i32>changetype<DampedVanDerPolLanes>(0).constants();
  if (f == singularVanDerPolDerivative.index) return <i32>changetype<SingularVanDerPolLanes>(0).constants();
  if (f == lorenzDerivative.index) return <i32>changetype<LorenzLanes>(0).constants();
  if (f == roberDerivative.index) return <i32>changetype<RoberLanes>(0).constants();
  if (f == morrisLecarDerivative.index) return <i32>changetype<MorrisLecarLanes>(0).constants();
  return -1;
}
