import { runCommandLine } from "./commands/command-line.js";
import { shutdownSignal } from "./lifecycle/shutdown.js";
import { tolerateClosedOutput } from "./program/closed-output.js";

tolerateClosedOutput(process);
void runCommandLine(process.argv.slice(2), {
  environment: process.env,
  signal: shutdownSignal(),
}).then((code) => {
  process.exitCode = code;
});
