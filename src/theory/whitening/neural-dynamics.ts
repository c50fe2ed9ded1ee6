import { checkNumber } from "../../core/check.js";
import { checkLeak } from "./checks.js";

/** Both eigenvalues real + i imaginary, real - i imaginary; or, when they are real, real + split and real - split. Per unit of time. */
export interface NeuralEigenvalues {
  readonly real: number;
  /** Frequency of the ringing, rad per unit of time; 0 without. */
  readonly imaginary: number;
  /** Half the distance of two real eigenvalues; 0 when there is ringing. */
  readonly split: number;
  readonly stable: boolean;
}

/**
 * Eigenvalues of primary neurons and interneurons with a time constant of their own,
 *
 *     dy/dt = x - W z - alpha y,     tau_z dz/dt = W^T y - z
 *
 * for one singular value s of W: lambda^2 + (alpha + 1/tau_z) lambda + (alpha + s^2)/tau_z = 0. The pair rings when
 * (alpha + 1/tau_z)^2 < 4 (alpha + s^2)/tau_z and is stable unless alpha = s = 0.
 */
export function twoPopulationEigenvalues(singularValue: number, leak: number, timeConstant: number): NeuralEigenvalues {
  const s = checkNumber("singularValue", singularValue, { min: 0 });
  const alpha = checkLeak(leak);
  const tau = checkNumber("timeConstant", timeConstant, { above: 0 });
  const sum = alpha + 1 / tau;
  const discriminant = sum * sum - (4 * (alpha + s * s)) / tau;
  const root = Math.sqrt(Math.abs(discriminant)) / 2;
  return {
    real: -sum / 2,
    imaginary: discriminant < 0 ? root : 0,
    split: discriminant < 0 ? 0 : root,
    stable: alpha + s * s > 0,
  };
}
