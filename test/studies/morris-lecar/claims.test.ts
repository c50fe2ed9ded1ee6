import { beforeAll, describe, expect, it } from "vitest";
import { noCheckpoint } from "../../../src/studies/framework/checkpoint.js";
import { JobResults } from "../../../src/studies/framework/job-results.js";
import { planRun } from "../../../src/studies/index.js";
import { morrisLecar } from "../../../src/studies/morris-lecar/index.js";
import type { StudyInput, StudyOutput } from "../../../src/studies/morris-lecar/jobs.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const { parameters, jobs } = planRun(morrisLecar, { set: { branchPoints: 6, growthDraws: 3, duration: 20 } });

// biome-ignore lint/suspicious/noExplicitAny: results of all kinds, to be spoilt
type Any = any;
let results: Map<string, Any>;

beforeAll(async () => {
  const context = {
    core,
    seedOf: () => 0n,
    signal: new AbortController().signal,
    onProgress: () => {},
    show: () => {},
    checkpoint: noCheckpoint,
  };
  results = new Map();
  for (const job of jobs) {
    results.set(job.id, await morrisLecar.perform(job as Any, { ...context, seed: BigInt(results.size) }));
  }
}, 60_000);

/** Ids of the claims that fail after `spoil` has changed a copy of the results. */
function failures(spoil: (get: (id: string) => Any) => void): string[] {
  const copy = structuredClone(results);
  spoil((id) => copy.get(id));
  const all = jobs.map((job) => ({ job: job as Any, result: copy.get(job.id) as StudyOutput }));
  const { claims } = morrisLecar.conclude(parameters, new JobResults<StudyInput, StudyOutput>("morris-lecar", all));
  return claims.filter(({ holds }) => !holds).map(({ id }) => id);
}

describe("claims can fail", () => {
  it("and do not on the results as they are", () => {
    expect(failures(() => {})).toEqual([]);
  });

  it("a current in error by 1e-7", () => {
    const failed = failures((get) => {
      for (const row of get("rest").bifurcations.snlc) row.current += 1e-7;
    });
    expect(failed).toEqual(["saddle-node-snlc-upper", "saddle-node-snlc-lower", "hopf-point-snlc-current"]);
  });

  it("supercritical where it is subcritical", () => {
    const failed = failures((get) => {
      const row = get("rest").bifurcations.hopf.find((one: Any) => one.type === "hopf");
      row.lyapunov = -row.lyapunov;
    });
    expect(failed).toEqual(["hopf-subcritical"]);
  });

  it("periods in error by 1e-6", () => {
    const failed = failures((get) => {
      for (const row of get("periods-snlc")) row.period *= 1 + 1e-6;
    });
    expect(failed).toEqual(["periods-snlc", "periods-near-snic"]);
  });

  it("a rate that does not vanish at the SNIC, and no hysteresis", () => {
    const failed = failures((get) => {
      const { current, frequency } = get("firing-I").curves[0];
      current.forEach((_: number, i: number) => {
        frequency[i] += 1;
      });
      const [up, down] = get("firing-II").curves;
      down.frequency = up.frequency;
    });
    expect(failed).toEqual(["period-law-limit", "type-I-rest", "type-II-hysteresis"]);
  });

  it("exponential growth of the sensitivity", () => {
    const failed = failures((get) => {
      const sensitivity = get("sensitivity-45");
      sensitivity.published = sensitivity.published.map((x: number, i: number) => (i === 4 ? 10 * x : x));
      sensitivity.measuredSlope *= 10;
    });
    expect(failed).toEqual(["sensitivity-45-5000", "linear-growth", "growth-rate-45"]);
  });

  it("steppers in each other's place", () => {
    const failed = failures((get) => {
      const { errors } = get("steppers-published");
      [errors.euler, errors["exponential-euler"]] = [errors["exponential-euler"], errors.euler];
      errors["strang-midpoint"] = errors["strang-frozen"];
    });
    expect(failed).toEqual([
      "error-euler",
      "error-exponential-euler",
      "error-strang-midpoint",
      "order-strang-midpoint",
      "exponential-euler-accuracy",
    ]);
  });

  it("a gradient of the wrong sign, and one of another synapse", () => {
    const failed = failures((get) => {
      const { gradients } = get("network");
      const of = (name: string) => gradients.find(({ parameter }: Any) => parameter === name);
      of("I1").voltages[0] *= -1;
      of("g13").loss = of("g12").loss;
    });
    expect(failed).toEqual(["network-gradient-I1", "network-gradient-g13"]);
  });

  it("networks whose weights do not matter", () => {
    const copy = jobs.filter(({ kind }) => kind === "growth");
    const weak = copy.filter(({ id }) => id.startsWith("growth-1-")).map(({ id }) => results.get(id));
    const strong = copy.filter(({ id }) => id.startsWith("growth-10-")).map(({ id }) => results.get(id));
    expect(Math.max(...weak)).toBeLessThan(Math.min(...strong));
  });
});
