#!/usr/bin/env node
import { runCommandLine } from "./commands/command-line.js";
import { shutdownSignal } from "./lifecycle/shutdown.js";

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  signal: shutdownSignal(),
});
