// The twin of bench/kernels/ensembles.ts: Tsitouras' pair 5(4) over typed arrays, with the step control of assembly/solvers/step-control.ts.

/** f(y, p) to `out`; all arrays are kept by the caller. */
export type Slope = (y: Float64Array, p: Float64Array, out: Float64Array) => void;

const A = Float64Array.of(
  ...[0.161, 0, 0, 0, 0, 0],
  ...[-0.008480655492356989, 0.335480655492357, 0, 0, 0, 0],
  ...[2.8971530571054935, -6.359448489975075, 4.3622954328695815, 0, 0, 0],
  ...[5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525, 0, 0],
  ...[5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383, 0],
  ...[0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774],
);
const E = Float64Array.of(
  -0.0017800110522257771,
  -0.0008164344596567469,
  0.007880878010261995,
  -0.1447110071732629,
  0.5823571654525552,
  -0.45808210592918697,
  0.015151515151515152,
);

/** Memory of the twin for states of n numbers. */
export function workspace(n: number) {
  return { y: new Float64Array(n), trial: new Float64Array(n), k: Array.from({ length: 7 }, () => new Float64Array(n)) };
}

/** Integrates y' = f(y, p) from time 0 to `end`, in place of `work.y`; returns the accepted steps. */
export function tsitouras(
  f: Slope,
  p: Float64Array,
  end: number,
  relative: number,
  absolute: number,
  work: ReturnType<typeof workspace>,
): number {
  const { y, trial, k } = work;
  const n = y.length;
  f(y, p, k[0]!);
  let h = firstStep(f, p, end, relative, absolute, work);
  let [time, previous, rejected, accepted] = [0, 1e-4, false, 0];
  while (time < end) {
    const last = end - time - h <= Math.max(1e-6 * h, 8 * Number.EPSILON * end);
    const step = last ? end - time : h;
    for (let s = 1; s < 7; s++) {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < s; j++) sum += A[(s - 1) * 6 + j]! * k[j]![i]!;
        trial[i] = y[i]! + step * sum;
      }
      f(trial, p, k[s]!);
    }
    let squares = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < 7; j++) sum += E[j]! * k[j]![i]!;
      const e = (step * sum) / (absolute + relative * Math.max(Math.abs(y[i]!), Math.abs(trial[i]!)));
      squares += e * e;
    }
    const error = Math.sqrt(squares / n);
    if (!(error <= 1)) {
      h = step * (error < Infinity ? Math.max(0.2, 0.9 * error ** -0.2) : 0.25);
      rejected = true;
      continue;
    }
    const counted = Math.max(error, 1e-4);
    const factor = 0.9 * counted ** (-0.85 / 5) * previous ** (0.2 / 5);
    h = step * Math.min(rejected ? 1 : 10, Math.max(0.2, factor));
    previous = counted;
    rejected = false;
    accepted++;
    time = last ? end : time + step;
    for (let i = 0; i < n; i++) y[i] = trial[i]!;
    const first = k[0]!;
    k[0] = k[6]!;
    k[6] = first;
  }
  return accepted;
}

/** Hairer's first step; k_1 holds f(y). */
function firstStep(
  f: Slope,
  p: Float64Array,
  end: number,
  relative: number,
  absolute: number,
  work: ReturnType<typeof workspace>,
) {
  const { y, trial, k } = work;
  const n = y.length;
  const norm = (x: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (x(i) / (absolute + relative * Math.abs(y[i]!))) ** 2;
    return Math.sqrt(sum / n);
  };
  const [k0, k1] = [k[0]!, k[1]!];
  const d0 = norm((i) => y[i]!);
  const d1 = norm((i) => k0[i]!);
  const h0 = Math.min(end, d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1);
  for (let i = 0; i < n; i++) trial[i] = y[i]! + h0 * k0[i]!;
  f(trial, p, k1);
  const d2 = norm((i) => k1[i]! - k0[i]!) / h0;
  const largest = Math.max(d1, d2);
  const h1 = largest <= 1e-15 ? Math.max(1e-6, 1e-3 * h0) : (0.01 / largest) ** 0.2;
  return Math.min(end, 100 * h0, h1);
}

/** Van der Pol's oscillator, p = (mu). */
export function vanDerPol(y: Float64Array, p: Float64Array, out: Float64Array): void {
  const [x, v] = [y[0]!, y[1]!];
  out[0] = v;
  out[1] = p[0]! * (1 - x * x) * v - x;
}

/** Lorenz' attractor, p = (s, r, b). */
export function lorenz(u: Float64Array, p: Float64Array, out: Float64Array): void {
  const [x, y, z] = [u[0]!, u[1]!, u[2]!];
  out[0] = p[0]! * (y - x);
  out[1] = x * (p[1]! - z) - y;
  out[2] = x * y - p[2]! * z;
}

/** A Morris-Lecar cell of the set "snlc", p = (I). */
export function morrisLecar(y: Float64Array, p: Float64Array, out: Float64Array): void {
  const [v, w] = [y[0]!, y[1]!];
  const e = Math.exp((-2 * (v + 1.2)) / 18);
  const u = Math.exp((v - 12) / (2 * 17.4));
  const u4 = u * u * (u * u);
  const m = 1 / (1 + e);
  out[0] = (p[0]! - 2 * (v + 60) - 8 * w * (v + 84) - 4 * m * (v - 120)) / 20;
  out[1] = 0.067 * (u4 / (1 + u4) - w) * (0.5 * (u + 1 / u));
}
