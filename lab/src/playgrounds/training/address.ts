import {
  functionNames,
  gradientsOf,
  type NumberName,
  optimisers,
  paces,
  rangeOf,
  type Settings,
  settingsOf,
  strategiesOf,
  taskNames,
} from "./settings.js";

/** Names of settings in links. */
const names = {
  task: "task",
  landscape: "function",
  seed: "seed",
  budget: "budget",
  pace: "pace",
  speed: "speed",
  strategy: "strategy",
  population: "population",
  sigma: "sigma",
  strategyOptimiser: "evolution-optimiser",
  strategyRate: "evolution-rate",
  gradient: "gradient",
  window: "window",
  optimiser: "optimiser",
  rate: "rate",
} as const satisfies Readonly<Record<keyof Settings, string>>;

/** The query of a link that restores `settings`. */
export function queryOf(settings: Settings): Record<string, string> {
  const used = (Object.keys(names) as (keyof Settings)[]).filter(
    (name) =>
      (name !== "landscape" || settings.task === "function") &&
      (name !== "window" || settings.gradient === "truncated-backpropagation"),
  );
  return Object.fromEntries(used.map((name) => [names[name], String(settings[name])]));
}

export interface ReadSettings {
  readonly settings: Settings;
  /** What of the link was refused, in words. */
  readonly notices: readonly string[];
}

/** Settings from a link, which anyone may have written: what is missing or not allowed is the default, with a notice for the latter. */
export function readSettings(query: URLSearchParams): ReadSettings {
  const notices: string[] = [];
  const refuse = (name: keyof Settings, allowed: string, used: string | number) => {
    const given = query.get(names[name])!.slice(0, 40);
    notices.push(`The link’s ${names[name]} “${given}” is not ${allowed}; ${used} is used instead.`);
  };
  const choose = <Value extends string>(name: keyof Settings, allowed: readonly Value[], fallback: Value): Value => {
    const given = query.get(names[name]);
    if (given === null) return fallback;
    if (allowed.includes(given as Value)) return given as Value;
    refuse(name, `one of ${allowed.join(", ")}`, fallback);
    return fallback;
  };
  const task = choose("task", taskNames, "cell");
  const landscape = choose("landscape", functionNames, "rosenbrock");
  const start = settingsOf(task, { landscape });
  const number = (name: NumberName): number => {
    const given = query.get(names[name]);
    if (given === null) return start[name];
    const { min, max, integer = false, even = false } = rangeOf(name, task);
    const value = Number(given);
    const whole = !integer || Number.isInteger(value);
    if (given.trim() !== "" && value >= min && value <= max && whole && (!even || value % 2 === 0)) return value;
    refuse(name, `${even ? "an even number" : integer ? "a whole number" : "a number"} from ${min} to ${max}`, start[name]);
    return start[name];
  };
  const settings: Settings = {
    task,
    landscape,
    seed: number("seed"),
    budget: number("budget"),
    pace: choose("pace", paces, start.pace),
    speed: number("speed"),
    strategy: choose("strategy", strategiesOf(task), start.strategy),
    population: number("population"),
    sigma: number("sigma"),
    strategyOptimiser: choose("strategyOptimiser", optimisers, start.strategyOptimiser),
    strategyRate: number("strategyRate"),
    gradient: choose("gradient", gradientsOf(task), start.gradient),
    window: number("window"),
    optimiser: choose("optimiser", optimisers, start.optimiser),
    rate: number("rate"),
  };
  return { settings, notices };
}
