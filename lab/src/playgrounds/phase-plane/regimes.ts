import type { BranchPoint } from "./cycles.js";
import type { Mark, RestStretch } from "./diagram.js";

/** Currents over which the same attractors exist. */
export interface Regime {
  readonly from: number;
  readonly to: number;
  /** Stable rest states. */
  readonly rests: number;
  /** Stable cycles. */
  readonly cycles: number;
  readonly name: string;
}

/** Next to each other the regimes of the currents shown, from one bifurcation to the next; neighbours with the same attractors are one. */
export function regimesOf(
  from: number,
  to: number,
  marks: readonly Mark[],
  rests: readonly RestStretch[],
  branches: readonly (readonly BranchPoint[])[],
): Regime[] {
  const edges = [from, ...marks.map(({ current }) => current).filter((x) => x > from && x < to), to].sort((a, b) => a - b);
  const regimes: Regime[] = [];
  for (let i = 1; i < edges.length; i++) {
    const [a, b] = [edges[i - 1]!, edges[i]!];
    if (b - a < 1e-6 * (to - from)) continue;
    const middle = (a + b) / 2;
    const restCount = rests.filter(({ stable, currents }) => stable && passes(currents[0]!, currents.at(-1)!, middle)).length;
    const cycleCount = cyclesAt(branches, middle);
    const last = regimes.at(-1);
    if (last && last.rests === restCount && last.cycles === cycleCount) regimes[regimes.length - 1] = { ...last, to: b };
    else regimes.push({ from: a, to: b, rests: restCount, cycles: cycleCount, name: nameOf(restCount, cycleCount) });
  }
  return regimes;
}

export function regimeAt(regimes: readonly Regime[], current: number): Regime | undefined {
  return regimes.find(({ from, to }) => current >= from && current <= to);
}

function cyclesAt(branches: readonly (readonly BranchPoint[])[], current: number): number {
  let count = 0;
  for (const branch of branches) {
    for (let i = 1; i < branch.length; i++) {
      if (branch[i]!.stable && branch[i - 1]!.stable && passes(branch[i - 1]!.current, branch[i]!.current, current)) count++;
    }
  }
  return count;
}

function passes(a: number, b: number, value: number): boolean {
  return a > value !== b > value;
}

function nameOf(rests: number, cycles: number): string {
  const rest = rests === 0 ? "" : rests === 1 ? "rest" : `${inWords(rests)} rest states`;
  const firing = cycles === 0 ? "" : cycles === 1 ? "firing" : `${inWords(cycles)} kinds of firing`;
  if (!rest && !firing) return "neither rest nor firing";
  return rest && firing ? `${rest} or ${firing}` : rest || firing;
}

function inWords(count: number): string {
  return count === 2 ? "two" : count === 3 ? "three" : String(count);
}
