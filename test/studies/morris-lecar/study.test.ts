import { describe, expect, it } from "vitest";
import { drawSvg } from "../../../src/studies/framework/output/svg.js";
import { planRun, runStudy } from "../../../src/studies/index.js";
import { morrisLecar } from "../../../src/studies/morris-lecar/index.js";
import { parameterSchema } from "../../../src/studies/morris-lecar/parameters.js";
import { contents, expectFigures, readResult } from "../../support/study-results.js";

/** Less than the quick preset's effort where that is for the eye alone. */
const tiny = { branchPoints: 6, growthDraws: 3, duration: 20 };

const figures = ["phase_plane", "bifurcations", "firing", "stepper_errors", "eigenvalues", "sensitivity", "network"];

describe("the study of Morris-Lecar neurons", () => {
  it("finds that all claims hold, draws every figure, and gives the same bits with no workers and with two", async () => {
    const result = await runStudy(morrisLecar, { set: tiny });
    expect(result.claims.filter(({ holds }) => !holds)).toEqual([]);
    readResult(result, { study: "morris-lecar", parameters: parameterSchema, columns: 2, claims: 100 });
    await expectFigures(result, figures, 25);
    expect(contents(await runStudy(morrisLecar, { set: tiny, workers: 2 }))).toBe(contents(result));
  }, 120_000);

  it("follows its parameters: a cell at rest, a network that is drawn, and no claims on numbers of other networks", async () => {
    const set = { ...tiny, current: 20, cells: 10, stepper: "rk4", parameterSet: "custom", recoveryRate: 0.23 } as const;
    const { tables, claims, figures: drawn } = await runStudy(morrisLecar, { set });
    const chosen = tables.rest_states!.rows.filter(([title]) => title === "custom (chosen)");
    expect(chosen.map((row) => row[8])).toEqual(["stable node", "saddle", "unstable focus"]);
    expect(claims.filter(({ id }) => id.startsWith("network"))).toEqual([]);
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(tables.network_states!.rows.filter(([time]) => time === 50)).toHaveLength(3 * 10 + 1);
    expect(tables.network_states!.rows.every(([, , , reference]) => reference === null)).toBe(true);
    // five excitatory cells and the last, which is inhibitory
    const traced = new Map(tables.network_traces!.rows.map(([, cell, synapse]) => [cell, synapse]));
    expect([...traced]).toEqual([...[1, 2, 3, 4, 5].map((cell) => [cell, "excitatory"]), [10, "inhibitory"]]);
    expect(drawn.eigenvalues!.description).toContain("comes to rest");
    expect(await drawSvg("phase_plane", drawn.phase_plane!)).toContain("stable manifold");
  }, 120_000);

  it("refuses parameters out of range", () => {
    expect(() => planRun(morrisLecar, { set: { current: 251 } })).toThrow(
      "Parameter current is 251; it must be a finite number >= -20 and <= 250 (µA/cm²).",
    );
    expect(() => planRun(morrisLecar, { set: { dt: 0.01 } })).toThrow(/dt/);
    expect(() => planRun(morrisLecar, { set: { cells: 129 } })).toThrow(/cells/);
    expect(() => planRun(morrisLecar, { set: { parameterSet: "textbook" as "snlc" } })).toThrow(/parameterSet/);
  });
});
