import { HIRES, LINEAR, LOTKA_VOLTERRA, POLLU, ROBER } from "./mass-action-tables";

// Gradients of reactions by mass action: with the change c_r of the state by reaction r,
//
//   y' = sum_r k_r x_r z_r c_r ,   x_r, z_r: its reactants, 1 where it has fewer,
//
// and s_r = c_r . a the products are: (df/dy)^T a has s_r k_r z_r for x_r and s_r k_r x_r for z_r; df/dk_r . a = s_r x_r z_r. Derivatives and Jacobians, which solvers evaluate
// far more often, are written out in each problem's own file.

/** (df/dy)^T a to `out`, (df/dk)^T a added to `gradient` unless that is 0; with a direction v in place of 0, their slope along v. `n` numbers of state. */
// @ts-ignore: decorator
@inline
function products(table: usize, n: usize, rates: usize, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  for (let at: usize = 0; at < n << 3; at += 8) store<f64>(out + at, 0.0);
  let at = table + 1;
  for (let left = load<i8>(table); left > 0; left--) {
    const rate = load<f64>(rates + (<usize>load<i8>(at) << 3));
    const parameter = <usize>load<i8>(at, 1) << 3;
    const first = load<i8>(at, 2);
    const second = load<i8>(at, 3);
    const end = at + 5 + (<usize>load<i8>(at, 4) << 1);
    let s = 0.0;
    for (at += 5; at < end; at += 2) s += load<f64>(a + (<usize>load<i8>(at) << 3)) * <f64>load<i8>(at, 1);
    const x = first < 0 ? 1.0 : load<f64>(state + (<usize>first << 3));
    const z = second < 0 ? 1.0 : load<f64>(state + (<usize>second << 3));
    const force = s * rate;
    if (v) {
      const dx = first < 0 ? 0.0 : load<f64>(v + (<usize>first << 3));
      const dz = second < 0 ? 0.0 : load<f64>(v + (<usize>second << 3));
      if (second >= 0) {
        addTo(out + (<usize>first << 3), force * dz);
        addTo(out + (<usize>second << 3), force * dx);
      }
      if (gradient) addTo(gradient + parameter, s * (dx * z + x * dz));
    } else {
      if (first >= 0) addTo(out + (<usize>first << 3), force * z);
      if (second >= 0) addTo(out + (<usize>second << 3), force * x);
      if (gradient) addTo(gradient + parameter, s * (x * z));
    }
  }
  return true;
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

function product(table: usize, n: usize, rates: usize, state: usize, a: usize, out: usize, gradient: usize): bool {
  return products(table, n, rates, state, 0, a, out, gradient);
}

function slope(table: usize, n: usize, rates: usize, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  return products(table, n, rates, state, v, a, out, gradient);
}

export function roberVectorJacobian(rates: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  return product(ROBER, 3, rates, state, a, out, gradient);
}

export function roberSlope(rates: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  return slope(ROBER, 3, rates, state, v, a, out, gradient);
}

export function hiresVectorJacobian(rates: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  return product(HIRES, 8, rates, state, a, out, gradient);
}

export function hiresSlope(rates: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  return slope(HIRES, 8, rates, state, v, a, out, gradient);
}

export function polluVectorJacobian(rates: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  return product(POLLU, 20, rates, state, a, out, gradient);
}

export function polluSlope(rates: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  return slope(POLLU, 20, rates, state, v, a, out, gradient);
}

export function lotkaVolterraVectorJacobian(rates: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  return product(LOTKA_VOLTERRA, 2, rates, state, a, out, gradient);
}

export function lotkaVolterraSlope(rates: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  return slope(LOTKA_VOLTERRA, 2, rates, state, v, a, out, gradient);
}

export function linearVectorJacobian(rates: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  return product(LINEAR, 1, rates, state, a, out, gradient);
}

export function linearSlope(rates: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  return slope(LINEAR, 1, rates, state, v, a, out, gradient);
}
