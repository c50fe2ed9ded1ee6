import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/package.js";

/** Functions whose last digits engines choose; sums, products, square roots and rounding are the same in all. */
const hostFunction =
  /\bMath\.(exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b/;
/** So are squares and powers of two; other powers are not. */
const hostPower = /\*\*\s*(?!\s|2\b(?!\.))/;
const exactBase = /\b(2n?|1024) \*\*/;

/** Where one decides no digit of a result. */
const harmless: Readonly<Record<string, string>> = {
  "studies/framework/output/numbers.ts": "how many digits a reader is shown",
  "neurons/cell-record.ts": "spacings of a table, powers of two",
  "inputs/images/steerable.ts": "whether a length is a power of two",
};

function linesOf(path: string): string[] {
  const code = readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ""));
  return code.split("\n").map((line) => line.replace(/(^|\s)\/\/ .*$/, ""));
}

describe("the sources", () => {
  it("call no function of the host whose result depends on the engine", () => {
    const found: string[] = [];
    for (const file of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.includes("generated") || file in harmless) continue;
      linesOf(join(root, "src", file)).forEach((line, i) => {
        const text = line.replaceAll(/"[^"]*"|`[^`$]*`/g, "");
        const power = hostPower.test(text) && !exactBase.test(text);
        if (hostFunction.test(text) || power) found.push(`${file}:${i + 1}: ${line.trim()}`);
      });
    }
    expect(found).toEqual([]);
  });

  it("still call them where that is harmless, so that the list stays true", () => {
    for (const file of Object.keys(harmless)) {
      expect(
        linesOf(join(root, "src", file)).some((line) => hostFunction.test(line)),
        file,
      ).toBe(true);
    }
  });
});
