import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import type { Block } from "../../core/memory.js";

/** How a gradient estimate moves the parameters. Rates are per generation. */
export type OptimiserOptions =
  | { readonly kind: "sgd"; readonly rate: number; readonly weightDecay?: number }
  | { readonly kind: "momentum"; readonly rate: number; readonly momentum?: number; readonly weightDecay?: number }
  | {
      readonly kind: "rmsprop";
      readonly rate: number;
      readonly decay?: number;
      readonly epsilon?: number;
      readonly weightDecay?: number;
    }
  | {
      readonly kind: "adam";
      readonly rate: number;
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
      readonly weightDecay?: number;
    }
  | {
      readonly kind: "clipup";
      readonly rate: number;
      readonly momentum?: number;
      /** Longest step; twice the rate when left out. */
      readonly maximumSpeed?: number;
      readonly weightDecay?: number;
    };

const keys = {
  sgd: [],
  momentum: ["momentum"],
  rmsprop: ["decay", "epsilon"],
  adam: ["beta1", "beta2", "epsilon"],
  clipup: ["momentum", "maximumSpeed"],
} as const;

const kinds = Object.keys(keys) as (keyof typeof keys)[];

/**
 * Steps of gradient descent: momentum 0.9, RMSprop with decay 0.99, Adam with 0.9, 0.999, both with epsilon 1e-8, ClipUp with momentum 0.9.
 * `weightDecay` shrinks the parameters by rate times it before each step (decoupled: AdamW). The memory of past gradients is the caller's, so that
 * it is saved with the caller's state: two vectors of n, and the numbers `power1`, `power2`.
 */
export class Optimiser {
  readonly #core: Core;
  readonly #options: OptimiserOptions;
  readonly #numbers: Record<string, number>;

  constructor(core: Core, options: OptimiserOptions, numbers: Record<string, number>) {
    this.#core = core;
    this.#options = checkOptimiser(options);
    this.#numbers = numbers;
    Object.assign(numbers, { power1: 1, power2: 1 });
  }

  /** Moves `parameters` against `gradient`, with `scale` times the rate. */
  step(parameters: Block<"f64">, gradient: Block<"f64">, first: Block<"f64">, second: Block<"f64">, scale = 1): void {
    const options = this.#options;
    const rate = scale * options.rate;
    const n = parameters.length;
    const [x, g, m, s] = [parameters.address, gradient.address, first.address, second.address];
    this.#core.call((e) => {
      if (options.weightDecay) e.blend(x, 1 - rate * options.weightDecay, 0, g, n);
      if (options.kind === "sgd") e.momentumStep(x, g, m, n, rate, 0);
      else if (options.kind === "momentum") e.momentumStep(x, g, m, n, rate, options.momentum ?? 0.9);
      else if (options.kind === "rmsprop") e.rmsPropStep(x, g, s, n, rate, options.decay ?? 0.99, options.epsilon ?? 1e-8);
      else if (options.kind === "clipup")
        e.clipUpStep(x, g, m, n, rate, options.momentum ?? 0.9, scale * (options.maximumSpeed ?? 2 * options.rate));
      else {
        const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
        const numbers = this.#numbers;
        numbers.power1! *= beta1;
        numbers.power2! *= beta2;
        e.adamStep(x, g, m, s, n, rate, beta1, beta2, epsilon, 1 - numbers.power1!, 1 - numbers.power2!);
      }
    });
  }
}

function checkOptimiser(options: OptimiserOptions): OptimiserOptions {
  const kind = checkOneOf("optimiser.kind", options?.kind, kinds);
  checkKeys("optimiser", options, ["kind", "rate", "weightDecay", ...keys[kind]]);
  checkNumber("optimiser.rate", options.rate, { min: 0 });
  const given = options as unknown as Record<string, unknown>;
  const check = (name: string, range: Parameters<typeof checkNumber>[2]): void => {
    if (given[name] !== undefined) checkNumber(`optimiser.${name}`, given[name], range);
  };
  for (const share of ["momentum", "decay", "beta1", "beta2"]) check(share, { min: 0, below: 1 });
  check("epsilon", { min: 0 });
  check("maximumSpeed", { above: 0 });
  check("weightDecay", { min: 0 });
  return options;
}
