export interface CobaOptions {
  /** Biological time, s. */
  readonly duration: number;
  /** Constant drive, mV. */
  readonly drive: number;
  readonly seed: number;
}

export interface CobaResult {
  /** Wall time of the simulation loop alone, s: without building the network. */
  readonly simulationSeconds: number;
  readonly spikes: number;
}

/** The network of coba_brian2.py in this project's simulator: exponential Euler, dt = 0.1 ms, spikes counted. */
export async function runCoba(_options: CobaOptions): Promise<CobaResult> {
  throw new Error("not available");
}
