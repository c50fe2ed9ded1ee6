import type { Core, MorrisLecarParameters } from "microcircuit";
import {
  type Bifurcation,
  type Cycle,
  homoclinicOrbit,
  type MorrisLecarField,
  morrisLecarField,
  type RestKind,
  restBifurcations,
  restStates,
  steadyStateCurrent,
} from "microcircuit/analysis";
import { type BranchPoint, type CyclePath, Cycles, type Piece } from "./cycles.js";

/** A stretch of the curve of rest states on which all are of one kind of stability. */
export interface RestStretch {
  readonly stable: boolean;
  readonly saddle: boolean;
  readonly currents: Float64Array;
  readonly voltages: Float64Array;
}

export type MarkKind = "saddle-node" | "SNIC" | "Hopf" | "fold of cycles" | "homoclinic";

/** A current at which the picture changes. */
export interface Mark {
  readonly kind: MarkKind;
  /** uA/cm2 */
  readonly current: number;
  /** mV; of cycles: their largest. */
  readonly voltage: number;
}

export interface DiagramRequest {
  readonly parameters: MorrisLecarParameters;
  /** Currents shown, uA/cm2. */
  readonly from: number;
  readonly to: number;
}

/** What is known at once. */
export interface DiagramStart {
  readonly rests: readonly RestStretch[];
  readonly marks: readonly Mark[];
}

/** f ~ sqrt(I - I_c) / K next to a saddle-node on an invariant circle. */
export interface SquareRootLaw {
  readonly current: number;
  /** ms sqrt(uA/cm2) */
  readonly passageConstant: number;
}

/** What was found since the last part. */
export interface DiagramPart {
  /** Points to be appended to the branch of this number. */
  readonly points: readonly { readonly branch: number; readonly point: BranchPoint }[];
  readonly marks: readonly Mark[];
  readonly law: SquareRootLaw | undefined;
  readonly done: boolean;
}

/** Points of the curve of rest states. */
const POINTS = 400;
/** Currents at which firing is looked for that no branch from a Hopf point has shown. */
const PROBES = 7;
/** A branch has come back to its Hopf point where V varies by less than this, mV. */
const SMALL = 1;

