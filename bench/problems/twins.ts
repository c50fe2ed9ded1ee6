import type { ProblemKind } from "../../src/solvers/problems/index.js";

/** A right-hand side as users write it: f(t, y) into `out`. */
export type RightHandSide = (t: number, y: Float64Array, out: Float64Array) => undefined;

/** From the parameters of a test problem, its right-hand side. */
type Twin = (parameters: { readonly [name: string]: number }) => RightHandSide;

/** The equations of assembly/models/problems in plain JavaScript, written from the same sources. */
export const twins: { readonly [K in ProblemKind]: Twin } = {
  rober: ({ k1, k2, k3 }) => {
    const [a, b, c] = [k1!, k2!, k3!];
    return (_t, y, out) => {
      const fast = b * y[1]! * y[1]!;
      const slow = a * y[0]! - c * y[1]! * y[2]!;
      out[0] = -slow;
      out[1] = slow - fast;
      out[2] = fast;
    };
  },

  hires: (p) => {
    const [k1, k2, k3, k4, k5, k6] = [p.k1!, p.k2!, p.k3!, p.k4!, p.k5!, p.k6!];
    const [oks, kPlus, kMinus] = [p.oks!, p.kPlus!, p.kMinus!];
    const kLoss = kMinus + p.kStar! + k2;
    return (_t, y, out) => {
      const y1 = y[0]!;
      const y2 = y[1]!;
      const y3 = y[2]!;
      const y4 = y[3]!;
      const y5 = y[4]!;
      const y6 = y[5]!;
      const y7 = y[6]!;
      const bound = kPlus * y6 * y[7]!;
      out[0] = -k1 * y1 + k2 * y2 + k6 * y3 + oks;
      out[1] = k1 * y1 - (k2 + k3) * y2;
      out[2] = -(k1 + k6) * y3 + k2 * y4 + k5 * y5;
      out[3] = k3 * y2 + k1 * y3 - (k2 + k4) * y4;
      out[4] = -(k1 + k5) * y5 + k2 * y6 + k2 * y7;
      out[5] = -bound + k4 * y4 + k1 * y5 - k2 * y6 + kMinus * y7;
      out[6] = bound - kLoss * y7;
      out[7] = -bound + kLoss * y7;
    };
  },

  singularVanDerPol: ({ epsilon }) => {
    const rate = 1 / epsilon!;
    return (_t, y, out) => {
      out[0] = y[1]!;
      out[1] = ((1 - y[0]! * y[0]!) * y[1]! - y[0]!) * rate;
    };
  },

  dampedVanDerPol: ({ mu }) => {
    const damping = mu!;
    return (_t, y, out) => {
      out[0] = y[1]!;
      out[1] = damping * (1 - y[0]! * y[0]!) * y[1]! - y[0]!;
    };
  },

  orego: (p) => {
    const [s, q, w] = [p.s!, p.q!, p.w!];
    return (_t, y, out) => {
      const y1 = y[0]!;
      const y2 = y[1]!;
      out[0] = s * (y2 + y1 * (1 - q * y1 - y2));
      out[1] = (y[2]! - (1 + y1) * y2) / s;
      out[2] = w * (y1 - y[2]!);
    };
  },

  pollu: (p) => {
    const k = Float64Array.from({ length: 25 }, (_, i) => p[`k${i + 1}`]!);
    const r = new Float64Array(26);
    return (_t, y, out) => {
      r[1] = k[0]! * y[0]!;
      r[2] = k[1]! * y[1]! * y[3]!;
      r[3] = k[2]! * y[4]! * y[1]!;
      r[4] = k[3]! * y[6]!;
      r[5] = k[4]! * y[6]!;
      r[6] = k[5]! * y[6]! * y[5]!;
      r[7] = k[6]! * y[8]!;
      r[8] = k[7]! * y[8]! * y[5]!;
      r[9] = k[8]! * y[10]! * y[1]!;
      r[10] = k[9]! * y[10]! * y[0]!;
      r[11] = k[10]! * y[12]!;
      r[12] = k[11]! * y[9]! * y[1]!;
      r[13] = k[12]! * y[13]!;
      r[14] = k[13]! * y[0]! * y[5]!;
      r[15] = k[14]! * y[2]!;
      r[16] = k[15]! * y[3]!;
      r[17] = k[16]! * y[3]!;
      r[18] = k[17]! * y[15]!;
      r[19] = k[18]! * y[15]!;
      r[20] = k[19]! * y[16]! * y[5]!;
      r[21] = k[20]! * y[18]!;
      r[22] = k[21]! * y[18]!;
      r[23] = k[22]! * y[0]! * y[3]!;
      r[24] = k[23]! * y[18]! * y[0]!;
      r[25] = k[24]! * y[19]!;
      out[0] = -r[1]! - r[10]! - r[14]! - r[23]! - r[24]! + r[2]! + r[3]! + r[9]! + r[11]! + r[12]! + r[22]! + r[25]!;
      out[1] = -r[2]! - r[3]! - r[9]! - r[12]! + r[1]! + r[21]!;
      out[2] = -r[15]! + r[1]! + r[17]! + r[19]! + r[22]!;
      out[3] = -r[2]! - r[16]! - r[17]! - r[23]! + r[15]!;
      out[4] = -r[3]! + 2 * r[4]! + r[6]! + r[7]! + r[13]! + r[20]!;
      out[5] = -r[6]! - r[8]! - r[14]! - r[20]! + r[3]! + 2 * r[18]!;
      out[6] = -r[4]! - r[5]! - r[6]! + r[13]!;
      out[7] = r[4]! + r[5]! + r[6]! + r[7]!;
      out[8] = -r[7]! - r[8]!;
      out[9] = -r[12]! + r[7]! + r[9]!;
      out[10] = -r[9]! - r[10]! + r[8]! + r[11]!;
      out[11] = r[9]!;
      out[12] = -r[11]! + r[10]!;
      out[13] = -r[13]! + r[12]!;
      out[14] = r[14]!;
      out[15] = -r[18]! - r[19]! + r[16]!;
      out[16] = -r[20]!;
      out[17] = r[20]!;
      out[18] = -r[21]! - r[22]! - r[24]! + r[23]! + r[25]!;
      out[19] = -r[25]! + r[24]!;
    };
  },

  e5: (p) => {
    const [a, b, c, m] = [p.A!, p.B!, p.C!, p.M!];
    return (_t, y, out) => {
      const slow = a * y[0]!;
      const exchange = b * y[0]! * y[2]!;
      out[0] = -slow - exchange;
      out[1] = slow - m * c * y[1]! * y[2]!;
      out[3] = exchange - c * y[3]!;
      out[2] = out[1] - out[3];
    };
  },

  reducedE5: (p) => {
    const [a, b, c, m] = [p.A!, p.B!, p.C!, p.M!];
    return (_t, y, out) => {
      const y2 = y[1]! + y[2]!;
      const exchange = b * y[0]! * y[1]!;
      const d4 = exchange - c * y[2]!;
      out[0] = -a * y[0]! - exchange;
      out[1] = a * y[0]! - m * c * y2 * y[1]! - d4;
      out[2] = d4;
    };
  },

  kaps: ({ epsilon }) => {
    const rate = 1 / epsilon!;
    return (_t, y, out) => {
      out[0] = -(rate + 2) * y[0]! + rate * y[1]! * y[1]!;
      out[1] = y[0]! - y[1]! - y[1]! * y[1]!;
    };
  },

  protheroRobinson: ({ lambda }) => {
    const rate = lambda!;
    return (t, y, out) => {
      out[0] = rate * (y[0]! - Math.sin(t)) + Math.cos(t);
    };
  },

  linear: ({ lambda }) => {
    const rate = lambda!;
    return (_t, y, out) => {
      out[0] = rate * y[0]!;
    };
  },

  arenstorf: ({ mass }) => {
    const m = mass!;
    const rest = 1 - m;
    return (_t, y, out) => {
      const [x1, x2] = [y[0]! + m, y[0]! - rest];
      const d1 = (x1 * x1 + y[1]! * y[1]!) ** 1.5;
      const d2 = (x2 * x2 + y[1]! * y[1]!) ** 1.5;
      out[0] = y[2]!;
      out[1] = y[3]!;
      out[2] = y[0]! + 2 * y[3]! - (rest * x1) / d1 - (m * x2) / d2;
      out[3] = y[1]! - 2 * y[2]! - (rest * y[1]!) / d1 - (m * y[1]!) / d2;
    };
  },

  pleiades: (p) => {
    const masses = Float64Array.from({ length: 7 }, (_, i) => p[`m${i + 1}`]!);
    return (_t, y, out) => {
      for (let i = 0; i < 7; i++) {
        let ax = 0;
        let ay = 0;
        for (let j = 0; j < 7; j++) {
          if (j === i) continue;
          const dx = y[j]! - y[i]!;
          const dy = y[7 + j]! - y[7 + i]!;
          const square = dx * dx + dy * dy;
          const pull = masses[j]! / (square * Math.sqrt(square));
          ax += pull * dx;
          ay += pull * dy;
        }
        out[i] = y[14 + i]!;
        out[7 + i] = y[21 + i]!;
        out[14 + i] = ax;
        out[21 + i] = ay;
      }
    };
  },

  lorenz: (p) => {
    const [s, r, b] = [p.s!, p.r!, p.b!];
    return (_t, y, out) => {
      out[0] = s * (y[1]! - y[0]!);
      out[1] = y[0]! * (r - y[2]!) - y[1]!;
      out[2] = y[0]! * y[1]! - b * y[2]!;
    };
  },

  brusselator: (p) => {
    const [a, b] = [p.a!, p.b!];
    return (_t, y, out) => {
      out[0] = a + y[0]! * y[0]! * y[1]! - (b + 1) * y[0]!;
      out[1] = b * y[0]! - y[0]! * y[0]! * y[1]!;
    };
  },

  lotkaVolterra: (p) => {
    const [a, b, c, d] = [p.a!, p.b!, p.c!, p.d!];
    return (_t, y, out) => {
      out[0] = a * y[0]! - b * y[0]! * y[1]!;
      out[1] = -c * y[1]! + d * y[0]! * y[1]!;
    };
  },

  henonHeiles: () => (_t, y, out) => {
    out[0] = y[2]!;
    out[1] = y[3]!;
    out[2] = -y[0]! - 2 * y[0]! * y[1]!;
    out[3] = -y[1]! - y[0]! * y[0]! + y[1]! * y[1]!;
  },

  cubicSpiral: (p) => {
    const [a, b] = [p.a!, p.b!];
    return (_t, y, out) => {
      const cube1 = y[0]! ** 3;
      const cube2 = y[1]! ** 3;
      out[0] = -a * cube1 - b * cube2;
      out[1] = b * cube1 - a * cube2;
    };
  },

  detestA1: () => (_t, y, out) => {
    out[0] = -y[0]!;
  },

  detestA2: () => (_t, y, out) => {
    out[0] = -(y[0]! ** 3) / 2;
  },

  detestA3: () => (t, y, out) => {
    out[0] = y[0]! * Math.cos(t);
  },

  detestA4: () => (_t, y, out) => {
    out[0] = (y[0]! / 4) * (1 - y[0]! / 20);
  },

  detestA5: () => (t, y, out) => {
    out[0] = (y[0]! - t) / (y[0]! + t);
  },

  detestB1: () => (_t, y, out) => {
    out[0] = 2 * (y[0]! - y[0]! * y[1]!);
    out[1] = -(y[1]! - y[0]! * y[1]!);
  },

  detestB2: () => (_t, y, out) => {
    out[0] = -y[0]! + y[1]!;
    out[1] = y[0]! - 2 * y[1]! + y[2]!;
    out[2] = y[1]! - y[2]!;
  },

  detestB3: () => (_t, y, out) => {
    out[0] = -y[0]!;
    out[1] = y[0]! - y[1]! * y[1]!;
    out[2] = y[1]! * y[1]!;
  },

  detestB4: () => (_t, y, out) => {
    const r = Math.hypot(y[0]!, y[1]!);
    out[0] = -y[1]! - (y[0]! * y[2]!) / r;
    out[1] = y[0]! - (y[1]! * y[2]!) / r;
    out[2] = y[0]! / r;
  },

  detestB5: () => (_t, y, out) => {
    out[0] = y[1]! * y[2]!;
    out[1] = -y[0]! * y[2]!;
    out[2] = -0.51 * y[0]! * y[1]!;
  },

  orbit: () => (_t, y, out) => {
    const square = y[0]! * y[0]! + y[1]! * y[1]!;
    const cube = square * Math.sqrt(square);
    out[0] = y[2]!;
    out[1] = y[3]!;
    out[2] = -y[0]! / cube;
    out[3] = -y[1]! / cube;
  },

  detestE1: () => (t, y, out) => {
    out[0] = y[1]!;
    out[1] = -(y[1]! / (t + 1) + (1 - 0.25 / (t + 1) ** 2) * y[0]!);
  },

  detestE3: () => (t, y, out) => {
    out[0] = y[1]!;
    out[1] = y[0]! ** 3 / 6 - y[0]! + 2 * Math.sin(2.78535 * t);
  },

  detestE4: () => (_t, y, out) => {
    out[0] = y[1]!;
    out[1] = 0.032 - 0.4 * y[1]! ** 2;
  },

  detestE5: () => (t, y, out) => {
    out[0] = y[1]!;
    out[1] = Math.sqrt(1 + y[1]! ** 2) / (25 - t);
  },
};
