// The only caller of the stub allocator: src/core/memory.ts extends its heap through this export, so that both never
// hand out the same address.

/** Largest piece asked for at once: the stub allocator refuses blocks of 1 GiB and more. */
const PIECE: usize = 1 << 29;

/** Takes `bytes` from the end of memory, growing it where needed, and returns their address. Traps past 4 GiB. */
export function extendHeap(bytes: usize): usize {
  const first = heap.alloc(min(bytes, PIECE));
  // Pieces follow one another; a few bytes of the allocator's bookkeeping between them are the caller's to overwrite,
  // because nothing is ever given back to the allocator.
  let taken = min(bytes, PIECE);
  while (taken < bytes) {
    const piece = min(bytes - taken, PIECE);
    heap.alloc(piece);
    taken += piece;
  }
  return first;
}