/** Rest states and cycles of a cell over its input current. */
export class Diagram {
  readonly #core: Core;
  #neuron!: MorrisLecarField;
  #cycles!: Cycles;
  #bifurcations: readonly Bifurcation[] = [];
  #branches: BranchPoint[][] = [];
  #from = 0;
  #to = 1;
  #work: Iterator<void> | undefined;
  #points: { branch: number; point: BranchPoint }[] = [];
  #marks: Mark[] = [];
  #law: SquareRootLaw | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Begins a diagram; one that is under way is given up. */
  begin({ parameters, from, to }: DiagramRequest): DiagramStart {
    this.#neuron = morrisLecarField(this.#core, parameters);
    this.#cycles = new Cycles(this.#core, this.#neuron);
    this.#bifurcations = restBifurcations(this.#neuron);
    [this.#from, this.#to] = [from, to];
    [this.#branches, this.#points, this.#marks, this.#law] = [[], [], [], undefined];
    this.#work = this.#followAll();
    const marks = this.#bifurcations.flatMap(({ type, parameter, state }): Mark[] => {
      if (type === "neutral-saddle" || parameter < from || parameter > to) return [];
      return [{ kind: type === "hopf" ? "Hopf" : "saddle-node", current: parameter, voltage: state[0]! }];
    });
    return { rests: this.#restCurve(), marks };
  }

  /** Works on the diagram for about `budget` ms, for one cycle at least. */
  more(budget: number): DiagramPart {
    const end = performance.now() + budget;
    do if (this.#work?.next().done) this.#work = undefined;
    while (this.#work && performance.now() < end);
    const done = this.#work === undefined;
    const part = { points: this.#points, marks: this.#marks, law: this.#law, done };
    [this.#points, this.#marks] = [[], []];
    return part;
  }

  /** The cycles at `current` of the branches found so far. */
  cyclesAt(current: number): CyclePath[] {
    const found: CyclePath[] = [];
    const centres = restStates(this.#neuron, current).map(({ state }) => state[0]!);
    for (const branch of this.#branches) {
      for (const { before, after, part } of segmentsAt(branch, current)) {
        const near = before.centre + part * (after.centre - before.centre);
        const centre = centres.reduce((a, b) => (Math.abs(b - near) < Math.abs(a - near) ? b : a), Infinity);
        const recovery = before.recovery + part * (after.recovery - before.recovery);
        const cycle = this.#cycles.at(centre, recovery, before.stable && after.stable);
        if (cycle && !found.some(({ period }) => Math.abs(period / cycle.period - 1) < 1e-5)) found.push(cycle);
      }
    }
    return found;
  }

  /** Between bifurcations the stability of rest states does not change: it is asked once for each stretch. */
  #restCurve(): RestStretch[] {
    const neuron = this.#neuron;
    const [low, high] = neuron.voltages;
    const margin = high - low; // rest states at strong currents lie beyond the reversal potentials
    const edges = [low - margin, ...this.#bifurcations.map(({ state }) => state[0]!), high + margin];
    const [seenLow, seenHigh] = [restStates(neuron, this.#from)[0]!.state[0]!, restStates(neuron, this.#to).at(-1)!.state[0]!];
    const step = (seenHigh - seenLow) / POINTS;
    const stretches: RestStretch[] = [];
    for (let i = 1; i < edges.length; i++) {
      const [a, b] = [Math.max(edges[i - 1]!, seenLow), Math.min(edges[i]!, seenHigh)];
      if (a >= b) continue;
      const middle = (a + b) / 2;
      const kind = this.#kindAt(middle);
      const count = Math.max(8, Math.ceil((b - a) / step));
      const voltages = Float64Array.from({ length: count + 1 }, (_, k) => a + ((b - a) * k) / count);
      const currents = voltages.map((V) => steadyStateCurrent(neuron, V));
      stretches.push({ stable: kind.stable, saddle: kind.kind === "saddle", currents, voltages });
    }
    return stretches;
  }

  #kindAt(voltage: number): { readonly kind: RestKind; readonly stable: boolean } {
    const rests = restStates(this.#neuron, steadyStateCurrent(this.#neuron, voltage));
    return rests.reduce((a, b) => (Math.abs(b.state[0]! - voltage) < Math.abs(a.state[0]! - voltage) ? b : a));
  }

  *#followAll(): Generator<void> {
    const hopfs = this.#bifurcations.filter((point) => point.type === "hopf");
    for (const hopf of hopfs) {
      const piece = this.#pieceOf(hopf.state[0]!);
      if (!piece) continue;
      const seed = this.#cycles.nearHopf(hopf);
      yield;
      if (!seed || this.#knownCycle(seed)) continue;
      const away = seed.parameter > hopf.state[0]! ? "up" : "down";
      yield* this.#follow(seed, piece, away);
      yield* this.#follow(seed, piece, away === "up" ? "down" : "up");
    }
    // cycles that come from no Hopf point, between two homoclinic orbits for one
    for (let i = 0; i < PROBES; i++) {
      const current = this.#from + ((i + 0.5) * (this.#to - this.#from)) / PROBES;
      const centre = restStates(this.#neuron, current).at(-1)!.state[0]!;
      const piece = this.#pieceOf(centre);
      if (!piece || this.#branches.some((branch) => segmentsAt(branch, current).some(({ before }) => before.stable))) continue;
      const cycle = this.#cycles.firing(centre);
      yield;
      if (!cycle) continue;
      yield* this.#follow(cycle, piece, "down");
      yield* this.#follow(cycle, piece, "up");
    }
  }

  /** The piece around V of rest states that are no saddles, as far as it is shown. */
  #pieceOf(voltage: number): Piece | undefined {
    const folds = this.#bifurcations.filter(({ type }) => type === "saddle-node").map(({ state }) => state[0]!);
    const low = folds.filter((V) => V < voltage).at(-1) ?? -Infinity;
    const high = folds.find((V) => V > voltage) ?? Infinity;
    const inside = (current: number) =>
      restStates(this.#neuron, current).find(({ state: [V] }) => V! > low && V! < high)?.state[0];
    const piece = { low: inside(this.#from) ?? low, high: inside(this.#to) ?? high };
    return Number.isFinite(piece.low) && Number.isFinite(piece.high) && piece.low < piece.high ? piece : undefined;
  }

  *#follow(seed: Cycle, piece: Piece, direction: "up" | "down"): Generator<void> {
    const number = this.#branches.length;
    const branch: BranchPoint[] = [];
    this.#branches.push(branch);
    const push = (point: BranchPoint) => {
      branch.push(point);
      this.#points.push({ branch: number, point });
    };
    const following = this.#cycles.follow(seed, piece, direction);
    for (;;) {
      const { done, value } = following.next();
      if (done) return this.#close(branch, value, push);
      const { point, fold } = value;
      if (point.current < this.#from || point.current > this.#to) return;
      if (branch.length > 2 && this.#known(number, point)) return push(point);
      if (fold !== undefined) this.#marks.push({ kind: "fold of cycles", current: fold, voltage: point.high });
      push(point);
      if (point.high - point.low < SMALL && this.#joinHopf(point, push)) return;
      yield;
    }
  }

  #knownCycle(cycle: Cycle): boolean {
    const point = this.#cycles.point(cycle);
    return point !== undefined && this.#known(-1, point);
  }

  /** Whether another branch passes through this cycle: it has been followed from its other end. */
  #known(number: number, { current, low, high, stable }: BranchPoint): boolean {
    return this.#branches.some(
      (branch, i) =>
        i !== number &&
        segmentsAt(branch, current).some(({ before, after, part }) => {
          const at = (key: "low" | "high") => before[key] + part * (after[key] - before[key]);
          return before.stable === stable && Math.abs(at("low") - low) < 0.5 && Math.abs(at("high") - high) < 0.5;
        }),
    );
  }

  /** Small cycles end in the Hopf point. */
  #joinHopf({ centre, recovery, stable }: BranchPoint, push: (point: BranchPoint) => void): boolean {
    const hopf = this.#bifurcations.find(({ type, state }) => type === "hopf" && Math.abs(state[0]! - centre) < SMALL);
    if (hopf?.type !== "hopf") return false;
    const [V, w] = [hopf.state[0]!, hopf.state[1] ?? recovery];
    push({ current: hopf.parameter, centre: V, recovery: w, period: hopf.period, low: V, high: V, stable });
    return true;
  }

  /** A branch whose periods diverge ends at a saddle-node on the cycle, or in a homoclinic orbit. */
  #close(branch: readonly BranchPoint[], end: string, push: (point: BranchPoint) => void): void {
    const last = branch.at(-1);
    if (!last || end === "range") return;
    const shortest = branch.reduce((least, { period }) => Math.min(least, period), Infinity);
    if (end !== "period" && last.period < 4 * shortest) return;
    const saddleNode = this.#bifurcations.find(
      ({ type, parameter }) => type === "saddle-node" && Math.abs(parameter - last.current) < 0.01 * (this.#to - this.#from),
    );
    const saddle = restStates(this.#neuron, last.current).some(({ kind }) => kind === "saddle");
    if (!saddle && saddleNode?.type === "saddle-node") {
      push({ ...last, current: saddleNode.parameter, period: Infinity });
      this.#law ??= { current: saddleNode.parameter, passageConstant: saddleNode.passageConstant };
      this.#marks.push({ kind: "SNIC", current: saddleNode.parameter, voltage: saddleNode.state[0]! });
      return;
    }
    if (!saddle) return;
    const reach = 0.003 * (this.#to - this.#from);
    try {
      const between = [last.current - reach, last.current + reach] as const;
      const orbit = homoclinicOrbit(this.#core, this.#neuron, { between, relativeTolerance: 1e-10 });
      push({ ...last, current: orbit.parameter, period: Infinity });
      this.#marks.push({ kind: "homoclinic", current: orbit.parameter, voltage: orbit.saddle.state[0]! });
    } catch {
      // the manifolds do not meet in this way: the branch stays as long as it was followed
    }
  }
}

/** Where a branch passes a current, between two of its points; orbits of infinite period are limits, not cycles. */
function segmentsAt(branch: readonly BranchPoint[], current: number) {
  const found: { before: BranchPoint; after: BranchPoint; part: number }[] = [];
  for (let i = 1; i < branch.length; i++) {
    const [before, after] = [branch[i - 1]!, branch[i]!];
    const [a, b] = [before.current - current, after.current - current];
    if (a > 0 === b > 0 || !Number.isFinite(after.period)) continue;
    found.push({ before, after, part: a / (a - b) });
  }
  return found;
}
