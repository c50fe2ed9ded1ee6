// Test driver until the framework lands.
import { integrate } from "../integrate";
import { Integration, workStates } from "../integration";
import { Ros2, Ros3P, Ros34Pw2, Rodas3, Rodas4, Rodas4P, Rodas5P, ROS2, ROS3P, ROS34PW2, RODAS3, RODAS4, RODAS4P, RODAS5P } from "./methods";
import { Rosenbrock23 } from "./rosenbrock23";
import { exp } from "../../numeric/exp";
import { sinTwoPi, cosTwoPi } from "../../numeric/turns";

type F = (c: usize, t: f64, y: usize, out: usize) => bool;
type J = (c: usize, t: f64, y: usize, out: usize, rb: usize) => bool;

@unmanaged
export class DriverProblem {
  f: u32;
  j: u32;
  ft: u32;
  context: usize;
}

@final
@unmanaged
class Dynamic {
  f: u32;
  j: u32;
  ft: u32;
  context: usize;
  @inline derivative(t: f64, y: usize, out: usize): bool { return call_indirect<bool>(this.f, this.context, t, y, out); }
  @inline jacobian(t: f64, y: usize, out: usize, rb: usize): bool { return call_indirect<bool>(this.j, this.context, t, y, out, rb); }
  @inline timeDerivative(t: f64, y: usize, out: usize): bool { return call_indirect<bool>(this.ft, this.context, t, y, out); }
  @inline autonomous(): bool { return this.ft == 0; }
  @inline watches(): bool { return false; }
  @inline event(t: f64, y: usize): f64 { return 1.0; }
}

const PI2: f64 = 6.283185307179586;
function sin(x: f64): f64 { return sinTwoPi(x / PI2); }
function cos(x: f64): f64 { return cosTwoPi(x / PI2); }

// context: f64 parameters; jacobian kind at context+56: 0 exact, 1 zero, 2 diagonal, 3: compact diagonal, 4: compact 2x2 blocks
function kind(c: usize): i32 { return <i32>load<f64>(c, 56); }

