import type { Core } from "microcircuit";

/** A covariance of two numbers, as the ellipse that it is: variances along its axes, and the direction of the longer one. */
export interface Ellipse {
  /** Eigenvalues of C, variances. */
  readonly smallest: number;
  readonly largest: number;
  /** Of the eigenvector of the largest, degrees from 0 to 180. */
  readonly angle: number;
}

/**
 * The contexts among which the input switches: each turned by 22.5 degrees against its neighbour, strong and weak ones by turns, so that
 * every switch asks for other axes and other gains.
 */
export const ring: readonly Ellipse[] = [
  { smallest: 0.4, largest: 4, angle: 0 },
  { smallest: 0.1, largest: 1, angle: 22.5 },
  { smallest: 1, largest: 8, angle: 45 },
  { smallest: 0.3, largest: 0.9, angle: 67.5 },
  { smallest: 0.5, largest: 5, angle: 90 },
  { smallest: 0.2, largest: 1.6, angle: 112.5 },
  { smallest: 2, largest: 10, angle: 135 },
  { smallest: 0.15, largest: 0.6, angle: 157.5 },
];

/** Which context of the ring the input has; -1: one of its own. */
export function placeInRing({ smallest, largest, angle }: Ellipse): number {
  return ring.findIndex((context) => context.smallest === smallest && context.largest === largest && context.angle === angle);
}

/** Three places on, so that all eight come by; the first after a context of its own. */
export function nextInRing(ellipse: Ellipse): Ellipse {
  const place = placeInRing(ellipse);
  return ring[place < 0 ? 0 : (place + 3) % ring.length]!;
}

/** C = R diag(largest, smallest) R^T, R the rotation by the angle; 2 by 2, row by row. */
export function covarianceOf(core: Core, { smallest, largest, angle }: Ellipse): Float64Array {
  const { cos, sin } = core.exports;
  const doubled = (angle * Math.PI) / 90;
  const mean = (largest + smallest) / 2;
  const half = (largest - smallest) / 2;
  const off = half * sin(doubled);
  return Float64Array.of(mean + half * cos(doubled), off, off, mean - half * cos(doubled));
}

/** Semi-axes of the ellipse of one standard deviation, and the direction of the longer one in radians. */
export interface Axes {
  readonly long: number;
  readonly short: number;
  readonly direction: number;
}

/** Of a covariance [[a, b], [b, d]], for drawing: eigenvalues (a+d)/2 +- sqrt(((a-d)/2)^2 + b^2), direction atan2(2b, a-d)/2. */
export function axesOf(a: number, b: number, d: number): Axes {
  const mean = (a + d) / 2;
  const half = Math.hypot((a - d) / 2, b);
  return { long: Math.sqrt(mean + half), short: Math.sqrt(Math.max(0, mean - half)), direction: Math.atan2(2 * b, a - d) / 2 };
}

/** Which axis of the ellipse is dragged. */
export type Handle = "long" | "short";

/** The handle at which a pointer takes hold; ends of axes at `reach` standard deviations. */
export function handleAt({ smallest, largest, angle }: Ellipse, x: number, y: number, reach: number): Handle {
  const radians = (angle * Math.PI) / 180;
  // Distance to the nearer of an axis' two ends
  const distance = (length: number, direction: number) => {
    const [endX, endY] = [reach * length * Math.cos(direction), reach * length * Math.sin(direction)];
    return Math.min(Math.hypot(x - endX, y - endY), Math.hypot(x + endX, y + endY));
  };
  const toLong = distance(Math.sqrt(largest), radians);
  return toLong <= distance(Math.sqrt(smallest), radians + Math.PI / 2) ? "long" : "short";
}

/**
 * The ellipse after the end of one axis was dragged to (x, y): that axis turns and stretches, the other one keeps its length. Where they
 * exchange roles, the handle does as well.
 */
export function dragged(
  ellipse: Ellipse,
  handle: Handle,
  x: number,
  y: number,
  reach: number,
  { min, max }: { readonly min: number; readonly max: number },
): { readonly ellipse: Ellipse; readonly handle: Handle } {
  const length = Math.hypot(x, y) / reach;
  const variance = Math.min(max, Math.max(min, Number((length * length).toPrecision(3))));
  const other = handle === "long" ? ellipse.smallest : ellipse.largest;
  const direction = length > 0 ? (Math.atan2(y, x) * 180) / Math.PI : ellipse.angle + (handle === "long" ? 0 : 90);
  const long = variance >= other;
  const angle = (Math.round(direction + (long ? 0 : 90)) + 360) % 180;
  return {
    ellipse: { smallest: Math.min(variance, other), largest: Math.max(variance, other), angle },
    handle: long ? "long" : "short",
  };
}
