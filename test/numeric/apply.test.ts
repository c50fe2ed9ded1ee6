import { describe, expect, it } from "vitest";
import { applyFunction, InputError } from "../../src/index.js";
import { testCore } from "../support/core.js";

describe("applyFunction", () => {
  it("returns an array of the input's type and leaves the input alone", async () => {
    const core = await testCore();
    const input = Float32Array.of(0, 1, 2);
    const output = applyFunction(core, "exp", input);
    expect(output).toBeInstanceOf(Float32Array);
    expect(Array.from(input)).toEqual([0, 1, 2]);
    expect(output[0]).toBe(1);
    expect(applyFunction(core, "log", new Float64Array(0))).toEqual(new Float64Array(0));
  });

  it("gives the same bits in one piece and in several", async () => {
    const core = await testCore();
    const input = Float64Array.from({ length: 65536 * 2 + 3 }, (_, i) => i / 10000 - 6); // three pieces
    const output = applyFunction(core, "tanh", input);
    for (const i of [0, 65535, 65536, 131071, 131072, 131074]) expect(output[i]).toBe(core.exports.tanh(input[i]!));
  });

  it("gives the memory back", async () => {
    const core = await testCore();
    applyFunction(core, "exp", new Float64Array(65536));
    const before = core.memory.buffer.byteLength;
    for (let i = 0; i < 50; i++) applyFunction(core, "exp", new Float64Array(65536));
    expect(core.memory.buffer.byteLength).toBe(before);
  });

  it("refuses other names and other inputs", async () => {
    const core = await testCore();
    expect(() => applyFunction(core, "sqrt" as never, new Float64Array(1))).toThrow(
      /^name is "sqrt"; it must be one of exp, expm1/,
    );
    expect(() => applyFunction(core, "toString" as never, new Float64Array(1))).toThrow(InputError);
    expect(() => applyFunction(core, "exp", [1, 2] as never)).toThrow(/a Float64Array or a Float32Array/);
  });
});
