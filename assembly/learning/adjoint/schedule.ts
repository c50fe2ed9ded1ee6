// Where snapshots go. With c snapshots, the first state among them, and every step taken at most r times over, beta(c, r) = C(c + r, c) steps can be
// reversed (A. Griewank, A. Walther, Algorithm 799: revolve, ACM Trans. Math. Softw. 26 (2000) 19).

/**
 * How far from the first of `steps` >= 2 steps the next snapshot goes, with `snapshots` >= 2 in all: with r the least for which beta(c, r) is enough,
 *
 *   m = min(beta(c, r - 1), steps - beta(c - 1, r - 1)) ,
 *
 * the largest m for which both parts, of m steps with c and of steps - m with c - 1 snapshots, can do with as few repeats as the optimum has.
 */
function binomialSplit(steps: u32, snapshots: u32): u32 {
  const c = <u64>snapshots;
  const all = <u64>steps;
  let r: u64 = 1;
  let before: u64 = 1; // beta(c, r - 1)
  let reach: u64 = c + 1; // beta(c, r)
  while (reach < all) {
    r++;
    before = reach;
    reach = (reach * (c + r)) / r;
  }
  const fewer = (before * c) / (c + r - 1); // beta(c - 1, r - 1)
  return <u32>min(before, all - fewer);
}

/**
 * How far from a snapshot the next one goes, with `steps` still to be reversed from there, and room for `free` more. `spacing` > 0: that far, and
 * one by one where less is left. 0: binomial. As many as `steps`: none.
 */
export function nextSnapshot(steps: u32, free: u32, spacing: u32): u32 {
  if (steps <= 1 || free == 0) return steps;
  if (spacing) return steps > spacing ? spacing : 1;
  return binomialSplit(steps, free + 1);
}
