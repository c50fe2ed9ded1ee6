import { testProblems } from "../../src/index.js";
import { morrisLecarTwin } from "../problems/morris-lecar.js";
import { twins } from "../problems/twins.js";
import { Rodas5PDense, Rodas5PThree } from "./solvers-twin-rodas5p.js";
import { TsitourasTwo } from "./solvers-twin-tsit5.js";

// The problems of bench/kernels/solvers.ts with their solvers. Each is a class of its own with its own methods, which V8 puts into the solver's loop.

const roberParameters = testProblems.rober().parameters;
const hiresParameters = testProblems.hires().parameters;
const rober = twins.rober(roberParameters);
const hires = twins.hires(hiresParameters);
const lotkaVolterra = twins.lotkaVolterra(testProblems.lotkaVolterra().parameters);

const [k1, k2, k3] = [roberParameters.k1!, roberParameters.k2!, roberParameters.k3!];

export function roberJacobian(y: Float64Array, out: Float64Array): void {
  const byY3 = k3 * y[1]!;
  const byY2 = k3 * y[2]!;
  const fast = 2 * k2 * y[1]!;
  out[0] = -k1;
  out[1] = byY2;
  out[2] = byY3;
  out[3] = k1;
  out[4] = -byY2 - fast;
  out[5] = -byY3;
  out[7] = fast;
}

export class RoberTwin extends Rodas5PThree {
  override derivative(y: Float64Array, out: Float64Array): void {
    rober(0, y, out);
  }

  override jacobian(y: Float64Array, out: Float64Array): void {
    roberJacobian(y, out);
  }
}

const rate = (name: string) => hiresParameters[name]!;
const [h1, h2, h3, h4, h5, h6] = [rate("k1"), rate("k2"), rate("k3"), rate("k4"), rate("k5"), rate("k6")];
const [kPlus, kMinus, kLoss] = [rate("kPlus"), rate("kMinus"), rate("kMinus") + rate("kStar") + rate("k2")];

/** Writes what is not zero. */
export function hiresJacobian(y: Float64Array, out: Float64Array): void {
  const byY6 = kPlus * y[7]!;
  const byY8 = kPlus * y[5]!;
  out[0] = -h1;
  out[1] = h2;
  out[2] = h6;
  out[8] = h1;
  out[9] = -(h2 + h3);
  out[18] = -(h1 + h6);
  out[19] = h2;
  out[20] = h5;
  out[25] = h3;
  out[26] = h1;
  out[27] = -(h2 + h4);
  out[36] = -(h1 + h5);
  out[37] = h2;
  out[38] = h2;
  out[43] = h4;
  out[44] = h1;
  out[45] = -byY6 - h2;
  out[46] = kMinus;
  out[47] = -byY8;
  out[53] = byY6;
  out[54] = -kLoss;
  out[55] = byY8;
  out[61] = -byY6;
  out[62] = kLoss;
  out[63] = -byY8;
}

export class HiresTwin extends Rodas5PDense {
  constructor(relative: number, absolute: number) {
    super(8, relative, absolute);
  }

  override derivative(y: Float64Array, out: Float64Array): void {
    hires(0, y, out);
  }

  override jacobian(y: Float64Array, out: Float64Array): void {
    hiresJacobian(y, out);
  }
}

export class MorrisLecarTwin extends TsitourasTwo {
  override derivative(y: Float64Array, out: Float64Array): void {
    morrisLecarTwin(0, y, out);
  }
}

export class LotkaVolterraTwin extends TsitourasTwo {
  override derivative(y: Float64Array, out: Float64Array): void {
    lotkaVolterra(0, y, out);
  }
}
