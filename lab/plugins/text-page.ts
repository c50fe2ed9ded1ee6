import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import MarkdownIt from "markdown-it";
import { repository } from "./core-hash.js";

export interface Text {
  /** In the repository. */
  readonly path: string;
  /** Of its page, without ".html". */
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
}

/** Pictures of the lab, which the reader is in. */
const leftOut = "docs/images/lab/";

/**
 * The page of a text. Links to other texts lead to their pages, other files of the repository are named without a link; `pictures` gets the paths of the
 * pictures it shows, which belong into images/ beside it.
 */
export function textPage(text: Text, texts: ReadonlyMap<string, Text>, template: string, pictures: Set<string>): string {
  const markdown = new MarkdownIt({ html: false });
  const { rules } = markdown.renderer;
  markdown.core.ruler.push("places", ({ tokens }) => {
    for (const [at, { type, children }] of tokens.entries()) {
      // The corner of a table heads nothing.
      if (type === "th_open" && tokens[at + 1]!.content === "") for (const tag of [tokens[at]!, tokens[at + 2]!]) tag.tag = "td";
      if (!children) continue;
      let isLink = true;
      for (const child of children) {
        if (child.type === "link_open") {
          const target = placeOf(text, texts, String(child.attrGet("href")));
          isLink = target !== undefined;
          if (target) child.attrSet("href", target);
        }
        if (!isLink && (child.type === "link_open" || child.type === "link_close")) child.tag = "span";
        if (child.type === "link_open" && !isLink) child.attrs = null;
        if (child.type === "image") {
          const path = pathOf(text, String(child.attrGet("src")));
          if (path.startsWith(leftOut)) child.hidden = true;
          else pictures.add(path);
          child.attrSet("src", `./images/${posix.basename(path)}`);
        }
      }
      tokens[at]!.children = children.filter(({ hidden, type }) => !(hidden && type === "image"));
    }
  });
  rules.heading_open = (tokens, at) => `<${tokens[at]!.tag} id="${slug(tokens[at + 1]!.content)}">`;
  // Tables and programs may be wider than the screen: they scroll by themselves, also by keyboard.
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => "</table></div>\n";
  const fence = rules.fence!;
  rules.fence = (...args) => fence(...args).replace("<pre>", '<pre tabindex="0">');
  const list = [...texts.values()].map(({ name, title }) => `<li><a href="./${name}.html">${escaped(title)}</a></li>`).join("\n");
  return template
    .replace("__TITLE__", () => escaped(text.title))
    .replace("__TEXT__", () => markdown.render(text.markdown))
    .replace("__LIST__", () => list);
}

export function titleOf(markdown: string): string {
  return (/^# (.+)$/m.exec(markdown)?.[1] ?? "").replaceAll("`", "");
}

/** Where a link leads from the text's page; undefined: nowhere, as what it names is not part of the lab. */
function placeOf(text: Text, texts: ReadonlyMap<string, Text>, href: string): string | undefined {
  if (/^(https?:|#)/.test(href)) return href;
  const [file, hash] = href.split("#");
  const path = pathOf(text, file!);
  const target = texts.get(path);
  if (target) return `./${target.name}.html${hash ? `#${hash}` : ""}`;
  if (!existsSync(join(repository, path))) throw new Error(`${text.path} links to ${href}, which does not exist.`);
  return undefined;
}

const pathOf = (text: Text, href: string) => posix.join(posix.dirname(text.path), decodeURI(href));

/** As hosts of repositories make it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
