import { keepState } from "../lifecycle/keep-state.js";
import { mcpOverStdio } from "../lifecycle/mcp-over-stdio.js";
import { runParts } from "../lifecycle/run-parts.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { remoteOf } from "./callers/open-caller.js";
import { defineVerb } from "./verb.js";

export const stdio = defineVerb({
  name: "stdio",
  summary: "serve MCP on stdin and stdout, for the client that starts it",
  options: {},
  isLasting: true,
  examples: ["stdio", "HAPROXY_MCP_URL=https://mcp.example.com/mcp stdio"],
  /** A call that arrives before the desired state is restored waits for the lock. */
  async run({ environment, signal }) {
    const remote = remoteOf({ environment });
    if (remote === undefined)
      await runParts(await loadMachineConfig(environment), signal, [mcpOverStdio, keepState]);
    else await (await import("../lifecycle/bridge-over-stdio.js")).bridgeOverStdio(remote, signal);
    return 0;
  },
});
