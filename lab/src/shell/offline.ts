/** Keeps the page for use without a network, where the browser lets it; not while it is being developed. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = () => navigator.serviceWorker.register("./sw.js").catch(() => undefined); // it is an extra: the page works without
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
