import { expose, transfer } from "comlink";
import { buffersOf, TrainingApi } from "./api.js";

const api = new TrainingApi();

/** What the page calls. */
const remote = {
  start: async (...given: Parameters<TrainingApi["start"]>) => handOver(await api.start(...given)),
  advance: (...given: Parameters<TrainingApi["advance"]>) => handOver(api.advance(...given)),
  scene: async (...given: Parameters<TrainingApi["scene"]>) => handOver(await api.scene(...given)),
};
export type TrainingRemote = typeof remote;

const handOver = <Answer>(answer: Answer): Answer => transfer(answer, buffersOf(answer));

expose(remote);
