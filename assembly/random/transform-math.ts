// Logarithm, sine and cosine of random numbers: no special cases, arguments in a known range, no low parts of constants.
// With numeric/log.ts, which does have these, normals take 1.12 times and exponentials 1.25 times as long.
//
//   log u = n ln 2 + log m,   m in [sqrt(1/2), sqrt(2)),   log m = 2 atanh(s) = s (2 + z R(z)),   s = (m-1)/(m+1), z = s^2
//   sin(pi w) = w S(w^2),   cos(pi w) = C(w^2),   |w| <= 1/2
//
// R, S and C are minimax polynomials (Remez exchange in 50 digits); their errors are given at the tables. Tables lie in
// memory because a load is cheaper than the three instructions V8 spends on every v128.const in a loop.

// log: relative error of the polynomial 1.2e-18 (f64), 8.1e-10 (f32)
const R64: usize = memory.data<f64>([
  0.6666666666666734, 0.399999999994143, 0.2857142874247897, 0.2222219856313195, 0.18183564883172826,
  0.15314035437043447, 0.1479610933492061,
]);
const R32: usize = memory.data<f32>([0.6666677641676176, 0.39977536778681017, 0.29871867466413526]);
// sin: relative error 2.6e-19 (f64), 5.3e-9 (f32)
const S64: usize = memory.data<f64>([
  3.141592653589793, -5.167712780049969, 2.550164039877294, -0.5992645293187382, 0.0821458865698926,
  -0.007370430478762461, 0.0004662996887731735, -2.190318542080527e-5, 7.69472732830581e-7,
]);
const S32: usize = memory.data<f32>([
  3.1415926368961182, -5.167709684842006, 2.5500697269350576, -0.5982421293056274, 0.07756039138970289,
]);
// cos: absolute error 4.2e-18 (f64), 2.4e-10 (f32)
const C64: usize = memory.data<f64>([
  1.0, -4.934802200544677, 4.058712126416545, -1.335262768844664, 0.23533063014598116, -0.025806888862627806,
  0.001929556817642166, -0.00010456780672546446, 4.150749534839879e-6,
]);
const C32: usize = memory.data<f32>([
  1.0, -4.9348021560894155, 4.05870959980189, -1.335216105219032, 0.2349539267962128, -0.024420701244357204,
]);

const LN2: f64 = 0.6931471805599453;
const SPLAT_64: usize = memory.data<f64>([1.0, 2.0, LN2, 4503599627370496.0 + 1023.0]);
const SPLAT_32: usize = memory.data<f32>([1.0, 2.0, <f32>LN2]);
// Bit patterns: 1 - sqrt(1/2), mantissa bits, sqrt(1/2), 2^52 (f64); the first three, and the bias 127 (f32)
const BITS_64: usize = memory.data<u64>([0x00095f619980c433, 0x000fffffffffffff, 0x3fe6a09e667f3bcd, 0x4330000000000000]);
const BITS_32: usize = memory.data<u32>([0x004afb0d, 0x007fffff, 0x3f3504f3, 127]);

// @ts-ignore: decorator
@inline
function entry<T>(table: usize, k: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(table + 8 * k) : v128.load32_splat(table + 4 * k);
}

// @ts-ignore: decorator
@inline
function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** log u of every lane, for u in (0, 1] (any positive normal number, in fact). Error below 3 ulp. */
// @ts-ignore: decorator
@inline
export function logLanes<T>(u: v128): v128 {
  return sizeof<T>() == 8 ? logF64(u) : logF32(u);
}

// @ts-ignore: decorator
@inline
function logF64(u: v128): v128 {
  const shifted = v128.add<i64>(u, entry<f64>(BITS_64, 0));
  const n = v128.sub<f64>(v128.or(v128.shr<u64>(shifted, 52), entry<f64>(BITS_64, 3)), entry<f64>(SPLAT_64, 3));
  const m = v128.add<i64>(v128.and(shifted, entry<f64>(BITS_64, 1)), entry<f64>(BITS_64, 2));
  const one = entry<f64>(SPLAT_64, 0);
  const s = v128.div<f64>(v128.sub<f64>(m, one), v128.add<f64>(m, one));
  const z = v128.mul<f64>(s, s);
  const z2 = v128.mul<f64>(z, z);
  const r01 = multiplyAdd<f64>(z, entry<f64>(R64, 1), entry<f64>(R64, 0));
  const r23 = multiplyAdd<f64>(z, entry<f64>(R64, 3), entry<f64>(R64, 2));
  const r45 = multiplyAdd<f64>(z, entry<f64>(R64, 5), entry<f64>(R64, 4));
  const r46 = multiplyAdd<f64>(z2, entry<f64>(R64, 6), r45);
  const r = multiplyAdd<f64>(z2, multiplyAdd<f64>(z2, r46, r23), r01);
  const logM = v128.mul<f64>(s, multiplyAdd<f64>(z, r, entry<f64>(SPLAT_64, 1)));
  return multiplyAdd<f64>(n, entry<f64>(SPLAT_64, 2), logM);
}

