import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newestIn } from "../../src/cli/newest.js";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export interface InstalledPackage {
  /** A fresh project that has the packed package among its node_modules. */
  readonly directory: string;
  readonly tarball: string;
  remove(): void;
}

/** Packs what was built and installs the tarball, as a user's `npm install microcircuit` would. */
export function installPacked(): InstalledPackage {
  refuseStaleBuild();
  const directory = mkdtempSync(join(tmpdir(), "microcircuit-package-"));
  // Without scripts: the pack would rebuild the generated sources under the feet of the tests that run beside this one.
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", directory], root);
  const { filename } = parsePacked(packed);
  const tarball = join(directory, filename);
  writeFileSync(
    join(directory, "package.json"),
    JSON.stringify({ name: "user", version: "1.0.0", private: true, type: "module" }),
  );
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], directory);
  return { directory, tarball, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Runs a program, returns what it prints; all it printed becomes the error when it fails. */
export function run(program: string, parameters: readonly string[], directory: string): string {
  const { error, status, stdout, stderr } = spawnSync(program, parameters, { cwd: directory, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${parameters.join(" ")} ended with status ${status}:\n${stdout}${stderr}`);
  return stdout;
}

function parsePacked(json: string): { filename: string } {
  const answer = JSON.parse(json) as { filename: string }[] | { [name: string]: { filename: string } };
  const [packed] = Object.values(answer);
  if (packed === undefined) throw new Error(`npm pack answered ${json}`);
  return packed;
}

/** These tests are about what would be published: an old build would make them lie. */
function refuseStaleBuild(): void {
  const older = (built: string, ...sources: string[]) =>
    !existsSync(join(root, built)) ||
    statSync(join(root, built)).mtimeMs < Math.max(...sources.map((folder) => newestIn(join(root, folder))));
  if (older("dist/src/index.js", "src", "assembly") || older("dist/lab/lab.json", "src", "lab")) {
    throw new Error("dist/ is older than the sources: run `npm run build` first (`npm test` does).");
  }
}
