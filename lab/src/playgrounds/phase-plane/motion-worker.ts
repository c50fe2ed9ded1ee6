import { expose, transfer } from "comlink";
import { load, type MorrisLecarParameters } from "microcircuit";
import { Motion, type MotionReply, type MotionRequest } from "./motion.js";

let motion: Motion | undefined;

const api = {
  async open(module: WebAssembly.Module, parameters: MorrisLecarParameters, state: readonly [number, number]): Promise<void> {
    motion = new Motion(await load({ module }), parameters, state);
  },
  configure(parameters: MorrisLecarParameters): void {
    motion!.configure(parameters);
  },
  step(request: MotionRequest): MotionReply {
    const reply = motion!.step(request);
    const { times, voltages, recoveries, spikes, plane } = reply;
    const buffers = [times, voltages, recoveries, spikes].map(({ buffer }) => buffer as ArrayBuffer);
    if (plane) {
      for (const { buffer } of [plane.arrows, plane.voltageNullcline, plane.recoveryNullcline])
        buffers.push(buffer as ArrayBuffer);
      for (const { path } of plane.manifolds) buffers.push(path.buffer as ArrayBuffer);
    }
    return transfer(reply, buffers);
  },
};

export type MotionApi = typeof api;

expose(api);
