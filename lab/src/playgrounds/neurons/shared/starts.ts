/** Whether a view may run without being asked to. */
export function startsByItself(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
