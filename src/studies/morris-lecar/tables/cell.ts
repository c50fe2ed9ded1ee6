import { atan2, hypot } from "../../../numeric/portable/index.js";
import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { ms, mV, perMs, plain } from "./columns.js";

/** Longest arrow of the vector field, in shares of the distance between arrows. */
const LONGEST = 0.85;

export function cellTables({ cell }: Sorted): Record<string, TableInput> {
  const path = (name: string, { voltage, recovery }: { voltage: readonly number[]; recovery: readonly number[] }) =>
    voltage.map((V, i) => [name, 0, i, V, recovery[i]!]);
  // where a nullcline leaves the plane and comes back its points are further apart
  const nullcline = (name: string, { voltage, recovery }: { voltage: readonly number[]; recovery: readonly number[] }) => {
    const step = Math.min(...voltage.slice(1).map((V, i) => V - voltage[i]!));
    let piece = 0;
    return voltage.map((V, i) => {
      if (i > 0 && V - voltage[i - 1]! > 1.5 * step) piece++;
      return [name, piece, i, V, recovery[i]!];
    });
  };
  const { orbit, stepped, spectrum } = cell;
  const { samples } = spectrum;
  return {
    phase_lines: {
      title: "Phase plane of the chosen cell: nullclines and manifolds of saddles",
      columns: [
        "line",
        plain("piece", "of a line that leaves the plane and comes back"),
        plain("index", "along the line"),
        mV("V"),
        "w",
      ],
      rows: [
        ...nullcline("V′ = 0", cell.voltageNullcline),
        ...nullcline("w′ = 0", cell.recoveryNullcline),
        ...cell.manifolds.flatMap((manifold, i) => path(`${manifold.kind} manifold ${i + 1}`, manifold)),
      ],
    },
    phase_arrows: {
      title: "Phase plane of the chosen cell: directions of the vector field",
      columns: [mV("V"), "w", mV("end V"), "end w", plain("angle", "of the arrow on the figure, degrees clockwise from upward")],
      rows: arrowRows(cell.arrows),
    },
    phase_orbit: {
      title: "Orbit of the chosen cell, with controlled error",
      columns: [ms("time"), mV("V"), "w"],
      data: { time: orbit.time, V: orbit.voltage, w: orbit.recovery },
    },
    stepped: {
      title: "The same with fixed steps",
      columns: [ms("time"), mV("V")],
      data: { time: stepped.time, V: stepped.voltage },
    },
    chosen_spectrum: {
      title: "Eigenvalues of the Jacobian of the chosen cell along its cycle, or along its orbit where that leads to rest",
      columns: [ms("time"), mV("V"), perMs("Re λ1"), perMs("Re λ2")],
      data: { time: samples.time, V: samples.voltage, "Re λ1": samples.first, "Re λ2": samples.second },
    },
  };
}

/** Arrows of lengths that grow with the speed, slowly, in the units of the plane; the figure is about 1.3 times as wide as it is high. */
function arrowRows({ voltage, recovery, dV, dw }: Sorted["cell"]["arrows"]) {
  const [columnsAt, rowsAt] = [new Set(voltage), new Set(recovery)].map((set) => [...set].sort((a, b) => a - b)) as [
    number[],
    number[],
  ];
  const [stepV, stepW] = [columnsAt[1]! - columnsAt[0]!, rowsAt[1]! - rowsAt[0]!];
  const speeds = voltage.map((_, i) => hypot(dV[i]! / stepV, dw[i]! / stepW));
  const greatest = Math.max(...speeds);
  return voltage.map((V, i) => {
    const [x, y] = [dV[i]! / stepV, dw[i]! / stepW];
    const length = greatest > 0 && speeds[i]! > 0 ? (LONGEST * Math.sqrt(Math.sqrt(speeds[i]! / greatest))) / speeds[i]! : 0;
    const [endV, endW] = [V + x * length * stepV, recovery[i]! + y * length * stepW];
    return [V, recovery[i]!, endV, endW, (atan2(1.3 * x, y) * 180) / Math.PI];
  });
}
