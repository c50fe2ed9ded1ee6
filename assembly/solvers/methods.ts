import { Automatic } from "./automatic";
import { Bdf } from "./bdf";
import { BogackiShampine } from "./bogacki-shampine";
import { Dop853 } from "./dop853";
import { DormandPrince } from "./dormand-prince";
import { Euler } from "./euler";
import { Heun } from "./heun";
import { integrate } from "./integrate";
import { Integration } from "./integration";
import { Problem } from "./problem";
import { Radau } from "./radau";
import { Ros2, Ros34Pw2, Ros3P, Rodas3, Rodas4, Rodas4P, Rodas5P } from "./rosenbrock/methods";
import { Rosenbrock23 } from "./rosenbrock/rosenbrock23";
import { RungeKutta4 } from "./runge-kutta-4";
import { TrBdf2 } from "./tr-bdf2";
import { ImplicitEuler, ImplicitMidpoint, Trapezoid } from "./one-stage";
import { Tsitouras } from "./tsitouras";

// The solvers by number, each compiled once, for `Problem`. src/solvers/methods.ts names them.

export const DORMAND_PRINCE: u32 = 0;
export const TSITOURAS: u32 = 1;
const DOP853: u32 = 2;
const BOGACKI_SHAMPINE: u32 = 3;
const RUNGE_KUTTA_4: u32 = 4;
const HEUN: u32 = 5;
const EULER: u32 = 6;
const ROS2: u32 = 10;
const ROS3P: u32 = 11;
const ROS34PW2: u32 = 12;
const RODAS3: u32 = 13;
const RODAS4: u32 = 14;
const RODAS4P: u32 = 15;
const RODAS5P: u32 = 16;
export const ROSENBROCK_23: u32 = 17;
const RADAU: u32 = 20;
const TR_BDF2: u32 = 21;
const BDF: u32 = 22;
const IMPLICIT_EULER: u32 = 23;
const IMPLICIT_MIDPOINT: u32 = 24;
const TRAPEZOID: u32 = 25;
const AUTOMATIC: u32 = 30;
const AUTOMATIC_23: u32 = 31;

type Tsit5Rodas5P = Automatic<Tsitouras, Rodas5P>;
type Tsit5Rosenbrock23 = Automatic<Tsitouras, Rosenbrock23>;

/** Integrates `problem` on (integrate.ts). */
export function integrateProblem(method: u32, problem: Problem, run: Integration): i32 {
  switch (method) {
    case DORMAND_PRINCE: return integrate<DormandPrince>(problem, run);
    case TSITOURAS: return integrate<Tsitouras>(problem, run);
    case DOP853: return integrate<Dop853>(problem, run);
    case BOGACKI_SHAMPINE: return integrate<BogackiShampine>(problem, run);
    case RUNGE_KUTTA_4: return integrate<RungeKutta4>(problem, run);
    case HEUN: return integrate<Heun>(problem, run);
    case EULER: return integrate<Euler>(problem, run);
    case ROS2: return integrate<Ros2>(problem, run);
    case ROS3P: return integrate<Ros3P>(problem, run);
    case ROS34PW2: return integrate<Ros34Pw2>(problem, run);
    case RODAS3: return integrate<Rodas3>(problem, run);
    case RODAS4: return integrate<Rodas4>(problem, run);
    case RODAS4P: return integrate<Rodas4P>(problem, run);
    case RODAS5P: return integrate<Rodas5P>(problem, run);
    case ROSENBROCK_23: return integrate<Rosenbrock23>(problem, run);
    case RADAU: return integrate<Radau>(problem, run);
    case AUTOMATIC: return integrate<Tsit5Rodas5P>(problem, run);
    case AUTOMATIC_23: return integrate<Tsit5Rosenbrock23>(problem, run);
    case TR_BDF2: return integrate<TrBdf2>(problem, run);
    case BDF: return integrate<Bdf>(problem, run);
    case IMPLICIT_EULER: return integrate<ImplicitEuler>(problem, run);
    case IMPLICIT_MIDPOINT: return integrate<ImplicitMidpoint>(problem, run);
    case TRAPEZOID: return integrate<Trapezoid>(problem, run);
    default: return unreachable();
  }
}

/** State-sized vectors that a method needs in `run.work`. */
export function methodVectors(method: u32): usize {
  return 2 + stagesOf(method);
}

function stagesOf(method: u32): usize {
  switch (method) {
    case DORMAND_PRINCE: return changetype<DormandPrince>(0).stages();
    case TSITOURAS: return changetype<Tsitouras>(0).stages();
    case DOP853: return changetype<Dop853>(0).stages();
    case BOGACKI_SHAMPINE: return changetype<BogackiShampine>(0).stages();
    case RUNGE_KUTTA_4: return changetype<RungeKutta4>(0).stages();
    case HEUN: return changetype<Heun>(0).stages();
    case EULER: return changetype<Euler>(0).stages();
    case ROS2: return changetype<Ros2>(0).stages();
    case ROS3P: return changetype<Ros3P>(0).stages();
    case ROS34PW2: return changetype<Ros34Pw2>(0).stages();
    case RODAS3: return changetype<Rodas3>(0).stages();
    case RODAS4: return changetype<Rodas4>(0).stages();
    case RODAS4P: return changetype<Rodas4P>(0).stages();
    case RODAS5P: return changetype<Rodas5P>(0).stages();
    case ROSENBROCK_23: return changetype<Rosenbrock23>(0).stages();
    case RADAU: return changetype<Radau>(0).stages();
    case AUTOMATIC: return changetype<Tsit5Rodas5P>(0).stages();
    case AUTOMATIC_23: return changetype<Tsit5Rosenbrock23>(0).stages();
    case TR_BDF2: return changetype<TrBdf2>(0).stages();
    case BDF: return changetype<Bdf>(0).stages();
    case IMPLICIT_EULER: return changetype<ImplicitEuler>(0).stages();
    case IMPLICIT_MIDPOINT: return changetype<ImplicitMidpoint>(0).stages();
    case TRAPEZOID: return changetype<Trapezoid>(0).stages();
    default: return unreachable();
  }
}

