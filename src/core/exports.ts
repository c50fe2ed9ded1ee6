import type { EnsembleExports } from "./exports/ensembles.js";
import type { FlowExports } from "./exports/flows.js";
import type { GainExports } from "./exports/gains.js";
import type { HodgkinHuxleyExports } from "./exports/hodgkin-huxley.js";
import type { InputsExports } from "./exports/inputs.js";
import type { LearningExports } from "./exports/learning.js";
import type { LinearExports } from "./exports/linear.js";
import type { MorrisLecarExports } from "./exports/morris-lecar.js";
import type { NetworkExports } from "./exports/network.js";
import type { NumericExports } from "./exports/numeric.js";
import type { PerceptronExports } from "./exports/perceptron.js";
import type { ProblemExports } from "./exports/problems.js";
import type { RandomExports } from "./exports/random.js";
import type { RosenbrockExports } from "./exports/rosenbrock.js";
import type { ShapingExports } from "./exports/shaping.js";
import type { SolversExports } from "./exports/solvers.js";
import type { SynapsesExports } from "./exports/synapses.js";
import type { TheoryExports } from "./exports/theory.js";
import type { WhiteningExports } from "./exports/whitening.js";

/** The core's exported functions, one interface per folder of assembly/. Addresses come back signed: use `>>> 0`. */
export interface CoreExports
  extends EnsembleExports,
    FlowExports,
    GainExports,
    HodgkinHuxleyExports,
    InputsExports,
    LearningExports,
    LinearExports,
    MorrisLecarExports,
    NetworkExports,
    NumericExports,
    PerceptronExports,
    ProblemExports,
    RandomExports,
    RosenbrockExports,
    ShapingExports,
    SolversExports,
    SynapsesExports,
    TheoryExports,
    WhiteningExports {
  statusAddress(): number;
  extendHeap(bytes: number): number;
}
