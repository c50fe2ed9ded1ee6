import { Command, CommanderError } from "commander";
import { InputError, MicrocircuitError } from "../core/errors.js";
import { version } from "../studies/framework/version.js";
import { exitStatus } from "./exit-status.js";

const examples = `
Examples:
  microcircuit list                                            what can be run, and how long it takes
  microcircuit list lif-rate                                   the parameters of one study
  microcircuit run lif-rate                                    a first result in seconds, in results/lif-rate
  microcircuit run lif-rate --set refractoryPeriod=3 --out my  the same with another refractory time
  microcircuit run lif-rate --preset full --workers 8          the published sizes
  microcircuit run lif-rate --preset full --resume             goes on after an interruption
  microcircuit run ./my-study.js                               a study of your own
  microcircuit bench exp                                       the kernels whose name contains "exp"
  microcircuit lab                                             studies and playgrounds, live in your browser
  microcircuit lab --out public/lab                            the same page as files, for any static host`;

const runNotes = `
STUDY is a name from "microcircuit list", or the path of a module that exports a study.

DIR gets result.json, one CSV file per table, one SVG and one PNG file per figure, and report.html.

Exit status: 0 all claims hold, 1 a claim fails, 2 bad usage or input, 130 interrupted (go on with --resume).`;

const labNotes = `
Ctrl-C ends the server. Exit status: 0 served or written, 1 the page could not be built, 2 bad usage or input.`;

/** Runs the command line and returns its exit status. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  let status: number = exitStatus.success;
  const program = new Command("microcircuit")
    .description("Neural circuits that simulate, learn and explain themselves.")
    .version(version)
    .showHelpAfterError("(microcircuit --help shows what there is)")
    .exitOverride()
    .addHelpText("after", examples);
  program
    .command("list")
    .description("lists the studies with their paper and the time each preset takes; with STUDY, its parameters")
    .argument("[STUDY]", "show this study with its parameters")
    .action(async (name?: string) => (await import("./list.js")).list(name));
  program
    .command("run")
    .description("runs a study, checks its claims, and writes tables, figures and a report")
    .argument("<STUDY>", "name of a study, or path of a module that exports one")
    .option("--preset <quick|full>", "quick takes seconds, full has the published sizes", "quick")
    .option("--set <name=value...>", "sets a parameter; may be repeated", collect, [])
    .option("--seed <N>", "seed of all random numbers", "1")
    .option("--workers <N>", "worker threads; the result does not depend on it (default: one per core, at most one per job)")
    .option("--out <DIR>", "where the results go (default: results/STUDY)")
    .option("--resume", "goes on with an interrupted run in DIR", false)
    .option("--overwrite", "replaces whatever run DIR holds", false)
    .option("--json", "prints the result as JSON on standard output, and nothing else there", false)
    .addHelpText("after", runNotes)
    .action(async (study: string, options) => {
      status = await (await import("./run.js")).run(study, options);
    });
  program
    .command("bench")
    .description("times the kernels against their twins in plain JavaScript, after checking that both agree")
    .argument("[FILTER]", "only benchmarks whose name contains this")
    .option("--json", "prints the measurements as JSON", false)
    .action(async (filter: string | undefined, options: { json: boolean }) => {
      status = await (await import("./bench.js")).bench(filter, options);
    });
  program
    .command("lab")
    .description("serves the lab, a page in which every study and the playgrounds run, or writes it into a directory")
    .option("--port <N>", "port to serve it on (default: 5270, or the next free one)")
    .option("--host <ADDRESS>", "address to serve it on; 0.0.0.0 lets other machines in", "127.0.0.1")
    .option("--out <DIR>", "writes the page into DIR instead, for a host of static files")
    .addHelpText("after", labNotes)
    .action(async (options) => {
      status = await (await import("./lab.js")).lab(options);
    });
  try {
    await program.parseAsync(words as string[], { from: "user" });
    return status;
  } catch (error) {
    return statusOf(error);
  }
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

/** Says what went wrong on standard error, and turns it into an exit status. */
function statusOf(error: unknown): number {
  // Commander has printed its message already; asking for help is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.success : exitStatus.usage;
  if (error instanceof MicrocircuitError) {
    console.error(`microcircuit: ${error.message}`);
    if (error.code === "aborted") return exitStatus.interrupted;
    return error instanceof InputError || error.code === "input" || error.code === "usage"
      ? exitStatus.usage
      : exitStatus.failure;
  }
  console.error(error);
  return exitStatus.failure;
}
