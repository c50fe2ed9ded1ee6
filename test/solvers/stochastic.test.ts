import { describe, expect, it } from "vitest";
import {
  InputError,
  KernelError,
  RandomStream,
  type RightHandSide,
  StochasticAbortError,
  type StochasticOptions,
  solveStochastic,
  solveStochasticAsync,
} from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / x.length;
const variance = (x: readonly number[]) => {
  const m = mean(x);
  return x.reduce((sum, value) => sum + (value - m) ** 2, 0) / (x.length - 1);
};

/** dy = -k y dt + s dW. */
const [k, s] = [1.3, 0.8];
const decay: RightHandSide = (_t, y, out) => {
  for (let i = 0; i < y.length; i++) out[i] = -k * y[i]!;
};
const constant: RightHandSide = (_t, _y, out) => {
  out.fill(s);
};

/** Geometric Brownian motion dy = a y dt + b y dW. */
const [a, b] = [0.5, 0.6];
const growth: RightHandSide = (_t, y, out) => {
  out[0] = a * y[0]!;
};
const proportional: RightHandSide = (_t, y, out) => {
  out[0] = b * y[0]!;
};

const end = (options: StochasticOptions, drift = decay, diffusion = constant) =>
  Array.from(solveStochastic(core, drift, diffusion, options).states.at(-1)!);

describe("on an Ornstein-Uhlenbeck process", () => {
  it.each(["euler-maruyama", "heun"] as const)("%s has its mean and variance, and weak order 1 or more", (method) => {
    const [y0, members] = [2, 20_000];
    const moments = [1 / 4, 1 / 8, 1 / 16].map((stepSize) => {
      const steps = 1 / stepSize;
      const found = end({ initial: [y0], length: 1, members, seed: 5, method, stepSize, steps });
      // additive noise and a linear drift make the step y <- q y + p s dW
      const z = k * stepSize;
      const q = method === "heun" ? 1 - z + (z * z) / 2 : 1 - z;
      const p = method === "heun" ? 1 - z / 2 : 1;
      const m = y0 * q ** steps;
      let v = 0;
      for (let i = 0; i < steps; i++) v = q * q * v + p * p * s * s * stepSize;
      // 4.5 standard errors: one seed in 150,000 fails
      expect(Math.abs(mean(found) - m)).toBeLessThan(4.5 * Math.sqrt(v / members));
      expect(Math.abs(variance(found) / v - 1)).toBeLessThan(4.5 * Math.sqrt(2 / members));
      return { m, v };
    });
    const exact = { m: y0 * Math.exp(-k), v: ((s * s) / (2 * k)) * (1 - Math.exp(-2 * k)) };
    for (const key of ["m", "v"] as const) {
      const errors = moments.map((moment) => Math.abs(moment[key] - exact[key]));
      // the order itself is 1 for Euler-Maruyama, and 2 for Heun, whose noise is additive here
      for (const i of [1, 2]) expect(Math.log2(errors[i - 1]! / errors[i]!)).toBeGreaterThan(method === "heun" ? 1.8 : 0.8);
    }
  });
});

describe("on geometric Brownian motion", () => {
  /** Mean distance from the exact end of the same Wiener path: exp(a - b^2 / 2 + b W) (Ito), exp(a + b W) (Stratonovich). */
  function strongError(
    method: StochasticOptions["method"],
    steps: number,
    members: number,
    sense: "Ito" | "Stratonovich",
  ): number {
    const ends = end({ initial: [1], members, seed: 7, method, stepSize: 1 / steps, steps }, growth, proportional);
    const errors = ends.map((y, m) => {
      const draws = new RandomStream(core, { seed: 7, stream: m }).normals(steps);
      const w = draws.reduce((sum, x) => sum + x, 0) / Math.sqrt(steps);
      return Math.abs(y - Math.exp(a - (sense === "Ito" ? (b * b) / 2 : 0) + b * w));
    });
    return mean(errors);
  }

  it.each([
    ["euler-maruyama", "Ito", 0.5],
    ["heun", "Stratonovich", 1],
  ] as const)("%s converges strongly to the solution in the sense of %s with order %d", (method, sense, order) => {
    const errors = [16, 32, 64, 128, 256].map((steps) => strongError(method, steps, 2000, sense));
    // 2000 paths give each mean to about 2 %, so the order over four halvings to about 0.01; the next term of the error adds a few percent
    expect(Math.abs(Math.log2(errors[0]! / errors.at(-1)!) / 4 - order)).toBeLessThan(0.1);
  });

  it("the two senses differ by the drift b^2 / 2", () => {
    // Heun with the drift a - b^2 / 2 is Ito's solution
    const corrected: RightHandSide = (_t, y, out) => {
      out[0] = (a - (b * b) / 2) * y[0]!;
    };
    const options = { initial: [1], members: 500, seed: 3, stepSize: 1 / 1024, steps: 1024 } as const;
    const ito = end({ ...options, method: "euler-maruyama" }, growth, proportional);
    const stratonovich = end({ ...options, method: "heun" }, growth, proportional);
    const converted = end({ ...options, method: "heun" }, corrected, proportional);
    const apart = (x: readonly number[], y: readonly number[]) => mean(x.map((value, i) => Math.abs(value / y[i]! - 1)));
    // b^2 / 2 = 0.18 over the time 1; the strong error of Euler-Maruyama is about 0.2 b^2 sqrt(h)
    expect(apart(ito, converted)).toBeLessThan(0.02);
    expect(Math.abs(apart(stratonovich, converted) - Math.expm1((b * b) / 2))).toBeLessThan(1e-3);
  });
});

