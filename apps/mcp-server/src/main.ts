#!/usr/bin/env node
import { runCommandLine } from "./command-line.js";
import { shutdownSignal } from "./shutdown.js";

process.exitCode = await runCommandLine(process.argv.slice(2), process.env, shutdownSignal());
