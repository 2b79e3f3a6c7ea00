import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { keepCertificates } from "../certificates/keep-certificates.js";
import { serverFactory } from "../mcp/server-factory.js";
import { createLog } from "../program/log.js";
import { createServices } from "../services.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { untilAborted } from "../shutdown.js";
import { catalog } from "../tools/catalog/index.js";
import { defineVerb } from "./verb.js";

export const stdio = defineVerb({
  name: "stdio",
  summary: "serve MCP on stdin and stdout, for a client that starts it",
  options: {},
  async run({ environment, signal }) {
    await serveOverStdio(await loadMachineConfig(environment), signal);
    return 0;
  },
});

/**
 * The MCP server for one client that started it. Ends when the client
 * closes stdin. A first call that comes before the desired state is restored waits for it at the lock.
 */
async function serveOverStdio(config: Config, signal: AbortSignal): Promise<void> {
  const log = createLog(config.logLevel);
  const services = createServices(config, log);
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const handle = serveStdio(serverFactory(services, catalog), {
    onerror: (error) => log.warn(`MCP message: ${error.message}`),
  });
  process.stdin
    .once("end", () => ended.abort("end of input"))
    .once("close", () => ended.abort("end of input"));
  await using certificates = keepCertificates(services.certificates, { renews: config.acme.autoRenew, log });
  await using _reconciling = services.reconciliation.start(stop, () => certificates.lookAgain());
  await untilAborted(stop);
  await handle.close();
}
