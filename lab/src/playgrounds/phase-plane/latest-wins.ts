/**
 * Runs `work` for one value at a time; of the values that come meanwhile only the last is kept. `stale` tells long work that a newer value waits,
 * so that it may stop.
 */
export function latestWins<Value>(
  work: (value: Value, stale: () => boolean) => Promise<void>,
  onError: (error: unknown) => void,
): (value: Value) => void {
  let next: { readonly value: Value } | undefined;
  let busy = false;
  const stale = () => next !== undefined;
  const drain = async () => {
    busy = true;
    while (next) {
      const { value } = next;
      next = undefined;
      try {
        await work(value, stale);
      } catch (error) {
        onError(error);
      }
    }
    busy = false;
  };
  return (value) => {
    next = { value };
    if (!busy) void drain();
  };
}
