// Writing results to a directory: for Node alone, and apart from index.ts so that a page never meets the file system.
export { type Contents, contentsOf, DirectoryStore, differences } from "./framework/output/directory.js";
export { reportHtml } from "./framework/output/report.js";
export { writeResult } from "./framework/output/write.js";
