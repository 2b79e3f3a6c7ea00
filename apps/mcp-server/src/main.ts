#!/usr/bin/env node
import { runCommandLine } from "./commands/command-line.js";
import { shutdownSignal } from "./lifecycle/shutdown.js";
import { tolerateClosedOutput } from "./program/closed-output.js";

tolerateClosedOutput(process);
process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  signal: shutdownSignal(),
});
