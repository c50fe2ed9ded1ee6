#!/usr/bin/env node
import { runCommandLine } from "./program.js";

// A reader that closes the pipe early (`| head`) ends the program without a stack trace.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2));
