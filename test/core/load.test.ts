import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { InputError, load, loadSync, PoisonedError } from "../../src/index.js";

const wasm = new URL("../../build/release.wasm", import.meta.url);

describe("load", () => {
  it("gives the same results from the packaged core, a module, bytes and a response", async () => {
    const bytes = await readFile(wasm);
    const response = new Response(bytes, { headers: { "content-type": "application/wasm" } });
    const cores = [
      await load(),
      loadSync(),
      await load({ module: new WebAssembly.Module(bytes) }),
      await load({ module: bytes }),
      await load({ module: response }),
    ];
    expect(new Set(cores.map((core) => core.exports.exp(1))).size).toBe(1);
  });

  it("refuses what is not a module", async () => {
    await expect(load({ module: 3 as never })).rejects.toThrow(InputError);
    await expect(load({ maximumMemory: 5000 })).rejects.toThrow(
      "maximumMemory is 5000; it must be a number of MiB from 1 to 4096.",
    );
  });

  it("is poisoned by a trap, and says so on every later call", () => {
    const core = loadSync();
    const trap = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
    expect(() => core.call(trap)).toThrow(PoisonedError);
    expect(() => core.call((exports) => exports.exp(0))).toThrow(/Load a new core/);
  });
});
