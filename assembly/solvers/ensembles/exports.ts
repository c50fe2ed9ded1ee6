export { integrateMembers } from "./integrate-members";
