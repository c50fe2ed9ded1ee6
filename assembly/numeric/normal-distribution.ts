import { expNormal } from "./exp";
import { constant, select, splat } from "./lanes";

// The standard normal distribution, density phi and distribution function Phi from one exponential:
//   Phi(-a) = phi(a) R(a), a >= 0, with Mills' ratio R = P / Q, coefficients all positive (minimax for 0 <= a <= 39, relative error 5.1e-17).

const NUMERATOR: usize = 0; // P_0 ... P_9
const DENOMINATOR: usize = 10; // Q_0 ... Q_10

const tableF64: usize = memory.data<f64>([
  1.2533141373155001, 1.9423010154877585, 1.4890244639411336, 0.7252289333814668, 0.244886814506604, 0.059209853111283545,
  0.010249797290945863, 0.0012292082794166017, 9.337450052382454e-05, 3.473086724175777e-06,
  1.0, 2.347616553492265, 2.561196633153428, 1.7143414632834701, 0.7820153449589836, 0.2549498510753157, 0.060432115642855534,
  0.010343171780277579, 0.0012326813663401566, 9.337450052168881e-05, 3.473086724186092e-06,
]);

const tableF32: usize = memory.data<f32>([
  1.2533141374588013, 1.9423010349273682, 1.4890245199203491, 0.7252289056777954, 0.24488681554794312, 0.059209853410720825,
  0.010249797254800797, 0.001229208311997354, 9.337450319435447e-05, 3.4730867355392547e-06,
  1.0, 2.347616672515869, 2.5611965656280518, 1.7143415212631226, 0.782015323638916, 0.2549498379230499, 0.06043211743235588,
  0.010343171656131744, 0.001232681330293417, 9.337450319435447e-05, 3.4730867355392547e-06,
]);

const INVERSE_ROOT_TWO_PI: f64 = 0.3989422804014327;

/** The numbers `low` ... `low + 8` by twos: c_0 + c_2 z + c_4 z^2 + c_6 z^3 + c_8 z^4. */
// @ts-ignore: decorator
@inline
function everySecond<T>(z: v128, low: usize): v128 {
  let sum = constant<T>(tableF64, tableF32, low + 8);
  sum = v128.add<T>(constant<T>(tableF64, tableF32, low + 6), v128.mul<T>(z, sum));
  sum = v128.add<T>(constant<T>(tableF64, tableF32, low + 4), v128.mul<T>(z, sum));
  sum = v128.add<T>(constant<T>(tableF64, tableF32, low + 2), v128.mul<T>(z, sum));
  return v128.add<T>(constant<T>(tableF64, tableF32, low), v128.mul<T>(z, sum));
}

/** phi(x) of every lane of type T, as part of the caller: error below 1e-16 (1e-7 for f32). Where x^2 / 2 is above 640 (86), as there. */
// @ts-ignore: decorator
@inline
export function normalDensityLanes<T>(x: v128): v128 {
  const exponent = v128.mul<T>(splat<T>(-0.5), v128.mul<T>(x, x));
  const lowest = splat<T>(sizeof<T>() == 8 ? -640.0 : -86.0);
  return v128.mul<T>(splat<T>(INVERSE_ROOT_TWO_PI), expNormal<T>(v128.pmax<T>(exponent, lowest))); // NaN passes through
}

/** Phi(x) of every lane of type T from the density there, as part of the caller: error below 3e-16 (2e-7 for f32). */
// @ts-ignore: decorator
@inline
export function cumulativeFromDensity<T>(x: v128, density: v128): v128 {
  const a = v128.pmin<T>(v128.abs<T>(x), splat<T>(40.0));
  const z = v128.mul<T>(a, a);
  const numerator = v128.add<T>(everySecond<T>(z, NUMERATOR), v128.mul<T>(a, everySecond<T>(z, NUMERATOR + 1)));
  const z2 = v128.mul<T>(z, z);
  const last = v128.mul<T>(v128.mul<T>(z2, z2), v128.mul<T>(z, constant<T>(tableF64, tableF32, DENOMINATOR + 10)));
  const even = v128.add<T>(everySecond<T>(z, DENOMINATOR), last);
  const denominator = v128.add<T>(even, v128.mul<T>(a, everySecond<T>(z, DENOMINATOR + 1)));
  const tail = v128.div<T>(v128.mul<T>(density, numerator), denominator);
  return select(v128.lt<T>(x, splat<T>(0)), tail, v128.sub<T>(splat<T>(1), tail));
}
