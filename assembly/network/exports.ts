export { startEvents } from "../models/event-stream";
export { runNetwork } from "./network";
