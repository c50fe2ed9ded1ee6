/** assembly/solvers/rosenbrock/exports.ts */
export interface RosenbrockExports {
  /** Address of u32 stages, u32 rows of the dense output, u32 address of the table (assembly/solvers/rosenbrock/form.ts). */
  rosenbrockTableau(method: number): number;
}
