import coreUrl from "../../build/release.wasm?url";

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled core, fetched once. Workers are handed the module and make instances of their own: `load({ module })`. */
export function compiledCore(): Promise<WebAssembly.Module> {
  compiled ??= compile().catch((error: unknown) => {
    compiled = undefined; // the next attempt fetches it again
    throw error;
  });
  return compiled;
}

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(coreUrl);
  if (!response.ok) throw new Error(`The core (${coreUrl}) did not load: the server answered ${response.status}.`);
  // Compiling while it streams needs the type application/wasm, which not every static host gives.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
