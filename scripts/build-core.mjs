// Compiles the core and writes what the TypeScript side needs of it into src/core/generated/:
// (for quick trials while developing: CORE_WITHOUT="network/ solvers/rosenbrock/" leaves out the areas of assembly/index.ts whose paths begin so)
//   module.ts   the release module as base64, with its SHA-256
//   layouts.ts  byte offsets of every @unmanaged class in assembly/, so that no offset is written down twice
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const generated = join(root, "src/core/generated");
const banner = "// Written by scripts/build-core.mjs; not edited by hand.\n";
const fieldBytes = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, usize: 4, f32: 4, u64: 8, i64: 8, f64: 8 };

/** Options that choose the entry point: those of asconfig.json, or a copy with what CORE_WITHOUT leaves of assembly/index.ts. */
function entry() {
  const without = (process.env.CORE_WITHOUT ?? "").split(" ").filter(Boolean);
  if (without.length === 0) return [];
  const lines = readFileSync(join(root, "assembly/index.ts"), "utf8").split("\n");
  const kept = lines.filter((line) => !without.some((area) => line.includes(`"./${area}`)));
  const config = JSON.parse(readFileSync(join(root, "asconfig.json"), "utf8"));
  writeFileSync(join(root, "assembly/part.ts"), kept.join("\n"));
  writeFileSync(join(root, "part.asconfig.json"), JSON.stringify({ ...config, entries: ["assembly/part.ts"] }));
  return ["--config", "part.asconfig.json"];
}

async function compile(target) {
  // AS112: v128 in exported signatures of inner modules; none leaves the module. AS235: entry exports only functions.
  const options = [...entry(), "--target", target, "--baseDir", root, "--disableWarning", "112"];
  const { error, stderr } = await asc.main(options);
  const messages = stderr.toString().trim();
  if (messages) console.error(messages);
  if (error) throw error;
}

function* assemblyFiles(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* assemblyFiles(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

/** Offsets of the plain fields of `@unmanaged export class Name { field: type; ... }`, in C layout as the compiler's. */
function layoutsOf(source, path) {
  const layouts = [];
  for (const [, name, body] of source.matchAll(/@unmanaged\s+export class (\w+) \{([^}]*)\}/g)) {
    const fields = [];
    let offset = 0;
    let alignment = 1;
    for (const [, field, type] of body.replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, "").matchAll(/(\w+): (\w+);/g)) {
      const bytes = fieldBytes[type];
      if (!bytes) throw new Error(`${path}: field ${name}.${field} has type ${type}; layouts know ${Object.keys(fieldBytes)}`);
      offset = Math.ceil(offset / bytes) * bytes;
      fields.push(`    ${field}: { offset: ${offset}, type: ${JSON.stringify(type === "usize" ? "u32" : type)} },`);
      offset += bytes;
      alignment = Math.max(alignment, bytes);
    }
    // offsetof<T>() does not round up, and arrays of structs step by it.
    if (offset % alignment !== 0)
      throw new Error(`${path}: ${name} has ${offset} bytes; add a field so that they are a multiple of ${alignment}`);
    const byteLength = offset;
    layouts.push(
      `/** ${path.slice(root.length + 1)} */\nexport const ${name} = {\n  byteLength: ${byteLength},\n  fields: {\n${fields.join("\n")}\n  },\n} as const;\n`,
    );
  }
  return layouts;
}

const target = process.argv[2] ?? "release";
mkdirSync(generated, { recursive: true });
mkdirSync(join(root, "build"), { recursive: true });
await compile(target);
if (target === "release") {
  const wasm = readFileSync(join(root, "build/release.wasm"));
  const hash = createHash("sha256").update(wasm).digest("hex");
  const module = `${banner}\n/** SHA-256 of the compiled core: stamps snapshots. */\nexport const coreHash: string = "${hash}";\n\n/** The compiled core, ${wasm.length} bytes, as base64. */\nexport const coreBase64: string =\n  "${wasm.toString("base64")}";\n`;
  writeFileSync(join(generated, "module.ts"), module);
  const layouts = [...assemblyFiles(join(root, "assembly"))]
    .sort()
    .flatMap((path) => layoutsOf(readFileSync(path, "utf8"), path));
  writeFileSync(join(generated, "layouts.ts"), `${banner}\n${layouts.join("\n")}`);
}
