/** A right-hand side in JavaScript as the core calls it; vectors are at addresses of the core's memory. */
export interface HostFunctions {
  derivative(time: number, state: number, out: number): boolean;
  jacobian?(time: number, state: number, out: number, rowBytes: number): boolean;
  jacobianBlocks?(time: number, state: number, out: number, rowBytes: number, size: number): boolean;
  timeDerivative?(time: number, state: number, out: number): boolean;
  vectorJacobian?(time: number, state: number, a: number, out: number, gradient: number): boolean;
  event?(index: number, time: number, state: number): number;
}

/** The functions that a core may call back, by id, and what they threw. */
export class Host {
  readonly #functions: (HostFunctions | undefined)[] = [];
  #thrown: { readonly error: unknown } | undefined;

  /** Keeps `functions` until {@link Host.remove}; returns their id. */
  add(functions: HostFunctions): number {
    const free = this.#functions.indexOf(undefined);
    const id = free < 0 ? this.#functions.length : free;
    this.#functions[id] = functions;
    return id;
  }

  remove(id: number): void {
    this.#functions[id] = undefined;
  }

  /** What a function threw on its way through the core, once; undefined if none did. */
  takeThrown(): { readonly error: unknown } | undefined {
    const thrown = this.#thrown;
    this.#thrown = undefined;
    return thrown;
  }

  /** The module's imports (assembly/solvers/host.ts). An error passes through the core, which has nothing to clean up. */
  get imports() {
    return {
      derivative: (id: number, time: number, state: number, out: number): boolean => {
        try {
          return this.#functions[id]!.derivative(time, state >>> 0, out >>> 0);
        } catch (error) {
          return this.#throw(error);
        }
      },
      jacobian: (id: number, time: number, state: number, out: number, rowBytes: number): boolean => {
        try {
          return this.#functions[id]!.jacobian!(time, state >>> 0, out >>> 0, rowBytes);
        } catch (error) {
          return this.#throw(error);
        }
      },
      jacobianBlocks: (id: number, time: number, state: number, out: number, rowBytes: number, size: number): boolean => {
        try {
          return this.#functions[id]!.jacobianBlocks!(time, state >>> 0, out >>> 0, rowBytes, size);
        } catch (error) {
          return this.#throw(error);
        }
      },
      timeDerivative: (id: number, time: number, state: number, out: number): boolean => {
        try {
          return this.#functions[id]!.timeDerivative!(time, state >>> 0, out >>> 0);
        } catch (error) {
          return this.#throw(error);
        }
      },
      vectorJacobian: (id: number, time: number, state: number, a: number, out: number, gradient: number): boolean => {
        try {
          return this.#functions[id]!.vectorJacobian!(time, state >>> 0, a >>> 0, out >>> 0, gradient >>> 0);
        } catch (error) {
          return this.#throw(error);
        }
      },
      event: (id: number, index: number, time: number, state: number): number => {
        try {
          return this.#functions[id]!.event!(index >>> 0, time, state >>> 0);
        } catch (error) {
          return this.#throw(error);
        }
      },
    };
  }

  #throw(error: unknown): never {
    this.#thrown = { error };
    throw error;
  }
}
