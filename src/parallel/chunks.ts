/** Times that each worker comes back for more: enough that members of different length even out. */
const TURNS = 16;

/** Ranges [from, to) that cover `count`, each but the last a multiple of `unit` of at most `largest` (or a unit); `chunk`: their size. */
export function chunksOf(
  count: number,
  threads: number,
  unit: number,
  largest: number,
  chunk: number | undefined,
): (readonly [number, number])[] {
  const wanted = Math.min(chunk ?? Math.ceil(count / (Math.max(1, threads) * TURNS)), largest);
  const size = Math.max(1, Math.floor((wanted + (chunk === undefined ? unit - 1 : 0)) / unit)) * unit;
  const chunks: (readonly [number, number])[] = [];
  for (let from = 0; from < count; from += size) chunks.push([from, Math.min(from + size, count)]);
  return chunks;
}
