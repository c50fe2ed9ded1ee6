import { StudyInputError } from "../studies/framework/errors.js";
import { exitStatus } from "./exit-status.js";
import { untilInterrupted } from "./interruption.js";
import { builtPage } from "./lab-page.js";

/** The options of `lab` as the command line gives them. */
export interface LabCommand {
  readonly port?: string;
  readonly host: string;
  readonly out?: string;
}

/** Where the page is served if nothing else is asked for. */
const usualPort = 5270;

/** Serves the page until Ctrl-C, which is how a server is ended and no failure; or writes it into a directory. Returns the exit status. */
export async function lab(command: LabCommand): Promise<number> {
  const port = command.port === undefined ? undefined : readPort(command.port);
  if (command.out !== undefined) {
    if (port !== undefined) throw new StudyInputError("--port has no meaning beside --out, which serves nothing.");
    const { copyLab } = await import("./lab-copy.js");
    const page = await builtPage();
    const count = copyLab(page.directory, command.out);
    console.log(
      `The lab is in ${command.out} (${count} files). Any static host will do, under any path: copy the directory there.`,
    );
    console.log("A server is needed to open it; browsers start no workers from files.");
    return exitStatus.success;
  }
  const page = await builtPage();
  const { serveLab } = await import("./lab-server.js");
  const interruption = untilInterrupted();
  try {
    const server = await serveLab(page, { host: command.host, port: port ?? usualPort, exactly: port !== undefined });
    console.log(`The lab is at ${server.url} (Ctrl-C ends it).`);
    if (server.open) console.error("Every machine that reaches this one can open it.");
    await new Promise((ended) => {
      if (interruption.signal.aborted) ended(undefined);
      interruption.signal.addEventListener("abort", ended);
    });
    await server.close();
    return exitStatus.success;
  } finally {
    interruption.end();
  }
}

function readPort(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65535) return value;
  throw new StudyInputError(`--port is "${text}"; it must be an integer from 0 (any free port) to 65535.`);
}
