import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena, blockBytes, type ElementType, elementBytes, Heap } from "../../src/core/memory.js";
import { InputError, loadSync, MemoryError } from "../../src/index.js";

const types: ElementType[] = ["u8", "u16", "u32", "i32", "f32", "f64"];

describe("Heap", () => {
  it("never hands out the same byte twice, and reuses what is released (property)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ take: fc.boolean(), bytes: fc.integer({ min: 0, max: 5000 }), which: fc.nat() }), { maxLength: 80 }),
        (actions) => {
          let end = 1000;
          let extended = 0;
          const heap = new Heap((bytes) => {
            const address = end + 4; // a block header, as the compiled core's allocator has
            end = address + bytes;
            extended += bytes;
            return address;
          }, 2 ** 24);
          const held: { address: number; bytes: number }[] = [];
          let largest = 0;
          for (const { take, bytes, which } of actions) {
            if (take || held.length === 0) held.push(heap.take(bytes));
            else heap.release(held.splice(which % held.length, 1)[0]!);
            const sorted = [...held].sort((a, b) => a.address - b.address);
            sorted.forEach((region, i) => {
              expect(region.address % 64).toBe(0);
              expect(region.address + region.bytes).toBeLessThanOrEqual(sorted[i + 1]?.address ?? end);
            });
            largest = Math.max(
              largest,
              held.reduce((sum, region) => sum + region.bytes, 0),
            );
          }
          for (const region of held) heap.release(region);
          const before = extended;
          if (largest > 0) heap.take(largest); // all that was ever held at once fits again without growing
          expect(extended).toBe(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("refuses what the core cannot address, in MiB, and stays usable", () => {
    const core = loadSync({ maximumMemory: 8 });
    expect(() => core.heap.take(64 * 1024 ** 2, "A large model")).toThrow(MemoryError);
    expect(() => core.heap.take(64 * 1024 ** 2, "A large model")).toThrow(
      /^A large model needs 64 MiB, but the core can address 8\.00 MiB and .* MiB are in use or reserved\. Make the model smaller/,
    );
    expect(core.heap.take(1024).bytes).toBe(1024);
  });
});

describe("Arena", () => {
  const core = loadSync();

  it("gives zeroed typed blocks of the planned size, and takes back what follows a mark", () => {
    const bytes = types.reduce((sum, type) => sum + blockBytes(type, 33), 0);
    const arena = core.arena(bytes);
    for (let round = 0; round < 2; round++) {
      const mark = arena.mark();
      const blocks = types.map((type) => arena.block(type, 33));
      expect(arena.available).toBe(0);
      for (const [i, block] of blocks.entries()) {
        expect(block.view.length).toBe(33);
        expect(block.view.BYTES_PER_ELEMENT).toBe(elementBytes(types[i]!));
        expect([...block.view].every((value) => value === 0)).toBe(true);
        block.view.fill(7);
      }
      expect(() => arena.block("f64", 1)).toThrow(MemoryError);
      arena.release(mark);
      expect(arena.available).toBe(arena.region.bytes);
    }
    core.heap.release(arena.region);
  });

  it("hands out fresh views after the memory has grown", () => {
    const arena = core.arena(1024);
    const block = arena.block("f64", 4);
    block.view.set([1, 2, 3, 4]);
    const stale = block.view;
    core.heap.release(core.heap.take(50 * 1024 ** 2));
    expect(stale.length).toBe(0); // detached by growth
    expect([...block.view]).toEqual([1, 2, 3, 4]);
    core.heap.release(arena.region);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses a length of %s", (length) => {
    const arena = new Arena(core.memory, core.heap.take(64));
    expect(() => arena.block("u8", length)).toThrow(InputError);
    core.heap.release(arena.region);
  });

  it("refuses a mark that it did not give", () => {
    const arena = core.arena(64);
    expect(() => arena.release(arena.mark() + 64)).toThrow(InputError);
    core.heap.release(arena.region);
  });
});