/** Matrices that a method needs in `run.matrices`. */
export function methodMatrices(method: u32): usize {
  switch (method) {
    case DORMAND_PRINCE: return changetype<DormandPrince>(0).matrices();
    case TSITOURAS: return changetype<Tsitouras>(0).matrices();
    case DOP853: return changetype<Dop853>(0).matrices();
    case BOGACKI_SHAMPINE: return changetype<BogackiShampine>(0).matrices();
    case RUNGE_KUTTA_4: return changetype<RungeKutta4>(0).matrices();
    case HEUN: return changetype<Heun>(0).matrices();
    case EULER: return changetype<Euler>(0).matrices();
    case ROS2: return changetype<Ros2>(0).matrices();
    case ROS3P: return changetype<Ros3P>(0).matrices();
    case ROS34PW2: return changetype<Ros34Pw2>(0).matrices();
    case RODAS3: return changetype<Rodas3>(0).matrices();
    case RODAS4: return changetype<Rodas4>(0).matrices();
    case RODAS4P: return changetype<Rodas4P>(0).matrices();
    case RODAS5P: return changetype<Rodas5P>(0).matrices();
    case ROSENBROCK_23: return changetype<Rosenbrock23>(0).matrices();
    case RADAU: return changetype<Radau>(0).matrices();
    case AUTOMATIC: return changetype<Tsit5Rodas5P>(0).matrices();
    case AUTOMATIC_23: return changetype<Tsit5Rosenbrock23>(0).matrices();
    case TR_BDF2: return changetype<TrBdf2>(0).matrices();
    case BDF: return changetype<Bdf>(0).matrices();
    case IMPLICIT_EULER: return changetype<ImplicitEuler>(0).matrices();
    case IMPLICIT_MIDPOINT: return changetype<ImplicitMidpoint>(0).matrices();
    case TRAPEZOID: return changetype<Trapezoid>(0).matrices();
    default: return unreachable();
  }
}

/** The state at theta of the step in `run`, which was restored from what was kept of it. */
export function interpolateStep(method: u32, run: Integration, step: f64, theta: f64, out: usize): void {
  switch (method) {
    case DORMAND_PRINCE: return changetype<DormandPrince>(0).interpolate(run, step, theta, out);
    case TSITOURAS: return changetype<Tsitouras>(0).interpolate(run, step, theta, out);
    case DOP853: return changetype<Dop853>(0).interpolate(run, step, theta, out);
    case BOGACKI_SHAMPINE: return changetype<BogackiShampine>(0).interpolate(run, step, theta, out);
    case RUNGE_KUTTA_4: return changetype<RungeKutta4>(0).interpolate(run, step, theta, out);
    case HEUN: return changetype<Heun>(0).interpolate(run, step, theta, out);
    case EULER: return changetype<Euler>(0).interpolate(run, step, theta, out);
    case ROS2: return changetype<Ros2>(0).interpolate(run, step, theta, out);
    case ROS3P: return changetype<Ros3P>(0).interpolate(run, step, theta, out);
    case ROS34PW2: return changetype<Ros34Pw2>(0).interpolate(run, step, theta, out);
    case RODAS3: return changetype<Rodas3>(0).interpolate(run, step, theta, out);
    case RODAS4: return changetype<Rodas4>(0).interpolate(run, step, theta, out);
    case RODAS4P: return changetype<Rodas4P>(0).interpolate(run, step, theta, out);
    case RODAS5P: return changetype<Rodas5P>(0).interpolate(run, step, theta, out);
    case ROSENBROCK_23: return changetype<Rosenbrock23>(0).interpolate(run, step, theta, out);
    case RADAU: return changetype<Radau>(0).interpolate(run, step, theta, out);
    case AUTOMATIC: return changetype<Tsit5Rodas5P>(0).interpolate(run, step, theta, out);
    case AUTOMATIC_23: return changetype<Tsit5Rosenbrock23>(0).interpolate(run, step, theta, out);
    case TR_BDF2: return changetype<TrBdf2>(0).interpolate(run, step, theta, out);
    case BDF: return changetype<Bdf>(0).interpolate(run, step, theta, out);
    case IMPLICIT_EULER: return changetype<ImplicitEuler>(0).interpolate(run, step, theta, out);
    case IMPLICIT_MIDPOINT: return changetype<ImplicitMidpoint>(0).interpolate(run, step, theta, out);
    case TRAPEZOID: return changetype<Trapezoid>(0).interpolate(run, step, theta, out);
    default: return unreachable();
  }
}
