/** Columns by unit. */
export const mV = (name: string, description?: string) => ({ name, unit: "mV", ...(description ? { description } : {}) });
export const ms = (name: string, description?: string) => ({ name, unit: "ms", ...(description ? { description } : {}) });
export const perMs = (name: string, description?: string) => ({ name, unit: "1/ms", ...(description ? { description } : {}) });
export const current = (name: string, description?: string) => ({
  name,
  unit: "µA/cm²",
  ...(description ? { description } : {}),
});
export const plain = (name: string, description: string) => ({ name, description });
