import { expose, transfer } from "comlink";
import { load } from "microcircuit";
import type { CyclePath } from "./cycles.js";
import { Diagram, type DiagramPart, type DiagramRequest, type DiagramStart } from "./diagram.js";

let diagram: Diagram | undefined;

const api = {
  async open(module: WebAssembly.Module): Promise<void> {
    diagram = new Diagram(await load({ module }));
  },
  begin(request: DiagramRequest): DiagramStart {
    return diagram!.begin(request);
  },
  more(budget: number): DiagramPart {
    return diagram!.more(budget);
  },
  cyclesAt(current: number): CyclePath[] {
    const cycles = diagram!.cyclesAt(current);
    return transfer(
      cycles,
      cycles.map(({ path }) => path.buffer as ArrayBuffer),
    );
  },
};

export type DiagramApi = typeof api;

expose(api);
