import { serveSimulation } from "../shared/serve.js";
import { SingleSimulation } from "./simulation.js";

serveSimulation((core, settings: ConstructorParameters<typeof SingleSimulation>[1]) => new SingleSimulation(core, settings));