// @ts-ignore: decorator
@inline
function logF32(u: v128): v128 {
  const shifted = v128.add<i32>(u, entry<f32>(BITS_32, 0));
  const n = f32x4.convert_i32x4_s(v128.sub<i32>(v128.shr<u32>(shifted, 23), entry<f32>(BITS_32, 3)));
  const m = v128.add<i32>(v128.and(shifted, entry<f32>(BITS_32, 1)), entry<f32>(BITS_32, 2));
  const one = entry<f32>(SPLAT_32, 0);
  const s = v128.div<f32>(v128.sub<f32>(m, one), v128.add<f32>(m, one));
  const z = v128.mul<f32>(s, s);
  const r12 = multiplyAdd<f32>(z, entry<f32>(R32, 2), entry<f32>(R32, 1));
  const r = multiplyAdd<f32>(z, r12, entry<f32>(R32, 0));
  const logM = v128.mul<f32>(s, multiplyAdd<f32>(z, r, entry<f32>(SPLAT_32, 1)));
  return multiplyAdd<f32>(n, entry<f32>(SPLAT_32, 2), logM);
}

/** sin(pi w) of every lane, |w| <= 1/2; q = w^2, q2 = q^2. Relative error below 3 ulp. */
// @ts-ignore: decorator
@inline
export function sinPiLanes<T>(w: v128, q: v128, q2: v128): v128 {
  const p01 = multiplyAdd<T>(q, entry<T>(table<T>(S64, S32), 1), entry<T>(table<T>(S64, S32), 0));
  const p23 = multiplyAdd<T>(q, entry<T>(table<T>(S64, S32), 3), entry<T>(table<T>(S64, S32), 2));
  if (sizeof<T>() == 4) {
    const p24 = multiplyAdd<T>(q2, entry<T>(S32, 4), p23);
    return v128.mul<T>(w, multiplyAdd<T>(q2, p24, p01));
  }
  const p45 = multiplyAdd<T>(q, entry<T>(S64, 5), entry<T>(S64, 4));
  const p67 = multiplyAdd<T>(q, entry<T>(S64, 7), entry<T>(S64, 6));
  const p48 = multiplyAdd<T>(q2, multiplyAdd<T>(q2, entry<T>(S64, 8), p67), p45);
  const p03 = multiplyAdd<T>(q2, p23, p01);
  return v128.mul<T>(w, multiplyAdd<T>(v128.mul<T>(q2, q2), p48, p03));
}

/** cos(pi w) of every lane, |w| <= 1/2; q = w^2, q2 = q^2. Absolute error below 2 ulp of 1. */
// @ts-ignore: decorator
@inline
export function cosPiLanes<T>(q: v128, q2: v128): v128 {
  const p01 = multiplyAdd<T>(q, entry<T>(table<T>(C64, C32), 1), entry<T>(table<T>(C64, C32), 0));
  const p23 = multiplyAdd<T>(q, entry<T>(table<T>(C64, C32), 3), entry<T>(table<T>(C64, C32), 2));
  const p45 = multiplyAdd<T>(q, entry<T>(table<T>(C64, C32), 5), entry<T>(table<T>(C64, C32), 4));
  if (sizeof<T>() == 4) return multiplyAdd<T>(q2, multiplyAdd<T>(q2, p45, p23), p01);
  const p67 = multiplyAdd<T>(q, entry<T>(C64, 7), entry<T>(C64, 6));
  const p48 = multiplyAdd<T>(q2, multiplyAdd<T>(q2, entry<T>(C64, 8), p67), p45);
  const p03 = multiplyAdd<T>(q2, p23, p01);
  return multiplyAdd<T>(v128.mul<T>(q2, q2), p48, p03);
}

// @ts-ignore: decorator
@inline
function table<T>(f64s: usize, f32s: usize): usize {
  return sizeof<T>() == 8 ? f64s : f32s;
}
