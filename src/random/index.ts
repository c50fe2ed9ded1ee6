export { RandomStream, type RandomStreamOptions, type Seed } from "./stream.js";
