export type { IntegrationStatistics, Trajectory } from "./integrate.js";
export type { IntegrationOptions } from "./options.js";
