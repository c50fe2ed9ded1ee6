const mask = (1n << 64n) - 1n;

/**
 * The 64-bit key of the random streams of one job: FNV-1a over the text "seed/label", mixed by the finaliser of SplitMix64. It
 * depends on nothing else, so any worker can draw the numbers of any job.
 *
 * Sources: Fowler, Noll, Vo, "FNV hash" (offset basis and prime of the 64-bit variant); Steele, Lea, Flood (2014), "Fast splittable
 * pseudorandom number generators" (the mix64 variant 13 of Stafford).
 */
export function jobSeed(seed: number, label: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(`${seed}/${label}`)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask;
  hash = ((hash ^ (hash >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  hash = ((hash ^ (hash >> 27n)) * 0x94d049bb133111ebn) & mask;
  return hash ^ (hash >> 31n);
}
