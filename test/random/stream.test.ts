import { describe, expect, it } from "vitest";
import { InputError, loadSync, MemoryError, RandomStream } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const at = (position = 0) => new RandomStream(core, { seed: 3, stream: 4, position });

describe("RandomStream", () => {
  it.each([
    ["uniforms", (s: RandomStream, n: number) => s.uniforms(n)],
    ["uniformsF32", (s: RandomStream, n: number) => s.uniformsF32(n)],
    ["normals", (s: RandomStream, n: number) => s.normals(n)],
    ["normalsF32", (s: RandomStream, n: number) => s.normalsF32(n)],
    ["exponentials", (s: RandomStream, n: number) => s.exponentials(n)],
    ["exponentialsF32", (s: RandomStream, n: number) => s.exponentialsF32(n)],
    ["poisson", (s: RandomStream, n: number) => s.poisson(12, n)],
    ["integers", (s: RandomStream, n: number) => s.integers(n, 100)],
  ])("%s continue where the last call ended", (_, take) => {
    const whole = [...take(at(), 50)];
    const source = at();
    const parts = [7, 0, 1, 42].flatMap((n) => [...take(source, n)]);
    expect(parts).toEqual(whole);
    expect(source.position).toBe(50);
    expect([...take(at(20), 30)]).toEqual(whole.slice(20));
    expect([...take(at().skip(21), 29)]).toEqual(whole.slice(21));
    source.position = 5;
    expect([...take(source, 45)]).toEqual(whole.slice(5));
  });

  it("moves on by n for a permutation and by k for a sample", () => {
    const source = at();
    source.permutation(10);
    source.sample(3, 1000);
    expect(source.position).toBe(13);
    expect([...at(10).sample(3, 1000)]).toEqual([...at().skip(10).sample(3, 1000)]);
  });

  it("takes a number and the equal bigint as the same seed", () => {
    const a = new RandomStream(core, { seed: 2 ** 40 + 1, stream: 5 }).normals(4);
    expect([...new RandomStream(core, { seed: 2n ** 40n + 1n, stream: 5n }).normals(4)]).toEqual([...a]);
    expect(
      [...new RandomStream(core, { seed: 2n ** 64n - 1n, stream: 2n ** 64n - 1n }).uniforms(2)].every((x) => x > 0 && x < 1),
    ).toBe(true);
  });

  it("keeps earlier arrays when memory grows", () => {
    const first = at().normals(4);
    const copy = [...first];
    at().normals(2_000_000);
    expect([...first]).toEqual(copy);
  });

  it("stays where it was when a call is refused", () => {
    const source = new RandomStream(loadSync({ maximumMemory: 16 }), { seed: 1, position: 7 });
    expect(() => source.poisson(-1, 3)).toThrow(InputError);
    expect(() => source.normals(2 ** 28)).toThrow(MemoryError);
    expect(source.position).toBe(7);
  });

  it("gives back its memory", () => {
    const probe = () => {
      const region = core.heap.take(64);
      core.heap.release(region);
      return region.address;
    };
    const before = probe();
    for (let i = 0; i < 100; i++) at().sample(1000, 100_000);
    expect(probe()).toBe(before);
  });

  it.each([
    ["seed", () => new RandomStream(core, { seed: -1 })],
    ["seed", () => new RandomStream(core, { seed: 0.5 })],
    ["seed", () => new RandomStream(core, { seed: 2 ** 53 })],
    ["seed", () => new RandomStream(core, { seed: 2n ** 64n })],
    ["seed", () => new RandomStream(core, { seed: "1" as never })],
    ["seed", () => new RandomStream(core, {} as never)],
    ["stream", () => new RandomStream(core, { seed: 1, stream: Number.NaN })],
    ["options.steam", () => new RandomStream(core, { seed: 1, steam: 2 } as never)],
    ["position", () => new RandomStream(core, { seed: 1, position: -1 })],
    ["position", () => at(2 ** 48 + 1)],
    ["n", () => at().normals(-1)],
    ["n", () => at().normals(1.5)],
    ["n", () => at().normals(2 ** 29)],
    ["n", () => at(2 ** 48 - 1).uniforms(2)],
    ["count", () => at().skip(-1)],
    ["count", () => at(5).skip(2 ** 48)],
    ["mean", () => at().poisson(-1, 1)],
    ["mean", () => at().poisson(2e15, 1)],
    ["mean", () => at().poisson(Number.NaN, 1)],
    ["below", () => at().integers(1, 0)],
    ["below", () => at().integers(1, 2 ** 53)],
    ["k", () => at().sample(6, 5)],
    ["n", () => at().sample(1, 2 ** 31)],
    ["name", () => at().substream(-1)],
    ["name", () => at().substream(undefined as never)],
  ])("refuses a wrong %s", (field, act) => {
    const refused = (() => {
      try {
        act();
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as InputError).field).toBe(field);
  });
});

describe("substreams", () => {
  it("depend on parent and name, not on the parent's position", () => {
    const names = ["", "a", "b", "ab", "abcdefg", "abcdefgh", "abcdefg\0", "ä", 0, 1, 2 ** 53 - 1, "0", "1"];
    const parents = [
      at(),
      new RandomStream(core, { seed: 3, stream: 5 }),
      new RandomStream(core, { seed: 4, stream: 4 }),
      at().substream("a"),
    ];
    const children = parents.flatMap((parent) => names.map((name) => parent.substream(name)));
    expect(new Set(children.map((child) => child.stream)).size).toBe(children.length);
    expect(at(99).substream("a").stream).toBe(at().substream("a").stream);
    expect(children.every((child) => child.position === 0)).toBe(true);
    expect(at().substream(1).seed).toBe(3n);
  });

  it("keep their numbers from version to version", () => {
    const root = new RandomStream(core, { seed: 1 });
    expect([root.substream("noise").stream, root.substream(3).stream]).toEqual([18032416136216026618n, 18400107936156134224n]);
  });
});
