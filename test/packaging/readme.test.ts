import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the example in the README prints what the README says", () => {
  const readme = readFileSync("README.md", "utf8");
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme)!;
  const [, printed] = /```text\n([\s\S]*?)```/.exec(readme)!;
  // A package can import itself by name from inside its own folder.
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", code!], { encoding: "utf8" });
  expect(output).toBe(printed);
});
