import { canonicalJson } from "../../src/studies/framework/json.js";
import { type LivePoint, runStudy, studies } from "../../src/studies/index.js";
import { tinySettings } from "../support/tiny-studies.js";

export interface Fingerprint {
  /** SHA-256 of what a study decides: parameters, tables, figures and claims. */
  readonly hash: string;
  /** The live plots that had points. */
  readonly plots: readonly string[];
}

/** Runs a study small: in this thread of Node, or in a worker of a page. */
export async function fingerprint(name: string): Promise<Fingerprint> {
  const study = studies.find((study) => study.name === name)!;
  const seen = new Set<string>();
  const onPoints = (points: readonly LivePoint[]) => {
    for (const { plot } of points) seen.add(plot);
  };
  const { environment: _, durationSeconds: __, ...decided } = await runStudy(study, { set: tinySettings[name]!, onPoints });
  const text = canonicalJson({ ...decided, tables: Object.fromEntries(Object.entries(decided.tables).map(plain)) });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { hash, plots: [...seen].sort() };
}

/** Tables given as typed arrays, as plain ones. */
function plain([name, table]: [string, { readonly data?: Readonly<Record<string, ArrayLike<number>>> }]) {
  const data =
    table.data && Object.fromEntries(Object.entries(table.data).map(([column, values]) => [column, Array.from(values)]));
  return [name, { ...table, data }] as const;
}

if ("WorkerGlobalScope" in globalThis) {
  globalThis.onmessage = ({ data }: MessageEvent<string>) => {
    fingerprint(data).then(
      (found) => globalThis.postMessage({ found }),
      (error: Error) => globalThis.postMessage({ error: error.stack }),
    );
  };
}
