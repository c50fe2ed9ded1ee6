// The one model that stands for all that are not compiled into a solver of their own: it calls the functions whose places in the
// module's table it holds. A call through the table costs about 2 ns.

/** Right-hand side of y' = f(t, y) with what belongs to it; 0: none. Signatures are those of the methods, with `context` first. */
@unmanaged
export class Problem {
  derivativeFunction: u32;
  jacobianFunction: u32; // none: by differences
  timeDerivativeFunction: u32; // none: by a difference, if f depends on the time
  eventFunction: u32;
  context: usize; // the functions' own: an address of parameters, or an id
  length: u32;
  timeDependent: u32;
  jacobianBlocksFunction: u32; // none: cut out of the Jacobian, or by differences

  /** f(t, y). False: the state is outside the model's domain. */
  // @ts-ignore: decorator
  @inline
  derivative(time: f64, state: usize, out: usize): bool {
    return call_indirect<bool>(this.derivativeFunction, this.context, time, state, out);
  }

  // @ts-ignore: decorator
  @inline
  hasJacobian(): bool {
    return this.jacobianFunction != 0;
  }

  /** df_i/dy_j to out + i rowBytes + 8 j, where it is not zero everywhere. */
  // @ts-ignore: decorator
  @inline
  jacobian(time: f64, state: usize, out: usize, rowBytes: usize): bool {
    return call_indirect<bool>(this.jacobianFunction, this.context, time, state, out, rowBytes);
  }

  // @ts-ignore: decorator
  @inline
  hasJacobianBlocks(): bool {
    return this.jacobianBlocksFunction != 0;
  }

  /** The blocks of `size` on the diagonal of df/dy: df_i/dy_j to out + i rowBytes + 8 (j mod size), where it is not zero everywhere. */
  // @ts-ignore: decorator
  @inline
  jacobianBlocks(time: f64, state: usize, out: usize, rowBytes: usize, size: usize): bool {
    return call_indirect<bool>(this.jacobianBlocksFunction, this.context, time, state, out, rowBytes, size);
  }

  // @ts-ignore: decorator
  @inline
  autonomous(): bool {
    return this.timeDependent == 0;
  }

  // @ts-ignore: decorator
  @inline
  hasTimeDerivative(): bool {
    return this.timeDerivativeFunction != 0;
  }

  /** df/dt. */
  // @ts-ignore: decorator
  @inline
  timeDerivative(time: f64, state: usize, out: usize): bool {
    return call_indirect<bool>(this.timeDerivativeFunction, this.context, time, state, out);
  }

  /** Event function `index`. */
  // @ts-ignore: decorator
  @inline
  event(index: u32, time: f64, state: usize): f64 {
    return call_indirect<f64>(this.eventFunction, this.context, index, time, state);
  }
}
