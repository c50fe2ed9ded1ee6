export { laneBlockBytes } from "../lanes/dispatch";
export { integrateMembers } from "./integrate-members";
