// The only caller of the stub allocator: src/core/memory.ts extends its heap through this export, so that both never
// hand out the same address.

/** Takes `bytes` from the end of memory, growing it where needed, and returns their address. Traps past 4 GiB. */
export function extendHeap(bytes: usize): usize {
  return heap.alloc(bytes);
}
