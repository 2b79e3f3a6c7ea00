import { keepState } from "../lifecycle/keep-state.js";
import { mcpOverHttp } from "../lifecycle/mcp-over-http.js";
import { ownHaproxy } from "../lifecycle/own-haproxy.js";
import { runParts } from "../lifecycle/run-parts.js";
import { loadConfig } from "../settings/config.js";
import { claimFolder } from "../up/claim.js";
import { prepareDataFolder } from "../up/data-folder.js";
import { writeFolderSettings } from "../up/folder-settings.js";
import { configInFolder, writeHaproxyConfig } from "../up/haproxy-config.js";
import { readPorts, UP_OPTIONS } from "../up/options.js";
import { freePorts } from "../up/ports.js";
import { sampleBackends } from "../up/sample-backends.js";
import { sampleDomain } from "../up/sample-domain.js";
import { welcome } from "../up/welcome.js";
import { defineVerb } from "./verb.js";

export const up = defineVerb({
  name: "up",
  summary: "start HAProxy, the MCP server and two sample backends in one data folder",
  options: UP_OPTIONS,
  isLasting: true,
  examples: ["up", "up --http-port 8081 --https-port 8444"],
  /** Ignores the machine's settings file. Its output is for the operator at the terminal: warnings and errors only. */
  async run({ environment, options, signal }) {
    const settings = loadConfig({ LOG_LEVEL: "WARNING", ...environment });
    const ports = readPorts(options);
    const folder = await prepareDataFolder(options["data-folder"]);
    await using _claim = await claimFolder(folder.path, folder.claimSocket);
    const config = configInFolder(settings, folder, ports);
    await runParts(config, signal, [
      freePorts(ports),
      sampleBackends(ports),
      async () => writeHaproxyConfig(folder, config, ports),
      async () => writeFolderSettings(folder, config),
      ownHaproxy,
      keepState,
      sampleDomain(folder, ports),
      mcpOverHttp({ opensHere: true }),
      welcome(folder, ports),
    ]);
    return 0;
  },
});
