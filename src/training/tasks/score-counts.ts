/** Scores of the stimulus integration task: how often each of three kinds of evidence occurs, at most `words` times in all. */
export interface ScoreCounts {
  /** Triples (n0, n1, n2) with n0 + n1 + n2 <= words. */
  readonly triples: number;
  /** Of them, those whose maximum is shared. */
  readonly tied: number;
  /** Of the others, those with the maximum at a given place. */
  readonly perClass: number;
}

/** Number of admissible scores, by counting: 22,100, 641 and 7,153 for 49 words. */
export function scoreCounts(words: number): ScoreCounts {
  let tied = 0;
  let untied = 0;
  forEachScore(words, (a, b, c) => {
    if (answer(a, b, c) < 0) tied++;
    else untied++;
  });
  return { triples: tied + untied, tied, perClass: untied / 3 };
}

/** All triples without a tie for the maximum, 3 numbers each. */
export function untiedScores(words: number): Uint8Array {
  const triples = ((words + 1) * (words + 2) * (words + 3)) / 6;
  const list = new Uint8Array(3 * triples);
  let length = 0;
  forEachScore(words, (a, b, c) => {
    if (answer(a, b, c) < 0) return;
    list[length++] = a;
    list[length++] = b;
    list[length++] = c;
  });
  return list.slice(0, length);
}

/** Where the maximum is, or -1 where it is shared. */
export function answer(a: number, b: number, c: number): number {
  const top = Math.max(a, b, c);
  const holders = [a, b, c].filter((count) => count === top).length;
  return holders > 1 ? -1 : a === top ? 0 : b === top ? 1 : 2;
}

function forEachScore(words: number, visit: (a: number, b: number, c: number) => void): void {
  for (let a = 0; a <= words; a++) {
    for (let b = 0; a + b <= words; b++) {
      for (let c = 0; a + b + c <= words; c++) visit(a, b, c);
    }
  }
}
