import { TwinSolver } from "./solvers-twin-control.js";
import { factor, invert, solve } from "./solvers-twin-linear.js";

// Rodas5P (G. Steinebach, BIT 63 (2023) 27) for autonomous problems in plain JavaScript: W U_i = f(y + sum_j a_ij U_j) + sum_j c_ij U_j / h with
// W = 1 / (h gamma) - J, the last two arguments each that of the stage before plus its U. The last U is the error.

const GAMMA = 0.21193756319429014;
const a21 = 3;
const a31 = 2.849394379747939;
const a32 = 0.45842242204463923;
const a41 = -6.954028509809101;
const a42 = 2.489845061869568;
const a43 = -10.358996098473584;
const a51 = 2.8029986275628964;
const a52 = 0.5072464736228206;
const a53 = -0.3988312541770524;
const a54 = -0.04721187230404641;
const a61 = -7.502846399306121;
const a62 = 2.561846144803919;
const a63 = -11.627539656261098;
const a64 = -0.18268767659942256;
const a65 = 0.030198172008377946;
const c21 = -14.155112264123755;
const c31 = -17.97296035885952;
const c32 = -2.859693295451294;
const c41 = 147.12150275711716;
const c42 = -1.41221402718213;
const c43 = 71.68940251302358;
const c51 = 165.43517024871676;
const c52 = -0.4592823456491126;
const c53 = 42.90938336958603;
const c54 = -5.961986721573306;
const c61 = 24.854864614690072;
const c62 = -3.0009227002832186;
const c63 = 47.4931110020768;
const c64 = 5.5814197821558125;
const c65 = -0.6610691825249471;
const c71 = 30.91273214028599;
const c72 = -3.1208243349937974;
const c73 = 77.79954646070892;
const c74 = 34.28646028294783;
const c75 = -19.097331116725623;
const c76 = -28.087943162872662;
const c81 = 37.80277123390563;
const c82 = -3.2571969029072276;
const c83 = 112.26918849496327;
const c84 = 66.9347231244047;
const c85 = -40.06618937091002;
const c86 = -54.66780262877968;
const c87 = -9.48861652309627;

/** Three numbers, all in variables. W is factored with partial pivoting and then inverted, for the eight solutions that follow. */
export abstract class Rodas5PThree extends TwinSolver {
  readonly #jacobian = new Float64Array(9);
  readonly #w = new Float64Array(9);
  readonly #g = new Float64Array(3);

  constructor(relative: number, absolute: number) {
    super(3, 5, 0.2, 0.8, relative, absolute);
  }

  /** df_i/dy_j to out[3 i + j]. */
  abstract jacobian(y: Float64Array, out: Float64Array): void;

