import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { load } from "../../src/index.js";
import { goldenHash, goldenRun } from "../support/golden.js";

const directory = mkdtempSync(join(tmpdir(), "microcircuit-debug-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("the debug build, with its assertions and without optimisation, gives the golden bits", async () => {
  const outFile = join(directory, "debug.wasm");
  execFileSync(process.execPath, [
    "node_modules/assemblyscript/bin/asc.js",
    "--target",
    "debug",
    "--disableWarning",
    "112",
    "--outFile",
    outFile,
    "--textFile",
    join(directory, "debug.wat"),
  ]);
  const core = await load({ module: readFileSync(outFile) });
  expect(
    createHash("sha256")
      .update(goldenRun(core, [100]))
      .digest("hex"),
  ).toBe(goldenHash);
});
