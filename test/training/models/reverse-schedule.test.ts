import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forwardSaves, reverseMemory, walkBack } from "../../../src/training/models/reverse-schedule.js";
import type { CheckpointScheme } from "../../../src/training/problem.js";

/** Walks back over blocks with states that are their own numbers; returns the order of the way back and the blocks advanced over. */
function walk(scheme: CheckpointScheme, blocks: number): { reversed: number[]; advanced: number } {
  const { kept, places } = reverseMemory(scheme, blocks);
  const saved = new Map<number, number>();
  forwardSaves(scheme, blocks).forEach((block, place) => {
    saved.set(place, block);
  });
  let current = Number.NaN;
  let advanced = 0;
  const reversed: number[] = [];
  walkBack(scheme, blocks, {
    advance(from, to) {
      expect(current).toBe(from);
      advanced += to - from;
      current = to;
    },
    save(place) {
      expect(place).toBeLessThan(places);
      saved.set(place, current);
    },
    restore(place) {
      current = saved.get(place)!;
    },
    reverse(from, to) {
      expect(current).toBe(from);
      expect(to - from).toBeLessThanOrEqual(kept);
      for (let block = to - 1; block >= from; block--) reversed.push(block);
      current = to;
    },
  });
  return { reversed, advanced };
}

/** Fewest blocks to advance over, the first run forward included, by dynamic programming. */
function fewest(blocks: number, places: number): number {
  const known = new Map<string, number>();
  const least = (n: number, s: number): number => {
    if (n <= 1) return 0;
    if (s === 1) return (n * (n - 1)) / 2;
    const key = `${n} ${s}`;
    let best = known.get(key);
    if (best === undefined) {
      best = Number.POSITIVE_INFINITY;
      for (let m = 1; m < n; m++) best = Math.min(best, m + least(n - m, s - 1) + least(m, s));
      known.set(key, best);
    }
    return best;
  };
  return least(blocks, places);
}

describe("schedule of the way back", () => {
  const schemes = fc.oneof(
    fc.constantFrom<CheckpointScheme>("all", "uniform"),
    fc.record({ snapshots: fc.integer({ min: 1, max: 8 }) }),
  );

  it("goes back over every block once, from the last to the first, from the right states", () => {
    fc.assert(
      fc.property(schemes, fc.integer({ min: 1, max: 90 }), (scheme, blocks) => {
        expect(walk(scheme, blocks).reversed).toEqual(Array.from({ length: blocks }, (_, i) => blocks - 1 - i));
      }),
    );
  });

  it("binomial: runs as few blocks again as any schedule can", () => {
    for (const snapshots of [1, 2, 3, 5]) {
      for (const blocks of [1, 2, 5, 6, 7, 20, 21, 40]) {
        const saves = forwardSaves({ snapshots }, blocks);
        // the first descent is part of the run forward
        const free = snapshots === 1 ? 0 : saves.at(-1)!;
        expect(walk({ snapshots }, blocks).advanced + free).toBe(fewest(blocks, Math.min(snapshots, blocks)));
      }
    }
  });

  it("uniform: keeps and saves about the square root of the number of blocks, and advances over none", () => {
    expect(reverseMemory("uniform", 100)).toEqual({ kept: 10, places: 10 });
    expect(walk("uniform", 100).advanced).toBe(0);
  });
});
