import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alongLines, LivePoints, MAXIMUM_POINTS } from "../../lab/src/study/live-points.js";

const xOf = (points: LivePoints, name: string): number[] => {
  const { x, length } = points.series(name)!;
  return [...x.subarray(0, length)];
};

describe("live points", () => {
  it("are thinned out evenly when there are many", () => {
    const points = new LivePoints();
    const count = 100_000;
    for (let i = 0; i < count; i++) points.add("a", "job", i, -i);
    const kept = xOf(points, "a");
    expect(kept.length).toBeLessThanOrEqual(MAXIMUM_POINTS);
    expect(kept.length).toBeGreaterThan(MAXIMUM_POINTS / 2 - 1);
    const gaps = new Set(kept.slice(1).map((x, i) => x - kept[i]!));
    expect(gaps.size).toBe(1);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)!).toBeGreaterThanOrEqual(count - [...gaps][0]!);
    expect(points.limits()).toEqual({ x: [0, kept.at(-1)], y: [-kept.at(-1)!, -0] });
  });

  it("keep each series to its bound whatever comes in whatever order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("1", "2"), fc.nat(5000)), { maxLength: 20 }),
        (runs) => {
          const points = new LivePoints();
          for (const [series, job, count] of runs) for (let i = 0; i < count; i++) points.add(series, job, i, i);
          for (const name of points.names) expect(points.series(name)!.length).toBeLessThanOrEqual(MAXIMUM_POINTS);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("of a job that begins again are forgotten, those of others stay", () => {
    const points = new LivePoints();
    points.add("a", "one", 1, 1);
    points.add("a", "two", 2, 1);
    points.add("b", "one", 3, 1);
    points.drop("one");
    points.drop("never seen");
    expect(xOf(points, "a")).toEqual([2]);
    expect(points.length).toBe(1);
    points.clear();
    expect(points.names).toEqual([]);
    expect(points.limits()).toBeUndefined();
  });

  it("have their series in an order that does not depend on who was first", () => {
    const [one, other] = [new LivePoints(), new LivePoints()];
    for (const name of ["τ = 10 ms", "τ = 2 ms", "theory"]) one.add(name, "j", 0, 0);
    for (const name of ["theory", "τ = 2 ms", "τ = 10 ms"]) other.add(name, "j", 0, 0);
    expect(one.names).toEqual(other.names);
    expect(one.names.indexOf("τ = 2 ms")).toBeLessThan(one.names.indexOf("τ = 10 ms"));
  });
});

describe("lines", () => {
  const along = (points: LivePoints): (number | "begin")[] => {
    const visited: (number | "begin")[] = [];
    const series = points.series("a")!;
    alongLines(series, (i, begins) => {
      if (begins) visited.push("begin");
      visited.push(series.x[i]!);
    });
    return visited;
  };

  it("join the points of each job in the order they came", () => {
    const points = new LivePoints();
    for (const [job, x] of [
      ["1", 3],
      ["2", 10],
      ["1", 1],
      ["2", 20],
      ["1", 2],
    ] as const)
      points.add("a", job, x, 0);
    expect(along(points)).toEqual(["begin", 3, 1, 2, "begin", 10, 20]);
  });

  it("join jobs of one point each along x", () => {
    const points = new LivePoints();
    for (const [job, x] of [
      ["1", 3],
      ["2", 1],
      ["3", 2],
    ] as const)
      points.add("a", job, x, 0);
    expect(along(points)).toEqual(["begin", 1, 2, 3]);
  });
});
