import { asin, cos, sin } from "../../numeric/portable/index.js";
/** Jacobi's elliptic functions [sn, cn, dn] of u with parameter m = k^2, 0 <= m < 1, by the arithmetic-geometric mean (Abramowitz and Stegun 16.4). */
export function jacobiElliptic(u: number, m: number): [number, number, number] {
  const a = [1];
  const c = [Math.sqrt(m)];
  let b = Math.sqrt(1 - m);
  while (Math.abs(c.at(-1)!) > 1e-16 && a.length < 10) {
    const last = a.at(-1)!;
    a.push((last + b) / 2);
    c.push((last - b) / 2);
    b = Math.sqrt(last * b);
  }
  let phase = 2 ** (a.length - 1) * a.at(-1)! * u;
  for (let n = a.length - 1; n > 0; n--) phase = (phase + asin((c[n]! / a[n]!) * sin(phase))) / 2;
  const sn = sin(phase);
  return [sn, cos(phase), Math.sqrt(1 - m * sn * sn)];
}
