import { keepState } from "../lifecycle/keep-state.js";
import { mcpOverHttp } from "../lifecycle/mcp-over-http.js";
import { ownHaproxy } from "../lifecycle/own-haproxy.js";
import { runParts } from "../lifecycle/run-parts.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { defineVerb } from "./verb.js";

export const serve = defineVerb({
  name: "serve",
  summary: "serve MCP over HTTP on MCP_HOST:MCP_PORT, for a running HAProxy",
  options: {},
  isLasting: true,
  examples: ["serve", "MCP_PORT=8001 serve"],
  /** Listens even if HAProxy does not respond, and keeps trying. */
  async run({ environment, signal }) {
    const config = await loadMachineConfig(environment);
    const haproxy = config.host.kind === "child" ? [ownHaproxy] : [];
    await runParts(config, signal, [...haproxy, keepState, mcpOverHttp()]);
    return 0;
  },
});
