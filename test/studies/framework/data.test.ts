import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, exactJson, throughJson } from "../../../src/studies/framework/json.js";
import { jobSeed } from "../../../src/studies/framework/seeds.js";
import { checkedTable, recordsOf, tableToCsv } from "../../../src/studies/framework/tables.js";

/** Cells of comma-separated values, read by the grammar of RFC 4180 independently of the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)!;
    rows.at(-1)!.push(match[1]!.startsWith('"') ? match[1]!.slice(1, -1).replaceAll('""', '"') : match[1]!);
    if (match[2] === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("exact JSON", () => {
  it("keeps every finite float, to the bit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        // Minus zero is the one exception, and is written as zero.
        expect(throughJson({ value }).value).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [{ rates: [1, Number.NaN] }, "value.rates[1] is NaN"],
    [{ rate: Number.NEGATIVE_INFINITY }, "value.rate is -Infinity"],
    [{ rate: undefined }, "value.rate is undefined"],
    [{ trace: new Float64Array(3) }, "value.trace is an array of length 3"],
    [{ when: new Map() }, "value.when is an object of type Map"],
    [[() => 1], "value[0] is a function"],
    [{ n: 1n }, "value.n is 1n"],
  ])("refuses what JSON would change: %#", (value, words) => {
    expect(() => exactJson(value)).toThrow(words);
  });

  it("compares values whatever the order of their keys", () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: 3 })).toBe(canonicalJson({ a: 3, b: [{ c: 2, d: 1 }] }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});

describe("job seeds", () => {
  it("are 64-bit, repeatable, and differ between jobs and seeds", () => {
    const seeds = new Set<bigint>();
    for (let seed = 0; seed < 50; seed++) for (let job = 0; job < 50; job++) seeds.add(jobSeed(seed, `job-${job}`));
    expect(seeds.size).toBe(2500);
    for (const seed of seeds) expect(seed >= 0n && seed < 1n << 64n).toBe(true);
    expect(jobSeed(7, "rate-5")).toBe(jobSeed(7, "rate-5"));
  });

  it("spread over all 64 bits: each bit is set in about half of 4096 seeds", () => {
    const seeds = Array.from({ length: 4096 }, (_, i) => jobSeed(1, `growth-${i}`));
    for (let bit = 0n; bit < 64n; bit++) {
      const count = seeds.filter((seed) => (seed >> bit) & 1n).length;
      // Binomial(4096, 1/2): standard deviation 32; six of them, so that 64 fixed bits stay inside.
      expect(Math.abs(count - 2048)).toBeLessThan(192);
    }
  });
});

describe("tables", () => {
  it("write values that read back: commas, quotes, line breaks, units, numbers to the bit", () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('a"b', "x,y", "two\nlines", ""),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
        const table = checkedTable("s", "t", { columns: [{ name: "a", unit: "mV" }, 'b,"c"'], rows });
        const [heading, ...read] = readCsv(tableToCsv(table));
        expect(heading).toEqual(["a (mV)", 'b,"c"']);
        // Minus zero keeps its sign, which String() drops.
        expect(read).toEqual(rows.map((row) => row.map((value) => (Object.is(value, -0) ? "-0" : String(value)))));
        rows.forEach((row, i) => {
          row.forEach((value, j) => {
            if (typeof value === "number") expect(Number(read[i]![j])).toBe(value);
          });
        });
      }),
    );
  });

  it("leave missing values empty and keep booleans", () => {
    expect(tableToCsv(checkedTable("s", "t", { columns: ["a", "b"], rows: [[null, true]] }))).toBe("a,b\r\n,true\r\n");
  });

  it("hold long columns as arrays", () => {
    const table = checkedTable("s", "raster", {
      columns: ["t", "i"],
      data: { t: Float64Array.of(0.5, 1.5), i: Int32Array.of(3, 4) },
    });
    expect(table).toMatchObject({ rows: [], rowCount: 2 });
    expect(tableToCsv(table)).toBe("t,i\r\n0.5,3\r\n1.5,4\r\n");
    expect(recordsOf(table)).toEqual([
      { t: 0.5, i: 3 },
      { t: 1.5, i: 4 },
    ]);
  });

  it.each([
    [{ columns: ["a"], rows: [[Number.NaN]] }, "holds NaN in row 0"],
    [{ columns: ["a", "b"], rows: [[1]] }, "1 cells in row 0 for 2 columns"],
    [{ columns: ["a", "a"], rows: [] }, "two columns of one name"],
    [{ columns: [], rows: [] }, "has no columns"],
    [{ columns: ["a"] }, "either rows or data"],
    [{ columns: ["a", "b"], data: { a: [1, 2], b: [1] } }, 'needs 2 values in column "b", not 1'],
    [{ columns: ["a"], data: { a: [1, Number.POSITIVE_INFINITY] } }, "holds Infinity in row 1"],
  ])("refuse what is incomplete or not finite: %#", (input, words) => {
    expect(() => checkedTable("s", "t", input)).toThrow(words);
  });

  it("refuse a name that would not do as a file name", () => {
    expect(() => checkedTable("s", "../t", { columns: ["a"], rows: [] })).toThrow(/file name/);
  });
});