// forced van der Pol: y1' = y2, y2' = mu (1-y1^2) y2 - y1 + a sin(w t)
function vdpF(c: usize, t: f64, y: usize, out: usize): bool {
  const a = load<f64>(y), b = load<f64>(y, 8);
  store<f64>(out, b);
  store<f64>(out, load<f64>(c) * (1.0 - a * a) * b - a + load<f64>(c, 8) * sin(load<f64>(c, 16) * t), 8);
  return true;
}
function vdpJ(c: usize, t: f64, y: usize, out: usize, rb: usize): bool {
  const a = load<f64>(y), b = load<f64>(y, 8), mu = load<f64>(c);
  const k = kind(c);
  if (k == 1) return true;
  if (k == 3) { store<f64>(out, mu * (1.0 - a * a), 8); return true; }
  if (k != 2) {
    store<f64>(out, 1.0, 8);
    store<f64>(out + rb, -2.0 * mu * a * b - 1.0);
  }
  store<f64>(out + rb, mu * (1.0 - a * a), 8);
  return true;
}
function vdpT(c: usize, t: f64, y: usize, out: usize): bool {
  store<f64>(out, 0.0);
  store<f64>(out, kind(c) == 0 ? load<f64>(c, 8) * load<f64>(c, 16) * cos(load<f64>(c, 16) * t) : load<f64>(c, 8) * load<f64>(c, 16) * cos(load<f64>(c, 16) * t), 8);
  return true;
}
// Prothero-Robinson
function prF(c: usize, t: f64, y: usize, out: usize): bool { store<f64>(out, load<f64>(c) * (load<f64>(y) - sin(t)) + cos(t)); return true; }
function prJ(c: usize, t: f64, y: usize, out: usize, rb: usize): bool { store<f64>(out, load<f64>(c)); return true; }
function prT(c: usize, t: f64, y: usize, out: usize): bool { store<f64>(out, -load<f64>(c) * cos(t) - sin(t)); return true; }
// ROBER
function robF(c: usize, t: f64, y: usize, out: usize): bool {
  const a = load<f64>(y), b = load<f64>(y, 8), d = load<f64>(y, 16);
  const r1 = 0.04 * a, r2 = 1e4 * b * d, r3 = 3e7 * b * b;
  store<f64>(out, r2 - r1); store<f64>(out, r1 - r2 - r3, 8); store<f64>(out, r3, 16);
  return true;
}
function robJ(c: usize, t: f64, y: usize, out: usize, rb: usize): bool {
  const b = load<f64>(y, 8), d = load<f64>(y, 16);
  store<f64>(out, -0.04); store<f64>(out, 1e4 * d, 8); store<f64>(out, 1e4 * b, 16);
  out += rb;
  store<f64>(out, 0.04); store<f64>(out, -1e4 * d - 6e7 * b, 8); store<f64>(out, -1e4 * b, 16);
  out += rb;
  store<f64>(out, 6e7 * b, 8);
  return true;
}
// HIRES
function hiF(c: usize, t: f64, y: usize, o: usize): bool {
  const y1 = load<f64>(y), y2 = load<f64>(y, 8), y3 = load<f64>(y, 16), y4 = load<f64>(y, 24), y5 = load<f64>(y, 32), y6 = load<f64>(y, 40), y7 = load<f64>(y, 48), y8 = load<f64>(y, 56);
  store<f64>(o, -1.71 * y1 + 0.43 * y2 + 8.32 * y3 + 0.0007);
  store<f64>(o, 1.71 * y1 - 8.75 * y2, 8);
  store<f64>(o, -10.03 * y3 + 0.43 * y4 + 0.035 * y5, 16);
  store<f64>(o, 8.32 * y2 + 1.71 * y3 - 1.12 * y4, 24);
  store<f64>(o, -1.745 * y5 + 0.43 * y6 + 0.43 * y7, 32);
  const r = 280.0 * y6 * y8;
  store<f64>(o, -r + 0.69 * y4 + 1.71 * y5 - 0.43 * y6 + 0.69 * y7, 40);
  store<f64>(o, r - 1.81 * y7, 48);
  store<f64>(o, 1.81 * y7 - r, 56);
  return true;
}
function hiJ(c: usize, t: f64, y: usize, o: usize, rb: usize): bool {
  const y6 = load<f64>(y, 40), y8 = load<f64>(y, 56);
  store<f64>(o, -1.71); store<f64>(o, 0.43, 8); store<f64>(o, 8.32, 16); o += rb;
  store<f64>(o, 1.71); store<f64>(o, -8.75, 8); o += rb;
  store<f64>(o, -10.03, 16); store<f64>(o, 0.43, 24); store<f64>(o, 0.035, 32); o += rb;
  store<f64>(o, 8.32, 8); store<f64>(o, 1.71, 16); store<f64>(o, -1.12, 24); o += rb;
  store<f64>(o, -1.745, 32); store<f64>(o, 0.43, 40); store<f64>(o, 0.43, 48); o += rb;
  store<f64>(o, 0.69, 24); store<f64>(o, 1.71, 32); store<f64>(o, -280.0 * y8 - 0.43, 40); store<f64>(o, 0.69, 48); store<f64>(o, -280.0 * y6, 56); o += rb;
  store<f64>(o, 280.0 * y8, 40); store<f64>(o, -1.81, 48); store<f64>(o, 280.0 * y6, 56); o += rb;
  store<f64>(o, -280.0 * y8, 40); store<f64>(o, 1.81, 48); store<f64>(o, -280.0 * y6, 56);
  return true;
}
// four coupled nonlinear equations with 2 x 2 blocks: y_i' = -k_i y_i + y_{i^1}^2/2 + eps sin(y_{(i+2)%4}) approx y - y^3/6, + cos t
function coF(c: usize, t: f64, y: usize, out: usize): bool {
  for (let i: usize = 0; i < 4; i++) {
    const p = load<f64>(y + ((i ^ 1) << 3)), q = load<f64>(y + (((i + 2) & 3) << 3)), x = load<f64>(y + (i << 3));
    store<f64>(out + (i << 3), -(1.0 + <f64>i) * x + 0.5 * p * p + 0.3 * (q - q * q * q / 6.0) + cos(t + <f64>i));
  }
  return true;
}
function coJ(c: usize, t: f64, y: usize, out: usize, rb: usize): bool {
  const k = kind(c);
  for (let i: usize = 0; i < 4; i++) {
    const p = load<f64>(y + ((i ^ 1) << 3)), q = load<f64>(y + (((i + 2) & 3) << 3));
    const row = out + i * rb;
    if (k == 3) store<f64>(row, -(1.0 + <f64>i));
    else if (k == 4) { store<f64>(row + ((i & 1) << 3), -(1.0 + <f64>i)); store<f64>(row + (((i ^ 1) & 1) << 3), p); }
    else if (k == 0) { store<f64>(row + (i << 3), -(1.0 + <f64>i)); store<f64>(row + ((i ^ 1) << 3), p); store<f64>(row + (((i + 2) & 3) << 3), 0.3 * (1.0 - 0.5 * q * q)); }
  }
  return true;
}
function coT(c: usize, t: f64, y: usize, out: usize): bool {
  for (let i: usize = 0; i < 4; i++) store<f64>(out + (i << 3), -sin(t + <f64>i));
  return true;
}

const vdpFp: F = vdpF; const vdpJp: J = vdpJ; const vdpTp: F = vdpT;
const prFp: F = prF; const prJp: J = prJ; const prTp: F = prT;
const robFp: F = robF; const robJp: J = robJ;
const hiFp: F = hiF; const hiJp: J = hiJ;
const coFp: F = coF; const coJp: J = coJ; const coTp: F = coT;

export function driverProblem(p: usize, which: u32): void {
  const d = changetype<Dynamic>(p);
  d.ft = 0;
  if (which == 0) { d.f = vdpFp.index; d.j = vdpJp.index; d.ft = vdpTp.index; }
  if (which == 1) { d.f = prFp.index; d.j = prJp.index; d.ft = prTp.index; }
  if (which == 2) { d.f = robFp.index; d.j = robJp.index; }
  if (which == 3) { d.f = hiFp.index; d.j = hiJp.index; }
  if (which == 4) { d.f = coFp.index; d.j = coJp.index; d.ft = coTp.index; }
  if (which == 5) { d.f = vdpFp.index; d.j = vdpJp.index; }
}

export function driverRun(method: u32, p: usize, run: Integration): i32 {
  const m = changetype<Dynamic>(p);
  if (method == ROS2) return integrate<Ros2, Dynamic>(m, run);
  if (method == ROS3P) return integrate<Ros3P, Dynamic>(m, run);
  if (method == ROS34PW2) return integrate<Ros34Pw2, Dynamic>(m, run);
  if (method == RODAS3) return integrate<Rodas3, Dynamic>(m, run);
  if (method == RODAS4) return integrate<Rodas4, Dynamic>(m, run);
  if (method == RODAS4P) return integrate<Rodas4P, Dynamic>(m, run);
  if (method == RODAS5P) return integrate<Rodas5P, Dynamic>(m, run);
  return integrate<Rosenbrock23, Dynamic>(m, run);
}
