// The page without a network. Written into the built page as sw.js by plugins/delivery.ts, which fills in these two:
const version = "__VERSION__";
const files = __FILES__;

const prefix = `microcircuit-lab ${registration.scope} `; // of this place alone: other labs of the same host have caches of their own
const address = (file) => new URL(file, registration.scope).href;
const listed = new Set(files.map(address));
const page = address("./");

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = request.url.split(/[?#]/)[0];
  const opened = request.mode === "navigate" && (url === page || url === `${page}index.html`);
  if (!opened && !listed.has(url)) return;
  // Files under assets/ have the hash of their content in their name; all others may have been published anew.
  event.respondWith(url.startsWith(address("assets/")) ? stored(url, request) : fresh(opened ? page : url, request));
});

async function install() {
  const cache = await caches.open(prefix + version);
  await cache.addAll(files.map((file) => new Request(address(file), { cache: "no-cache" })));
  await skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(prefix) && name !== prefix + version).map((name) => caches.delete(name)),
  );
  await clients.claim();
}

async function stored(url, request) {
  const cache = await caches.open(prefix + version);
  return (await cache.match(url, { ignoreVary: true })) ?? fetch(request);
}

/** From the network, so that nobody meets an old page; without one, as it was kept. */
async function fresh(url, request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(prefix + version);
    const kept = await cache.match(url, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
