import { keepState } from "../lifecycle/keep-state.js";
import { mcpOverStdio } from "../lifecycle/mcp-over-stdio.js";
import { runParts } from "../lifecycle/run-parts.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { defineVerb } from "./verb.js";

export const stdio = defineVerb({
  name: "stdio",
  summary: "serve MCP on stdin and stdout, for the client that starts it",
  options: {},
  isLasting: true,
  examples: ["stdio", "MCP_TOOLSETS=all stdio"],
  /** A call that arrives before the desired state is restored waits for the lock. */
  async run({ environment, signal }) {
    await runParts(await loadMachineConfig(environment), signal, [mcpOverStdio, keepState]);
    return 0;
  },
});
