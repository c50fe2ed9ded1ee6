import { splat } from "../../numeric/lanes";

/** The change of the voltage, or 0 for a neuron in its refractory period: it stays at the reset voltage. */
// @ts-ignore: decorator
@inline
export function unlessRefractory<T>(change: v128, refractoryLeft: v128): v128 {
  return v128.andnot(change, v128.gt<T>(refractoryLeft, splat<T>(0)));
}

/** Steps of the refractory period left after this one. */
// @ts-ignore: decorator
@inline
export function countedDown<T>(refractoryLeft: v128): v128 {
  return v128.pmax<T>(splat<T>(0), v128.sub<T>(refractoryLeft, splat<T>(1)));
}