  protected override attempt(step: number, retry: boolean): number {
    const { y, trial: x, slope: k, relative, absolute } = this;
    const g = this.#g;
    const w = this.#w;
    if (!retry) this.jacobian(y, this.#jacobian);
    if (!invert(this.#jacobian, 1 / (step * GAMMA), w)) return Infinity;
    const inverseStep = 1 / step;
    const [y0, y1, y2] = [y[0]!, y[1]!, y[2]!];
    const [w00, w01, w02] = [w[0]!, w[1]!, w[2]!];
    const [w10, w11, w12] = [w[3]!, w[4]!, w[5]!];
    const [w20, w21, w22] = [w[6]!, w[7]!, w[8]!];
    const [f0, f1, f2] = [k[0]!, k[1]!, k[2]!];
    const u10 = w00 * f0 + w01 * f1 + w02 * f2;
    const u11 = w10 * f0 + w11 * f1 + w12 * f2;
    const u12 = w20 * f0 + w21 * f1 + w22 * f2;
    x[0] = y0 + a21 * u10;
    x[1] = y1 + a21 * u11;
    x[2] = y2 + a21 * u12;
    this.derivative(x, g);
    const r20 = g[0]! + inverseStep * (c21 * u10);
    const r21 = g[1]! + inverseStep * (c21 * u11);
    const r22 = g[2]! + inverseStep * (c21 * u12);
    const u20 = w00 * r20 + w01 * r21 + w02 * r22;
    const u21 = w10 * r20 + w11 * r21 + w12 * r22;
    const u22 = w20 * r20 + w21 * r21 + w22 * r22;
    x[0] = y0 + a31 * u10 + a32 * u20;
    x[1] = y1 + a31 * u11 + a32 * u21;
    x[2] = y2 + a31 * u12 + a32 * u22;
    this.derivative(x, g);
    const r30 = g[0]! + inverseStep * (c31 * u10 + c32 * u20);
    const r31 = g[1]! + inverseStep * (c31 * u11 + c32 * u21);
    const r32 = g[2]! + inverseStep * (c31 * u12 + c32 * u22);
    const u30 = w00 * r30 + w01 * r31 + w02 * r32;
    const u31 = w10 * r30 + w11 * r31 + w12 * r32;
    const u32 = w20 * r30 + w21 * r31 + w22 * r32;
    x[0] = y0 + a41 * u10 + a42 * u20 + a43 * u30;
    x[1] = y1 + a41 * u11 + a42 * u21 + a43 * u31;
    x[2] = y2 + a41 * u12 + a42 * u22 + a43 * u32;
    this.derivative(x, g);
    const r40 = g[0]! + inverseStep * (c41 * u10 + c42 * u20 + c43 * u30);
    const r41 = g[1]! + inverseStep * (c41 * u11 + c42 * u21 + c43 * u31);
    const r42 = g[2]! + inverseStep * (c41 * u12 + c42 * u22 + c43 * u32);
    const u40 = w00 * r40 + w01 * r41 + w02 * r42;
    const u41 = w10 * r40 + w11 * r41 + w12 * r42;
    const u42 = w20 * r40 + w21 * r41 + w22 * r42;
    x[0] = y0 + a51 * u10 + a52 * u20 + a53 * u30 + a54 * u40;
    x[1] = y1 + a51 * u11 + a52 * u21 + a53 * u31 + a54 * u41;
    x[2] = y2 + a51 * u12 + a52 * u22 + a53 * u32 + a54 * u42;
    this.derivative(x, g);
    const r50 = g[0]! + inverseStep * (c51 * u10 + c52 * u20 + c53 * u30 + c54 * u40);
    const r51 = g[1]! + inverseStep * (c51 * u11 + c52 * u21 + c53 * u31 + c54 * u41);
    const r52 = g[2]! + inverseStep * (c51 * u12 + c52 * u22 + c53 * u32 + c54 * u42);
    const u50 = w00 * r50 + w01 * r51 + w02 * r52;
    const u51 = w10 * r50 + w11 * r51 + w12 * r52;
    const u52 = w20 * r50 + w21 * r51 + w22 * r52;
    x[0] = y0 + a61 * u10 + a62 * u20 + a63 * u30 + a64 * u40 + a65 * u50;
    x[1] = y1 + a61 * u11 + a62 * u21 + a63 * u31 + a64 * u41 + a65 * u51;
    x[2] = y2 + a61 * u12 + a62 * u22 + a63 * u32 + a64 * u42 + a65 * u52;
    this.derivative(x, g);
    const r60 = g[0]! + inverseStep * (c61 * u10 + c62 * u20 + c63 * u30 + c64 * u40 + c65 * u50);
    const r61 = g[1]! + inverseStep * (c61 * u11 + c62 * u21 + c63 * u31 + c64 * u41 + c65 * u51);
    const r62 = g[2]! + inverseStep * (c61 * u12 + c62 * u22 + c63 * u32 + c64 * u42 + c65 * u52);
    const u60 = w00 * r60 + w01 * r61 + w02 * r62;
    const u61 = w10 * r60 + w11 * r61 + w12 * r62;
    const u62 = w20 * r60 + w21 * r61 + w22 * r62;
    x[0] = x[0]! + u60;
    x[1] = x[1]! + u61;
    x[2] = x[2]! + u62;
    this.derivative(x, g);
    const r70 = g[0]! + inverseStep * (c71 * u10 + c72 * u20 + c73 * u30 + c74 * u40 + c75 * u50 + c76 * u60);
    const r71 = g[1]! + inverseStep * (c71 * u11 + c72 * u21 + c73 * u31 + c74 * u41 + c75 * u51 + c76 * u61);
    const r72 = g[2]! + inverseStep * (c71 * u12 + c72 * u22 + c73 * u32 + c74 * u42 + c75 * u52 + c76 * u62);
    const u70 = w00 * r70 + w01 * r71 + w02 * r72;
    const u71 = w10 * r70 + w11 * r71 + w12 * r72;
    const u72 = w20 * r70 + w21 * r71 + w22 * r72;
    x[0] = x[0]! + u70;
    x[1] = x[1]! + u71;
    x[2] = x[2]! + u72;
    this.derivative(x, g);
    const r80 = g[0]! + inverseStep * (c81 * u10 + c82 * u20 + c83 * u30 + c84 * u40 + c85 * u50 + c86 * u60 + c87 * u70);
    const r81 = g[1]! + inverseStep * (c81 * u11 + c82 * u21 + c83 * u31 + c84 * u41 + c85 * u51 + c86 * u61 + c87 * u71);
    const r82 = g[2]! + inverseStep * (c81 * u12 + c82 * u22 + c83 * u32 + c84 * u42 + c85 * u52 + c86 * u62 + c87 * u72);
    const u80 = w00 * r80 + w01 * r81 + w02 * r82;
    const u81 = w10 * r80 + w11 * r81 + w12 * r82;
    const u82 = w20 * r80 + w21 * r81 + w22 * r82;
    const x0 = x[0]! + u80;
    const x1 = x[1]! + u81;
    const x2 = x[2]! + u82;
    x[0] = x0;
    x[1] = x1;
    x[2] = x2;
    const e0 = u80 / (absolute + relative * Math.max(Math.abs(y0), Math.abs(x0)));
    const e1 = u81 / (absolute + relative * Math.max(Math.abs(y1), Math.abs(x1)));
    const e2 = u82 / (absolute + relative * Math.max(Math.abs(y2), Math.abs(x2)));
    return Math.sqrt((e0 * e0 + e1 * e1 + e2 * e2) / 3);
  }

  protected override advance(): void {
    this.derivative(this.trial, this.slope);
  }
}

/** Any number of numbers; dense factors with partial pivoting. */
export abstract class Rodas5PDense extends TwinSolver {
  readonly #jacobian: Float64Array;
  readonly #w: Float64Array;
  readonly #g: Float64Array;
  readonly #permuted: Float64Array;
  readonly #pivots: Int32Array;
  readonly #u: readonly Float64Array[];

  constructor(length: number, relative: number, absolute: number) {
    super(length, 5, 0.2, 0.8, relative, absolute);
    this.#jacobian = new Float64Array(length * length);
    this.#w = new Float64Array(length * length);
    this.#g = new Float64Array(length);
    this.#permuted = new Float64Array(length);
    this.#pivots = new Int32Array(length);
    this.#u = Array.from({ length: 8 }, () => new Float64Array(length));
  }

  /** df_i/dy_j to out[n i + j], which is zero. */
  abstract jacobian(y: Float64Array, out: Float64Array): void;

  protected override attempt(step: number, retry: boolean): number {
    const { y, trial: x, slope, relative, absolute, length: n } = this;
    const g = this.#g;
    if (!retry) this.jacobian(y, this.#jacobian.fill(0));
    const w = this.#w;
    const pivots = this.#pivots;
    const z = this.#permuted;
    if (!factor(this.#jacobian, 1 / (step * GAMMA), n, w, pivots)) return Infinity;
    const inverseStep = 1 / step;
    const [u1, u2, u3, u4, u5, u6, u7, u8] = this.#u as readonly [F, F, F, F, F, F, F, F];
    for (let i = 0; i < n; i++) u1[i] = slope[i]!;
    solve(w, n, pivots, u1, z);
    for (let i = 0; i < n; i++) {
      const p1 = u1[i]!;
      x[i] = y[i]! + a21 * p1;
      u2[i] = inverseStep * (c21 * p1);
    }
    this.derivative(x, g);
    for (let i = 0; i < n; i++) u2[i] = u2[i]! + g[i]!;
    solve(w, n, pivots, u2, z);
    for (let i = 0; i < n; i++) {
      const p1 = u1[i]!;
      const p2 = u2[i]!;
      x[i] = y[i]! + a31 * p1 + a32 * p2;
      u3[i] = inverseStep * (c31 * p1 + c32 * p2);
    }
    this.derivative(x, g);
    for (let i = 0; i < n; i++) u3[i] = u3[i]! + g[i]!;
    solve(w, n, pivots, u3, z);
    for (let i = 0; i < n; i++) {
      const p1 = u1[i]!;
      const p2 = u2[i]!;
      const p3 = u3[i]!;
      x[i] = y[i]! + a41 * p1 + a42 * p2 + a43 * p3;
      u4[i] = inverseStep * (c41 * p1 + c42 * p2 + c43 * p3);
    }
    this.derivative(x, g);
    for (let i = 0; i < n; i++) u4[i] = u4[i]! + g[i]!;
    solve(w, n, pivots, u4, z);
    for (let i = 0; i < n; i++) {
      const p1 = u1[i]!;
      const p2 = u2[i]!;
      const p3 = u3[i]!;
      const p4 = u4[i]!;
      x[i] = y[i]! + a51 * p1 + a52 * p2 + a53 * p3 + a54 * p4;
      u5[i] = inverseStep * (c51 * p1 + c52 * p2 + c53 * p3 + c54 * p4);
    }
    this.derivative(x, g);
    for (let i = 0; i < n; i++) u5[i] = u5[i]! + g[i]!;
    solve(w, n, pivots, u5, z);
    for (let i = 0; i < n; i++) {
      const p1 = u1[i]!;
      const p2 = u2[i]!;
      const p3 = u3[i]!;
      const p4 = u4[i]!;
      const p5 = u5[i]!;
      x[i] = y[i]! + a61 * p1 + a62 * p2 + a63 * p3 + a64 * p4 + a65 * p5;
      u6[i] = inverseStep * (c61 * p1 + c62 * p2 + c63 * p3 + c64 * p4 + c65 * p5);
    }
    this.derivative(x, g);
    for (let i = 0; i < n; i++) u6[i] = u6[i]! + g[i]!;
    solve(w, n, pivots, u6, z);
    for (let i = 0; i < n; i++) {
      const p1 = u1[i]!;
      const p2 = u2[i]!;
      const p3 = u3[i]!;
      const p4 = u4[i]!;
      const p5 = u5[i]!;
      const p6 = u6[i]!;
      x[i] = x[i]! + p6;
      u7[i] = inverseStep * (c71 * p1 + c72 * p2 + c73 * p3 + c74 * p4 + c75 * p5 + c76 * p6);
    }
    this.derivative(x, g);
    for (let i = 0; i < n; i++) u7[i] = u7[i]! + g[i]!;
    solve(w, n, pivots, u7, z);
    for (let i = 0; i < n; i++) {
      const p1 = u1[i]!;
      const p2 = u2[i]!;
      const p3 = u3[i]!;
      const p4 = u4[i]!;
      const p5 = u5[i]!;
      const p6 = u6[i]!;
      const p7 = u7[i]!;
      x[i] = x[i]! + p7;
      u8[i] = inverseStep * (c81 * p1 + c82 * p2 + c83 * p3 + c84 * p4 + c85 * p5 + c86 * p6 + c87 * p7);
    }
    this.derivative(x, g);
    for (let i = 0; i < n; i++) u8[i] = u8[i]! + g[i]!;
    solve(w, n, pivots, u8, z);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const error = u8[i]!;
      const after = x[i]! + error;
      x[i] = after;
      const e = error / (absolute + relative * Math.max(Math.abs(y[i]!), Math.abs(after)));
      sum += e * e;
    }
    return Math.sqrt(sum / n);
  }

  protected override advance(): void {
    this.derivative(this.trial, this.slope);
  }
}

type F = Float64Array;
