import { serveSimulation } from "../shared/serve.js";
import { NetworkSimulation } from "./simulation.js";

serveSimulation((core, settings: ConstructorParameters<typeof NetworkSimulation>[1]) => new NetworkSimulation(core, settings));
