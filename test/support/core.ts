import { type Core, load } from "../../src/index.js";

let shared: Promise<Core> | undefined;

/** A core shared by the tests of one file. */
export function testCore(): Promise<Core> {
  shared ??= load();
  return shared;
}
