import { InputError } from "../../core/errors.js";

/** Lets one piece of work run at a time; what comes meanwhile is refused, with an InputError of these words. */
export class Exclusive {
  readonly #field: string;
  readonly #busyWords: string;
  readonly #allowed: string;
  #busy = false;

  constructor(field: string, busyWords: string, allowed: string) {
    this.#field = field;
    this.#busyWords = busyWords;
    this.#allowed = allowed;
  }

  refuse(): void {
    if (this.#busy) throw new InputError(this.#field, this.#busyWords, this.#allowed);
  }

  run<R>(work: () => R): R {
    this.refuse();
    this.#busy = true;
    const free = () => {
      this.#busy = false;
    };
    let result: R;
    try {
      result = work();
    } catch (error) {
      free();
      throw error;
    }
    if (result instanceof Promise) return result.finally(free) as R;
    free();
    return result;
  }
}
