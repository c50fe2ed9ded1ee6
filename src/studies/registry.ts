import { evolution } from "./evolution/index.js";
import type { AnyStudy } from "./framework/study.js";
import { gainWhitening } from "./gain-whitening/index.js";
import { lifRate } from "./lif-rate/index.js";
import { morrisLecar } from "./morris-lecar/index.js";
import { stiff } from "./stiff/index.js";
import { whitening } from "./whitening/index.js";

/** Every study of the package, in the order `microcircuit list` shows them. A study is added by one line here. */
export const studies: readonly AnyStudy[] = [evolution, lifRate, whitening, gainWhitening, stiff, morrisLecar];
