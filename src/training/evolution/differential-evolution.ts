import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { EvolutionStrategy } from "./strategy.js";

export interface DifferentialEvolutionOptions extends StrategyOptions {
  /** Standard deviation of the first generation around the start, whose own place is kept. */
  readonly stepSize: number;
  /** NP; 10 n, at least 20, when left out. */
  readonly populationSize?: number;
  /** F; 0.7 when left out. */
  readonly difference?: number;
  /** CR; 0.9 when left out. */
  readonly crossover?: number;
}

/**
 * Differential evolution DE/rand/1/bin (R. Storn and K. Price, Journal of Global Optimization 11, 1997): v = a + F (b - c) of three other members, each
 * parameter taken from v with probability CR, kept when not worse. For few parameters and rugged functions.
 */
export class DifferentialEvolution extends EvolutionStrategy<"members" | "memberLosses" | "uniforms"> {
  readonly name = "differential-evolution";
  readonly #difference: number;
  readonly #crossover: number;

  constructor(core: Core, options: DifferentialEvolutionOptions) {
    checkKeys("options", options, [...commonKeys, "stepSize", "populationSize", "difference", "crossover"]);
    const n = checkNumbers("start", options.start, undefined).length;
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    const usual = Math.max(20, 10 * n);
    const size = checkNumber("populationSize", options.populationSize ?? usual, { min: 4, integer: true });
    const difference = checkNumber("difference", options.difference ?? 0.7, { above: 0, max: 2 });
    const crossover = checkNumber("crossover", options.crossover ?? 0.9, { min: 0, max: 1 });
    super(core, options, size, { state: { members: size * n, memberLosses: size }, work: { uniforms: n + 4 } });
    this.#difference = difference;
    this.#crossover = crossover;
    const { members, centre, memberLosses } = this.blocks;
    memberLosses.view.fill(Number.POSITIVE_INFINITY);
    this.kernel((e) => {
      e.memberNormals(members.address, 0, size, n, this.seed, this.stream, 0n);
      for (let k = 0; k < size; k++) {
        const row = members.address + 8 * n * k;
        e.displace(row, centre.address, k === 0 ? 0 : stepSize, 0, row, n);
      }
    });
  }

  /** Root mean square distance of the members from their mean. */
  get stepSize(): number {
    const members = this.blocks.members.view;
    const { dimension: n, populationSize: size } = this;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let mean = 0;
      for (let k = 0; k < size; k++) mean += members[k * n + i]! / size;
      for (let k = 0; k < size; k++) sum += (members[k * n + i]! - mean) * (members[k * n + i]! - mean);
    }
    return Math.sqrt(sum / (n * size));
  }

  override get exhausted(): string | undefined {
    return this.stepSize === 0 ? "all members are the same" : undefined;
  }

  protected write(member: number, out: number): void {
    const { dimension: n, blocks } = this;
    const { members, uniforms } = blocks;
    if (this.generation === 0) {
      const row = members.address + 8 * n * member;
      this.kernel((e) => e.displace(out, row, 0, 0, row, n));
      return;
    }
    this.kernel((e) => e.memberUniforms(uniforms.address, member, 1, n + 4, this.seed, this.stream, this.address));
    const u = uniforms.view;
    const [a, b, c] = this.#others(member, u);
    const always = Math.floor(u[3]! * n);
    const all = members.view;
    const trial = new Float64Array(this.core.memory.buffer, out, n);
    for (let i = 0; i < n; i++) {
      const crosses = u[4 + i]! < this.#crossover || i === always;
      trial[i] = crosses ? all[a * n + i]! + this.#difference * (all[b * n + i]! - all[c * n + i]!) : all[member * n + i]!;
    }
  }

  protected update(): void {
    const { blocks, dimension: n, populationSize: size } = this;
    const { losses, members, memberLosses, point, centre } = blocks;
    // All trials are made of the members as they were.
    const next = members.view.slice();
    for (let k = 0; k < size; k++) {
      const loss = losses.view[k]!;
      if (!(loss <= memberLosses.view[k]!)) continue;
      this.write(k, point.address);
      next.set(point.view, k * n);
      memberLosses.view[k] = loss;
    }
    members.view.set(next);
    const kept = memberLosses.view;
    let leader = 0;
    for (let k = 1; k < size; k++) if (kept[k]! < kept[leader]!) leader = k;
    centre.view.set(members.view.subarray(leader * n, (leader + 1) * n));
  }

  /** Three different members other than `member`, by three uniform numbers. */
  #others(member: number, u: Float64Array): [number, number, number] {
    const taken = [member];
    for (let k = 0; k < 3; k++) {
      let choice = Math.floor(u[k]! * (this.populationSize - taken.length));
      for (const other of [...taken].sort((x, y) => x - y)) if (choice >= other) choice++;
      taken.push(choice);
    }
    return [taken[1]!, taken[2]!, taken[3]!];
  }
}
