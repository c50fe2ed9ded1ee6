/** A number for a reader: six significant digits unless told otherwise, powers of ten for the very large and small. */
export function readable(value: number, digits = 6): string {
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e7 || magnitude < 1e-4) {
    const [mantissa, exponent] = value.toExponential(Math.min(4, digits - 1)).split("e") as [string, string];
    return `${trimmed(mantissa)}e${Number(exponent)}`;
  }
  return trimmed(value.toPrecision(digits));
}

/** A value that is compared under a tolerance: with digits enough to see the tolerance, and one more. */
export function readableWithin(value: number, tolerance: number): string {
  const digits = tolerance > 0 && value !== 0 ? Math.ceil(Math.log10(Math.abs(value) / tolerance)) + 2 : 6;
  return readable(value, Math.min(17, Math.max(4, digits)));
}

function trimmed(digits: string): string {
  return digits.includes(".") && !digits.includes("e") ? digits.replace(/\.?0+$/, "") : String(Number(digits));
}

/** A tolerance or error: two significant digits are what it can bear. */
export function readableTolerance(value: number): string {
  return readable(Number(value.toPrecision(2)));
}

/** "3.2 s", "4 min 10 s", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} h`;
}
