import { describe, expect, test } from "vitest";
import { AbortError, InputError, load, type RunOptions } from "../../src/index.js";
import { createHodgkinHuxleyEnsemble } from "../../src/neurons/hodgkin-huxley-ensemble.js";
import { createMorrisLecarEnsemble } from "../../src/neurons/morris-lecar-ensemble.js";
import { createMorrisLecarNetwork } from "../../src/neurons/morris-lecar-network.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const currents = Float64Array.from({ length: 11 }, (_, i) => 40 + 5 * i);
const common = { cells: 11, current: currents, dt: 0.125, threshold: 0 } as const;
const ring = {
  sources: currents.map((_, i) => i),
  targets: currents.map((_, i) => (i + 1) % 11),
  weights: currents.fill(1.5, 0, 0),
};

interface Case {
  readonly run: (duration: number, options?: { every?: number }) => object;
  readonly runAsync: (duration: number, options?: RunOptions & { every?: number }) => Promise<object>;
  readonly state: () => ArrayLike<number>[];
  readonly failures: object[];
  readonly model: { readonly time: number; dispose(): void; readonly spikeCounts: Uint32Array };
}

const makers: Record<string, (precision: "f64" | "f32") => Case> = {
  "Morris-Lecar ensemble": (precision) => {
    const model = createMorrisLecarEnsemble(core, { ...common, precision });
    return {
      run: (duration, options) => model.run(duration, { ...options, recovery: true }),
      runAsync: (duration, options) => model.runAsync(duration, { ...options, recovery: true }),
      state: () => [model.voltages, model.recoveries],
      failures: model.failures,
      model,
    };
  },
  "Hodgkin-Huxley ensemble": (precision) => {
    const current = currents.map((value) => value / 4);
    const model = createHodgkinHuxleyEnsemble(core, { ...common, current, dt: 1 / 64, precision });
    return {
      run: (duration, options) => model.run(duration, options),
      runAsync: (duration, options) => model.runAsync(duration, options),
      state: () => (["voltage", "m", "h", "n"] as const).map((part) => model.read(part)),
      failures: model.failures,
      model,
    };
  },
  "Morris-Lecar network": (precision) => {
    const options = { type: "conductance", synapses: "ampa", weights: ring, trials: 3, ...common } as const;
    const model = createMorrisLecarNetwork(core, { ...options, precision });
    return {
      run: (duration, more) => model.run(duration, { ...more, meanOutputs: true }),
      runAsync: (duration, more) => model.runAsync(duration, { ...more, meanOutputs: true }),
      state: () => [model.voltages, model.recoveries, model.outputs],
      failures: model.failures,
      model,
    };
  },
};

describe.each(Object.entries(makers))("%s", (_, make) => {
  test.each(["f64", "f32"] as const)("runAsync gives the bits of run (%s)", async (precision) => {
    const [whole, cut] = [make(precision), make(precision)];
    const recording = whole.run(150, { every: 7 });
    const progress: number[] = [];
    const onProgress = ({ fraction }: { fraction: number }) => progress.push(fraction);
    expect(await cut.runAsync(150, { every: 7, stretch: 97, onProgress })).toEqual(recording);
    expect(cut.state()).toEqual(whole.state());
    expect(cut.model.spikeCounts).toEqual(whole.model.spikeCounts);
    expect(Math.max(...whole.model.spikeCounts)).toBeGreaterThan(0);
    expect(progress.length).toBe(Math.ceil(150 / (97 * (whole.model as unknown as { dt: number }).dt)));
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    for (const { model } of [whole, cut]) model.dispose();
  });

  test("gives way to the event loop, and can be aborted and gone on with", async () => {
    const [whole, cut] = [make("f64"), make("f64")];
    whole.run(200);
    const stop = new AbortController();
    let turns = 0;
    const turn = setInterval(() => {
      if (++turns === 2) stop.abort("enough");
    });
    const error = await cut.runAsync(200, { stretch: 10, signal: stop.signal }).catch((thrown) => thrown);
    clearInterval(turn);
    expect(error).toBeInstanceOf(AbortError);
    expect(error.cause).toBe("enough");
    expect(error.time).toBe(cut.model.time);
    expect(cut.model.time).toBeGreaterThan(0);
    expect(cut.model.time).toBeLessThan(200);
    await cut.runAsync(200 - cut.model.time);
    expect(cut.state()).toEqual(whole.state());
    expect(cut.model.spikeCounts).toEqual(whole.model.spikeCounts);
    for (const { model } of [whole, cut]) model.dispose();
  });

  test("chooses stretches by itself", async () => {
    const { runAsync, model } = make("f64");
    let calls = 0;
    const onProgress = () => {
      calls++;
    };
    await runAsync(2000, { onProgress });
    expect(calls).toBeGreaterThan(1); // the first stretch is of 2^14 cell steps at most
    expect(model.time).toBe(2000);
    model.dispose();
  });

  test("refuses a second run beside the first, and bad options", async () => {
    const { run, runAsync, model } = make("f64");
    const first = runAsync(20, { stretch: 1 });
    expect(() => run(1)).toThrow("running");
    await expect(runAsync(1)).rejects.toThrow("running");
    await first;
    expect(model.time).toBe(20);
    await expect(runAsync(1, { stretch: 0 })).rejects.toThrow("stretch is 0");
    await expect(runAsync(1, { signal: {} as AbortSignal })).rejects.toThrow(InputError);
    await expect(runAsync(1, { onProgress: 1 as never })).rejects.toThrow("onProgress is 1");
    await expect(runAsync(1, { step: 1 } as never)).rejects.toThrow("options.step");
    expect(() => run(1, { stretch: 1 } as never)).toThrow("options.stretch");
    const last = runAsync(20, { stretch: 1 });
    model.dispose();
    await expect(last).rejects.toThrow("disposed");
    expect(() => run(1)).toThrow("disposed");
  });
});

test("memory is given back, also where a run is cut short", async () => {
  const own = await load();
  const round = async () => {
    const ensemble = createMorrisLecarEnsemble(own, { ...common, cells: 1000, current: 40 });
    const running = ensemble.runAsync(20, { stretch: 1, every: 1 }); // 1.3 MB of samples
    ensemble.dispose();
    await expect(running).rejects.toThrow("disposed");
  };
  await round();
  const { byteLength } = own.memory.buffer;
  await round();
  await round();
  expect(own.memory.buffer.byteLength).toBe(byteLength);
});
