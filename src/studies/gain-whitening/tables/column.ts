import type { Column } from "../../framework/tables.js";

export const column = (name: string, description: string): Column => ({ name, description });
