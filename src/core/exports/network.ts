/** assembly/network/exports.ts */
export interface NetworkExports {
  /** Runs up to `steps` steps of the Network struct at `network`; returns a status. */
  runNetwork(network: number, steps: number): number;
  /** Draws the times to the first events of an EventStream. */
  startEvents(next: number, count: number, rate: number, rateMask: number, events: number, seed: bigint): void;
}
