import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Plugin } from "vite";
import { repository } from "./core-hash.js";
import { type Text, textPage, titleOf } from "./text-page.js";

/** The documentation as pages, texts/NAME.html, with their style and pictures. */
export function texts(): Plugin {
  return {
    name: "texts",
    generateBundle() {
      for (const [name, source] of files()) this.emitFile({ type: "asset", fileName: `texts/${name}`, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /^\/texts\/([\w./-]+)$/.exec(request.url?.split("?")[0] ?? "")?.[1];
        const source = name && files().get(name);
        if (!source) return next();
        response.setHeader("content-type", types[posix.extname(name)] ?? "application/octet-stream").end(source);
      });
    },
  };
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".png": "image/png",
};
const styles = ["lab/src/styles/tokens.css", "lab/src/styles/base.css", "lab/texts/text.css"];

/** By their names under texts/. */
function files(): Map<string, string | Uint8Array> {
  const sources = sourceTexts();
  const template = read("lab/texts/template.html").replace("__SCHEME__", () => schemeScript());
  const pictures = new Set<string>();
  const made = new Map<string, string | Uint8Array>(
    [...sources.values()].map((text) => [`${text.name}.html`, textPage(text, sources, template, pictures)]),
  );
  for (const path of pictures) made.set(`images/${posix.basename(path)}`, readFileSync(join(repository, path)));
  return made.set("style.css", styles.map(read).join("\n"));
}

/** By their paths in the repository; the package has none but the page as it was built. */
function sourceTexts(): Map<string, Text> {
  const docs = readdirSync(join(repository, "docs")).filter((file) => file.endsWith(".md"));
  const paths = ["README.md", ...docs.map((file) => `docs/${file}`), "bench/RESULTS.md", "CHANGELOG.md"];
  return new Map(
    paths
      .filter((path) => existsSync(join(repository, path)))
      .map((path) => {
        const markdown = read(path);
        return [path, { path, name: posix.basename(path, ".md").toLowerCase(), title: titleOf(markdown), markdown }];
      }),
  );
}

/** The first view's: the texts are light or dark as it is. */
function schemeScript(): string {
  const script = /<script>([\s\S]+?)<\/script>/.exec(read("lab/index.html"))?.[1]?.trim();
  if (!script?.includes("dataset.theme"))
    throw new Error("lab/index.html does not begin with the script that chooses the scheme.");
  return script;
}

function read(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}
