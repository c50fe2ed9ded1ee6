export { statusAddress } from "./status";
export { extendHeap } from "./memory";
