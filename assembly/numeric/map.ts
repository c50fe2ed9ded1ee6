import { coshLanes, logisticLanes, tanhLanes } from "./sigmoid";
import { expLanes } from "./exp";
import { expm1Lanes, phi1Lanes } from "./expm1";
import { log1pLanes, logLanes } from "./log";
import { cosTwoPiLanes, sinTwoPiLanes } from "./turns";

// Array kernels: output[i] = f(input[i]), i < count. Any count; nothing past `count` elements is read or written; input and output may be
// the same array. A function is a class with one method, so that `map` is compiled once per function and lane type, with its body inside.

@final
@unmanaged
class Exp {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return expLanes<T>(x);
  }
}

@final
@unmanaged
class Expm1 {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return expm1Lanes<T>(x);
  }
}

@final
@unmanaged
class Phi1 {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return phi1Lanes<T>(x);
  }
}

@final
@unmanaged
class Log {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return logLanes<T>(x);
  }
}

@final
@unmanaged
class Log1p {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return log1pLanes<T>(x);
  }
}

@final
@unmanaged
class Tanh {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return tanhLanes<T>(x);
  }
}

@final
@unmanaged
class Logistic {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return logisticLanes<T>(x);
  }
}

@final
@unmanaged
class Cosh {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return coshLanes<T>(x);
  }
}

@final
@unmanaged
class SinTwoPi {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return sinTwoPiLanes<T>(x);
  }
}

@final
@unmanaged
class CosTwoPi {
  // @ts-ignore: decorator
  @inline
  lanes<T>(x: v128): v128 {
    return cosTwoPiLanes<T>(x);
  }
}


/** The first `count` elements of type T at `input`, the others zero; 0 < count < lanes. */
// @ts-ignore: decorator
@inline
function loadTail<T>(input: usize, count: i32): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(input);
  let x = v128.load32_zero(input);
  if (count > 1) x = f32x4.replace_lane(x, 1, load<f32>(input, 4));
  if (count > 2) x = f32x4.replace_lane(x, 2, load<f32>(input, 8));
  return x;
}

// @ts-ignore: decorator
@inline
function storeTail<T>(output: usize, count: i32, y: v128): void {
  if (sizeof<T>() == 8) {
    v128.store64_lane(output, y, 0);
    return;
  }
  v128.store32_lane(output, y, 0);
  if (count > 1) v128.store32_lane(output, y, 1, 4);
  if (count > 2) v128.store32_lane(output, y, 2, 8);
}

// @ts-ignore: decorator
@inline
function map<F, T>(input: usize, output: usize, count: i32): void {
  const f = changetype<F>(0);
  const lanes = <i32>(16 / sizeof<T>());
  for (; count >= 2 * lanes; count -= 2 * lanes) {
    const x0 = v128.load(input);
    const x1 = v128.load(input, 16);
    const y0 = f.lanes<T>(x0);
    const y1 = f.lanes<T>(x1);
    v128.store(output, y0);
    v128.store(output, y1, 16);
    input += 32;
    output += 32;
  }
  while (count > 0) {
    const whole = count >= lanes;
    const y = f.lanes<T>(whole ? v128.load(input) : loadTail<T>(input, count));
    if (whole) v128.store(output, y);
    else storeTail<T>(output, count, y);
    input += 16;
    output += 16;
    count -= lanes;
  }
}

export function mapExpF64(input: usize, output: usize, count: i32): void {
  map<Exp, f64>(input, output, count);
}

export function mapExpF32(input: usize, output: usize, count: i32): void {
  map<Exp, f32>(input, output, count);
}

export function mapExpm1F64(input: usize, output: usize, count: i32): void {
  map<Expm1, f64>(input, output, count);
}

export function mapExpm1F32(input: usize, output: usize, count: i32): void {
  map<Expm1, f32>(input, output, count);
}

export function mapPhi1F64(input: usize, output: usize, count: i32): void {
  map<Phi1, f64>(input, output, count);
}

export function mapPhi1F32(input: usize, output: usize, count: i32): void {
  map<Phi1, f32>(input, output, count);
}

export function mapLogF64(input: usize, output: usize, count: i32): void {
  map<Log, f64>(input, output, count);
}

export function mapLogF32(input: usize, output: usize, count: i32): void {
  map<Log, f32>(input, output, count);
}

export function mapLog1pF64(input: usize, output: usize, count: i32): void {
  map<Log1p, f64>(input, output, count);
}

export function mapLog1pF32(input: usize, output: usize, count: i32): void {
  map<Log1p, f32>(input, output, count);
}

export function mapTanhF64(input: usize, output: usize, count: i32): void {
  map<Tanh, f64>(input, output, count);
}

export function mapTanhF32(input: usize, output: usize, count: i32): void {
  map<Tanh, f32>(input, output, count);
}

export function mapLogisticF64(input: usize, output: usize, count: i32): void {
  map<Logistic, f64>(input, output, count);
}

export function mapLogisticF32(input: usize, output: usize, count: i32): void {
  map<Logistic, f32>(input, output, count);
}

export function mapCoshF64(input: usize, output: usize, count: i32): void {
  map<Cosh, f64>(input, output, count);
}

export function mapCoshF32(input: usize, output: usize, count: i32): void {
  map<Cosh, f32>(input, output, count);
}

export function mapSinTwoPiF64(input: usize, output: usize, count: i32): void {
  map<SinTwoPi, f64>(input, output, count);
}

export function mapSinTwoPiF32(input: usize, output: usize, count: i32): void {
  map<SinTwoPi, f32>(input, output, count);
}

export function mapCosTwoPiF64(input: usize, output: usize, count: i32): void {
  map<CosTwoPi, f64>(input, output, count);
}

export function mapCosTwoPiF32(input: usize, output: usize, count: i32): void {
  map<CosTwoPi, f32>(input, output, count);
}
