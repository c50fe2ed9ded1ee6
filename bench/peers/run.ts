// `npm run bench:peers [-- --rounds 5 --duration 1 --duration 10 --record]`: the COBA network in Brian2's C++ standalone mode and here,
// run alternately. Without Brian2 it says so and ends with status 0.
import { parseArgs } from "node:util";
import { environment } from "../environment.js";
import { median } from "../harness.js";
import { type PeerFigure, record } from "../results.js";
import { Brian2Network, type Build, findBrian2, methods, type Variant } from "./brian2.js";
import { runCoba } from "./coba_microcircuit.js";

const drives = [0, 20]; // mV
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    duration: { type: "string", multiple: true, default: ["1", "10"] },
    record: { type: "boolean", default: false },
  },
});
const rounds = positive("rounds", options.rounds);
const durations = options.duration.map((duration) => positive("duration", duration));

const python = findBrian2();
if (python === undefined) {
  console.log("Brian2 is not installed (Debian: python3-brian): nothing to compare with.");
} else {
  const figures: PeerFigure[] = [];
  const builds: Build[] = [];
  for (const drive of drives) {
    for (const duration of durations) {
      for (const method of methods) {
        for (const monitor of [false, true]) {
          const network = new Brian2Network(python, { method, drive, monitor });
          builds.push(network.build);
          figures.push(await compare(network, { method, drive, monitor }, duration));
        }
      }
    }
  }
  if (options.record) {
    record({ peers: { environment: environment(), figures, notes: [conditions(builds)] } });
  }
}

async function compare(network: Brian2Network, variant: Variant, duration: number): Promise<PeerFigure> {
  const samples: { peer: number; own: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const peer = network.run(round + 1, duration);
    const own = await runCoba({ duration, drive: variant.drive, seed: round + 1 });
    samples.push({ peer: peer.runSeconds, own: own.simulationSeconds });
    const counted = peer.spikes === undefined ? "" : ` (${peer.spikes} spikes)`;
    console.log(
      `  round ${round + 1}: Brian2 ${peer.runSeconds.toFixed(3)} s${counted}, microcircuit ${own.simulationSeconds.toFixed(3)} s (${own.spikes} spikes)`,
    );
  }
  const ratios = samples.map(({ peer, own }) => peer / own);
  const monitored = variant.monitor ? "spikes recorded" : "nothing recorded";
  const figure = {
    task: `COBA, 4000 neurons, ${duration} s, drive ${variant.drive} mV`,
    peer: `Brian2 (${variant.method}, ${monitored})`,
    peerSeconds: median(samples.map(({ peer }) => peer)),
    ownSeconds: median(samples.map(({ own }) => own)),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
  console.log(
    `${figure.task}: ${figure.peer} ${figure.peerSeconds.toFixed(3)} s, microcircuit ${figure.ownSeconds.toFixed(3)} s: ${figure.ratio.toFixed(2)}x`,
  );
  return figure;
}

function conditions(builds: readonly Build[]): string {
  const { versions, compilerFlags } = builds[0]!;
  const buildSeconds = median(builds.map((build) => build.buildSeconds)).toFixed(1);
  return `Brian2 ${versions.brian2}, C++ standalone, one thread, \`${compilerFlags}\`, ${versions.compiler}. Its seconds are its own figure for the simulation loop, without the ${buildSeconds} s (median) that generating and compiling a network take; this project's are the wall time of its loop.`;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) {
    console.error(`--${name} is "${text}"; it must be a number > 0.`);
    process.exit(2);
  }
  return value;
}
