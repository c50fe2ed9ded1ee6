import { atLeast, atMost, type Claim, withinRelative } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";
import { checks } from "../verification.js";

export function accuracyClaims(results: Sorted): Claim[] {
  return [...roberClaims(results), ...knownStates(results), ...invariantClaims(results), ...lateE5Claims(results)];
}

/** The value in a list that is farthest from `from`. */
const farthest = (values: readonly number[], from: number) =>
  values.reduce((worst, value) => (Math.abs(value - from) > Math.abs(worst - from) ? value : worst), from);

const of = ({ verification }: Sorted, id: string) => verification.find(({ job }) => job.input.id === id)!.result;

function roberClaims(results: Sorted): Claim[] {
  const expected = 2.083340149701294e-8;
  const last = of(results, "rober").runs.filter(({ time }) => time === 1e11);
  return [
    withinRelative({
      id: "rober-late",
      statement: "ROBER at 1e11: y1, by RODAS5P and Radau IIA 5 at rtol 1e-10 (the value farther off)",
      source: "integration in quadruple precision; 100 tolerances for some thousand steps",
      expected,
      relativeTolerance: 1e-8,
      measured: farthest(
        last.map(({ first }) => first),
        expected,
      ),
    }),
  ];
}

/** Accurate runs come near the known states. */
function knownStates({ verification }: Sorted): Claim[] {
  return verification.map(({ job, result }) => {
    const { id, title, bound, methods, relativeTolerance } = checks.find((check) => check.id === job.input.id)!;
    return atMost({
      id: `known-${id}`,
      statement: `${title}: largest relative error of any number of the state (${methods.map(titleOf).join(", ")}; rtol ${relativeTolerance})`,
      source: "integration in quadruple precision, or a formula; the bound leaves room for the errors of all steps",
      limit: bound,
      measured: Math.max(...result.runs.map(({ error }) => error)),
    });
  });
}

/** Defects that rounding, or the tolerances, explain. */
function invariantClaims(results: Sorted): Claim[] {
  const defects = (ids: readonly string[], names?: readonly string[]) =>
    Math.max(
      ...ids.flatMap((id) =>
        of(results, id)
          .defects.filter(({ name }) => names?.includes(name) ?? true)
          .map(({ defect }) => defect),
      ),
    );
  const orbits = ["D1", "D2", "D3", "D4", "D5"].map((name) => `detest-${name}`);
  return [
    atMost({
      id: "rober-sum",
      statement: "ROBER: y1 + y2 + y3 stays 1 (RODAS5P, Radau IIA 5)",
      source: "linear invariants are kept by every step; rounding of thousands of steps",
      limit: 1e-13,
      measured: defects(["rober", "rober-tight"]),
    }),
    atMost({
      id: "rober-sum-steps",
      statement: "The same after every step of the runs of the figure",
      source: "the same at rtol 1e-6",
      limit: 1e-13,
      measured: Math.max(...results.trace.traces.map(({ defect }) => defect)),
    }),
    atMost({
      id: "hires-sum",
      statement: "HIRES: y7 + y8 stays 0.0057",
      source: "as for ROBER, of a number 200 times smaller",
      limit: 1e-15,
      measured: defects(["hires"]),
    }),
    atMost({
      id: "orbits",
      statement: "Two bodies (DETEST D1 to D5): energy and angular momentum stay (largest defect)",
      source: "not kept by the steps themselves: errors at rtol 1e-12 over three revolutions",
      limit: 1e-11,
      measured: defects(orbits),
    }),
    atMost({
      id: "lotka-volterra-invariant",
      statement: "Lotka and Volterra: x - 3 ln x + y - 1.5 ln y stays",
      source: "as for the orbits",
      limit: 1e-11,
      measured: defects(["lotka-volterra"]),
    }),
    atMost({
      id: "henon-heiles-energy",
      statement: "Hénon and Heiles: the energy stays up to t = 100",
      source: "as for the orbits",
      limit: 1e-11,
      measured: defects(["henon-heiles"]),
    }),
  ];
}

/** The end value at 1e13 that is in print. */
const published = { y2: 8.86765551764212e-23, y3: 8.854814626268838e-23 };

function lateE5Claims({ lateE5 }: Sorted): Claim[] {
  const expected = 8.86123352129108e-23;
  const states = lateE5.runs.map(({ state: [y1, y3, y4] }) => ({ y1: y1!, y3: y3!, y2: y3! + y4! }));
  const y3 = farthest(
    states.map((state) => state.y3),
    expected,
  );
  return [
    withinRelative({
      id: "e5-late",
      statement: "E5 at 1e13: y2 = y3 (RODAS5P, Radau IIA 5; the value farther off)",
      source: "y' = -M C y² after 1e11, when y1 and y4 are 0, from the state there in quadruple precision",
      expected,
      relativeTolerance: 1e-6,
      measured: farthest(
        states.flatMap(({ y2, y3 }) => [y2, y3]),
        expected,
      ),
    }),
    atLeast({
      id: "e5-published-wrong",
      statement: "The values of y2 and y3 in print differ from this by more than 0.07 % (the nearer one)",
      source:
        "8.867655517642120e-23 and 8.854814626268838e-23, which differ although y2 = y3 + y4 with y4 = 0; a thousand times the accuracy here",
      limit: 7e-4,
      measured: Math.min(...Object.values(published).map((value) => Math.abs(value / y3 - 1))),
    }),
    atMost({
      id: "e5-late-y1",
      statement: "y1 has vanished by then: largest |y1|",
      source: "y1 is about 1e-3441, which is 0 in 64 bits; its absolute tolerance in the runs",
      limit: 1e-80,
      measured: Math.max(...states.map(({ y1 }) => Math.abs(y1))),
    }),
  ];
}
