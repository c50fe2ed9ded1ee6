// Starts worker.ts where the package runs from its TypeScript sources. Not part of the compiled package.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
