import { TwinSolver } from "./solvers-twin-control.js";

// The pair 5(4) of Ch. Tsitouras, Comput. Math. Appl. 62 (2011) 770, for autonomous problems of two numbers, all in variables, in plain JavaScript.

const a21 = 0.161;
const a31 = -0.008480655492356989;
const a32 = 0.335480655492357;
const a41 = 2.8971530571054935;
const a42 = -6.359448489975075;
const a43 = 4.3622954328695815;
const a51 = 5.325864828439257;
const a52 = -11.748883564062828;
const a53 = 7.4955393428898365;
const a54 = -0.09249506636175525;
const a61 = 5.86145544294642;
const a62 = -12.92096931784711;
const a63 = 8.159367898576159;
const a64 = -0.071584973281401;
const a65 = -0.028269050394068383;
const a71 = 0.09646076681806523;
const a72 = 0.01;
const a73 = 0.4798896504144996;
const a74 = 1.379008574103742;
const a75 = -3.290069515436081;
const a76 = 2.324710524099774;
const e1 = -0.001780011052225777;
const e2 = -0.0008164344596567469;
const e3 = 0.007880878010261995;
const e4 = -0.1447110071732629;
const e5 = 0.5823571654525552;
const e6 = -0.45808210592918697;
const e7 = 0.015151515151515152;

export abstract class TsitourasTwo extends TwinSolver {
  readonly #k = new Float64Array(2);
  readonly #last = new Float64Array(2);

  constructor(relative: number, absolute: number) {
    super(2, 5, 0.2, 0.65, relative, absolute);
  }

  protected override attempt(step: number): number {
    const { y, trial, point, slope, relative, absolute } = this;
    const k = this.#k;
    const last = this.#last;
    const [y0, y1] = [y[0]!, y[1]!];
    const [k10, k11] = [slope[0]!, slope[1]!];
    point[0] = y0 + step * (a21 * k10);
    point[1] = y1 + step * (a21 * k11);
    this.derivative(point, k);
    const k20 = k[0]!;
    const k21 = k[1]!;
    point[0] = y0 + step * (a31 * k10 + a32 * k20);
    point[1] = y1 + step * (a31 * k11 + a32 * k21);
    this.derivative(point, k);
    const k30 = k[0]!;
    const k31 = k[1]!;
    point[0] = y0 + step * (a41 * k10 + a42 * k20 + a43 * k30);
    point[1] = y1 + step * (a41 * k11 + a42 * k21 + a43 * k31);
    this.derivative(point, k);
    const k40 = k[0]!;
    const k41 = k[1]!;
    point[0] = y0 + step * (a51 * k10 + a52 * k20 + a53 * k30 + a54 * k40);
    point[1] = y1 + step * (a51 * k11 + a52 * k21 + a53 * k31 + a54 * k41);
    this.derivative(point, k);
    const k50 = k[0]!;
    const k51 = k[1]!;
    point[0] = y0 + step * (a61 * k10 + a62 * k20 + a63 * k30 + a64 * k40 + a65 * k50);
    point[1] = y1 + step * (a61 * k11 + a62 * k21 + a63 * k31 + a64 * k41 + a65 * k51);
    this.derivative(point, k);
    const k60 = k[0]!;
    const k61 = k[1]!;
    const x0 = y0 + step * (a71 * k10 + a72 * k20 + a73 * k30 + a74 * k40 + a75 * k50 + a76 * k60);
    const x1 = y1 + step * (a71 * k11 + a72 * k21 + a73 * k31 + a74 * k41 + a75 * k51 + a76 * k61);
    trial[0] = x0;
    trial[1] = x1;
    this.derivative(trial, last);
    const k70 = last[0]!;
    const k71 = last[1]!;
    const d0 =
      (step * (e1 * k10 + e2 * k20 + e3 * k30 + e4 * k40 + e5 * k50 + e6 * k60 + e7 * k70)) /
      (absolute + relative * Math.max(Math.abs(y0), Math.abs(x0)));
    const d1 =
      (step * (e1 * k11 + e2 * k21 + e3 * k31 + e4 * k41 + e5 * k51 + e6 * k61 + e7 * k71)) /
      (absolute + relative * Math.max(Math.abs(y1), Math.abs(x1)));
    return Math.sqrt((d0 * d0 + d1 * d1) / 2);
  }

  protected override advance(): void {
    this.slope[0] = this.#last[0]!;
    this.slope[1] = this.#last[1]!;
  }
}
