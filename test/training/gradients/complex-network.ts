import { morrisLecarParameters, morrisLecarRanges } from "../../../src/neurons/morris-lecar-parameters.js";
import { type SynapseKind, synapseKinds } from "../../../src/neurons/synapses.js";
import { add, type Complex, complex, cosh, divide, exp, minus, multiply, scale } from "../../neurons/complex-step.js";

// Morris-Lecar cells and networks in complex arithmetic, of complex states and parameters: an independent form (tanh, cosh) for complex steps.

/** f(t, y) for complex y. */
export type ComplexRightHandSide = (time: number, y: readonly Complex[]) => Complex[];

const one = complex(1);
const sub = (a: Complex, b: Complex): Complex => complex(a.re - b.re, a.im - b.im);
const gate = (x: Complex): Complex => divide(exp(x), scale(2, cosh(x)));
const logistic = (x: Complex): Complex => divide(one, add(one, exp(scale(-1, x))));

/** (V', w'); theta: the twelve parameters in the order of the core's cell, then the current. */
export function cellSlopes(theta: readonly Complex[], v: Complex, w: Complex): [Complex, Complex] {
  const [c, gL, gK, gCa, eL, eK, eCa, v1, v2, v3, v4, phi, current] = theta as Complex[];
  const m = gate(divide(sub(v, v1!), v2!));
  const target = gate(divide(sub(v, v3!), v4!));
  const rate = multiply(phi!, cosh(divide(sub(v, v3!), scale(2, v4!))));
  const leak = multiply(gL!, sub(v, eL!));
  const potassium = multiply(multiply(gK!, w), sub(v, eK!));
  const calcium = multiply(multiply(gCa!, m), sub(v, eCa!));
  return [divide(sub(current!, add(leak, add(potassium, calcium))), c!), multiply(rate, sub(target, w))];
}

export function cellParameters(set: Parameters<typeof morrisLecarParameters>[0]): number[] {
  const parameters = morrisLecarParameters(set);
  return Object.keys(morrisLecarRanges).map((name) => parameters[name as keyof typeof parameters]);
}

/** A network of conductances; theta: the currents, then g[post, pre]. */
export function conductanceNetwork(synapses: readonly SynapseKind[], theta: readonly Complex[]): ComplexRightHandSide {
  const n = synapses.length;
  const cell = cellParameters("snlc").map((x) => complex(x));
  return (_, y) => {
    const out: Complex[] = [];
    for (let i = 0; i < n; i++) {
      const [v, w, s] = [y[3 * i]!, y[3 * i + 1]!, y[3 * i + 2]!];
      const [dv, dw] = cellSlopes([...cell, theta[i]!], v, w);
      let current = complex(0);
      for (let j = 0; j < n; j++) {
        const { reversal, magnesium } = synapseKinds[synapses[j]!];
        const block = add(one, scale(magnesium / 3.57, exp(scale(-0.062, v))));
        const open = magnesium === 0 ? y[3 * j + 2]! : divide(y[3 * j + 2]!, block);
        current = add(current, multiply(theta[n + n * i + j]!, multiply(open, minus(v, reversal))));
      }
      const { type, halfVoltage, width, opening, closing } = synapseKinds[synapses[i]!];
      const x = scale(1 / width, minus(v, halfVoltage));
      const alpha = type === "kinetic" ? scale(opening, logistic(x)) : scale(opening, exp(x));
      const ds = sub(multiply(alpha, sub(one, s)), scale(closing, s));
      out.push(sub(dv, scale(1 / cell[0]!.re, current)), dw, ds);
    }
    return out;
  };
}

/** A current-based network; theta: the constant currents, then W by target. */
export function currentNetwork(n: number, theta: readonly Complex[]): ComplexRightHandSide {
  const cell = cellParameters("authors").map((x) => complex(x));
  return (_, y) => {
    const outputs = Array.from({ length: n }, (_, j) => logistic(scale(1 / 8, minus(y[2 * j]!, -3))));
    return Array.from({ length: n }, (_, i) => {
      let current = theta[i]!;
      for (let j = 0; j < n; j++) current = add(current, scale(36.75, multiply(theta[n + n * i + j]!, outputs[j]!)));
      return cellSlopes([...cell, current], y[2 * i]!, y[2 * i + 1]!);
    }).flat();
  };
}

const h = 1e-40;

/** x + i h v */
export const perturbed = (x: ArrayLike<number>, v: ArrayLike<number>): Complex[] =>
  Array.from(x, (re, i) => complex(re, h * v[i]!));
/** Tangents of complex numbers. */
export const tangents = (x: readonly Complex[]): Float64Array => Float64Array.from(x, (one) => one.im / h);
