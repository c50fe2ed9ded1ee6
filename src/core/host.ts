/** A right-hand side in JavaScript as the core calls it; vectors are at addresses of the core's memory. */
export interface HostFunctions {
  derivative(time: number, state: number, out: number): boolean;
  jacobian?(time: number, state: number, out: number, rowBytes: number): boolean;
  timeDerivative?(time: number, state: number, out: number): boolean;
  event?(index: number, time: number, state: number): number;
}

/** The functions that a core may call back, by id, and what they threw. */
export class Host {
  readonly #functions = new Map<number, HostFunctions>();
  #next = 1;
  #thrown: { readonly error: unknown } | undefined;

  /** Keeps `functions` until {@link Host.remove}; returns their id. */
  add(functions: HostFunctions): number {
    const id = this.#next++;
    this.#functions.set(id, functions);
    return id;
  }

  remove(id: number): void {
    this.#functions.delete(id);
  }

  /** What a function threw on its way through the core, once; undefined if none did. */
  takeThrown(): { readonly error: unknown } | undefined {
    const thrown = this.#thrown;
    this.#thrown = undefined;
    return thrown;
  }

  /** The module's imports (assembly/solvers/host.ts). */
  readonly imports = {
    derivative: (id: number, time: number, state: number, out: number) =>
      this.#guard(() => this.#of(id).derivative(time, state >>> 0, out >>> 0)),
    jacobian: (id: number, time: number, state: number, out: number, rowBytes: number) =>
      this.#guard(() => this.#of(id).jacobian?.(time, state >>> 0, out >>> 0, rowBytes) ?? false),
    timeDerivative: (id: number, time: number, state: number, out: number) =>
      this.#guard(() => this.#of(id).timeDerivative?.(time, state >>> 0, out >>> 0) ?? false),
    event: (id: number, index: number, time: number, state: number) =>
      this.#guard(() => this.#of(id).event?.(index >>> 0, time, state >>> 0) ?? 0),
  };

  #of(id: number): HostFunctions {
    return this.#functions.get(id) as HostFunctions;
  }

  #guard<R>(call: () => R): R {
    try {
      return call();
    } catch (error) {
      this.#thrown = { error };
      throw error; // through the core, which has nothing to clean up
    }
  }
}
