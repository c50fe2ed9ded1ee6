import fc from "fast-check";
import { read } from "vega";
import { describe, expect, it } from "vitest";
import { toCsv } from "../../src/export/index.js";
import { InputError } from "../../src/index.js";

describe("toCsv", () => {
  it("writes a header and CRLF lines, quoting where RFC 4180 asks for it", () => {
    const csv = toCsv({ "rate, Hz": [1, 0.1], note: ['say "hi"', "two\nlines"], n: new Uint8Array([1, 2]), gap: [null, true] });
    expect(csv).toBe('"rate, Hz",note,n,gap\r\n1,"say ""hi""",1,\r\n0.1,"two\nlines",2,true\r\n');
    expect(toCsv({ only: ["", "x"] })).toBe('only\r\n""\r\nx\r\n');
  });

  it("writes numbers that read back as the same double", () => {
    fc.assert(
      fc.property(fc.float64Array(), (values) => {
        const fields = toCsv({ values }).split("\r\n").slice(1, -1);
        expect(Float64Array.from(fields, Number)).toEqual(values);
      }),
    );
    expect(toCsv({ v: [-0, Number.NaN, Number.NEGATIVE_INFINITY, 1e21] })).toBe("v\r\n-0\r\nNaN\r\n-Infinity\r\n1e+21\r\n");
  });

  it("is read back by another parser, whatever the strings", () => {
    const table = fc.array(
      fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a") })),
    );
    fc.assert(
      fc.property(table, (rows) => {
        const csv = toCsv({ first: rows.map(([first]) => first), "second,": rows.map(([, second]) => second) });
        const parsed = read(csv, { type: "csv" }) as { first: string; "second,": string }[];
        expect(parsed.map((row) => [row.first, row["second,"]])).toEqual(rows);
      }),
    );
  });

  it("refuses unequal columns and values it cannot write", () => {
    expect(() => toCsv({ a: [1], b: [1, 2] })).toThrow("b is an array of length 2; it must be as long as the column a (1).");
    expect(() => toCsv({ a: [{} as never] })).toThrow(/^a\[0\] is an object/);
    expect(() => toCsv({ a: "text" as never })).toThrow(InputError);
    expect(() => toCsv({})).toThrow(InputError);
  });
});