describe("paths", () => {
  const options = { initial: [1, -1, 0.5], members: 5, seed: 11, method: "heun", stepSize: 0.01, steps: 700 } as const;

  it("are those of steps with the draws of the stream (seed, stream + member)", () => {
    const { states } = solveStochastic(core, decay, constant, { ...options, method: "euler-maruyama", stream: 4 });
    for (let m = 0; m < 5; m++) {
      const draws = new RandomStream(core, { seed: 11, stream: 4 + m }).normals(2100);
      const y = [1, -1, 0.5];
      for (let step = 0; step < 700; step++) {
        for (let i = 0; i < 3; i++) y[i]! += -k * y[i]! * 0.01 + s * (0.1 * draws[3 * step + i]!);
      }
      // the same sums, up to the order of additions: 700 roundings
      y.forEach((value, i) => {
        expect(Math.abs(states[0]![3 * m + i]! - value)).toBeLessThan(1e-13);
      });
    }
  });

  it("do not depend on how a run is cut, nor on the other members", () => {
    const whole = solveStochastic(core, decay, constant, { ...options, every: 7 });
    expect(Array.from(whole.times.subarray(0, 2))).toEqual([0.07, 0.14]);
    const first = solveStochastic(core, decay, constant, { ...options, steps: 333 });
    const rest = { ...options, initial: first.states[0]!, length: 3, steps: 367, stepsBefore: 333 };
    const second = solveStochastic(core, decay, constant, rest);
    expect(second.states[0]).toEqual(whole.states.at(-1));
    expect(second.times[0]).toBe(whole.times.at(-1));
    const alone = solveStochastic(core, decay, constant, { ...options, members: 1, stream: 3 });
    expect(alone.states[0]).toEqual(whole.states.at(-1)!.slice(9, 12));
  });

  it("see the time", () => {
    const clock: RightHandSide = (t, _y, out) => {
      out[0] = 2 * t;
    };
    const none: RightHandSide = (_t, _y, out) => {
      out[0] = 0;
    };
    const run = { initial: [9], method: "heun", stepSize: 1 / 8, steps: 16, start: 3, seed: 1 } as const;
    expect(end(run, clock, none)[0]).toBe(25); // 9 + 5^2 - 3^2: Heun is exact for y' = 2 t
  });
});

describe("in stretches", () => {
  const options = { initial: [1, 2, 3], members: 5, method: "heun", stepSize: 0.01, steps: 700, every: 7, seed: 5 } as const;
  const whole = solveStochastic(core, decay, constant, options);

  it("give the same bits", async () => {
    for (const stretch of [1, 10, 699, 700]) {
      const progress: number[] = [];
      const onProgress = ({ fraction }: { fraction: number }) => progress.push(fraction);
      expect(await solveStochasticAsync(core, decay, constant, { ...options, stretch, onProgress })).toEqual(whole);
      expect(progress.length).toBe(Math.ceil(700 / stretch));
      expect(progress.at(-1)).toBe(1);
    }
    expect(await solveStochasticAsync(core, decay, constant, options)).toEqual(whole);
  });

  it("can be aborted, and gone on with", async () => {
    const stop = new AbortController();
    const onProgress = ({ time }: { time: number }) => {
      if (time > 3) stop.abort("enough");
    };
    const running = solveStochasticAsync(core, decay, constant, { ...options, stretch: 50, signal: stop.signal, onProgress });
    const error: StochasticAbortError = await running.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(StochasticAbortError);
    expect(error.name).toBe("AbortError");
    expect(error.cause).toBe("enough");
    expect(error.steps).toBe(350);
    expect(error.solution.times).toEqual(whole.times.slice(0, 50));
    expect(error.solution.states).toEqual(whole.states.slice(0, 50));
    const rest = { ...options, initial: error.state, length: 3, steps: 350, stepsBefore: 350 };
    const { states, times } = await solveStochasticAsync(core, decay, constant, rest);
    expect(states).toEqual(whole.states.slice(50));
    expect(times).toEqual(whole.times.slice(50));
  });

  it("refuse bad options", async () => {
    const bad = (more: object) => solveStochasticAsync(core, decay, constant, { ...options, ...more });
    await expect(bad({ stretch: 0.5 })).rejects.toThrow("stretch is 0.5");
    await expect(bad({ signal: 1 })).rejects.toThrow("signal is 1");
    await expect(bad({ steps: 0 })).rejects.toThrow("steps is 0");
    expect(() => end({ ...options, stretch: 1 } as StochasticOptions)).toThrow("options.stretch");
  });
});

it("bad input is refused by name", () => {
  const good = { initial: [1], method: "heun", stepSize: 0.1, steps: 10, seed: 1 } as const;
  for (const [name, value] of Object.entries({
    stepSize: 0,
    steps: 1.5,
    seed: -1,
    method: "milstein",
    members: 0,
    every: 11,
    stepsBefore: -1,
  })) {
    expect(() => end({ ...good, [name]: value } as StochasticOptions)).toThrow(InputError);
    expect(() => end({ ...good, [name]: value } as StochasticOptions)).toThrow(name);
  }
  expect(() => end({ ...good, members: 3, initial: [1, 2], length: 1 })).toThrow(/initial/);
});

it("a path that becomes infinite is an error that names the member", () => {
  const explode: RightHandSide = (_t, y, out) => {
    out[0] = y[0]! > 5 ? Infinity : y[0]!;
  };
  const run = () => end({ initial: [1, 6], length: 1, members: 2, method: "heun", stepSize: 0.1, steps: 5, seed: 1 }, explode);
  expect(run).toThrow(KernelError);
  expect(run).toThrow(/member 1 became infinite/);
  const outside: RightHandSide = (_t, y, out) => {
    out[0] = 0;
    return y[0]! < 3;
  };
  expect(() => end({ initial: [4], method: "heun", stepSize: 0.1, steps: 5, seed: 1 }, outside)).toThrow(/left the domain/);
});
