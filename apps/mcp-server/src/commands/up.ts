import { keepCertificates } from "../certificates/keep-certificates.js";
import { ownHaproxy } from "../own-haproxy.js";
import { createLog } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import { createServices, type Services } from "../services.js";
import { type Config, loadConfig } from "../settings/config.js";
import { untilAborted } from "../shutdown.js";
import { claimFolder } from "../up/claim.js";
import { prepareDataFolder } from "../up/data-folder.js";
import { configInFolder, writeHaproxyConfig } from "../up/haproxy-config.js";
import { readPorts, UP_OPTIONS, type UpPorts } from "../up/options.js";
import { assertPortsFree } from "../up/ports.js";
import { SAMPLE_HOST, startSampleBackends } from "../up/sample-backends.js";
import { SAMPLE_DOMAIN, welcomeText } from "../up/welcome.js";
import { listen } from "./serve.js";
import { defineVerb } from "./verb.js";

export const up = defineVerb({
  name: "up",
  summary: "start an HAProxy, the MCP server and two sample backends, with one data folder",
  options: UP_OPTIONS,
  /** What the machine is set to is of no account here. A person reads what it prints, and wants to know of trouble only. */
  async run({ environment, options, signal }) {
    const config = loadConfig({ LOG_LEVEL: "WARNING", ...environment });
    await startEverything(config, options["data-folder"], readPorts(options), signal);
    return 0;
  },
});

/**
 * Everything on this machine, for a first look: an HAProxy of our own as a child, the MCP
 * server, two sample backends, and one data folder that outlives them.
 *
 * @throws UserError, HostError when it cannot start, with nothing left running
 */
async function startEverything(
  environment: Config,
  dataFolder: string,
  { httpPort, httpsPort, mcpPort, samplePort }: UpPorts,
  signal: AbortSignal,
): Promise<void> {
  const samplePorts = [samplePort, samplePort + 1];
  const folder = await prepareDataFolder(dataFolder);
  await using _claim = await claimFolder(folder.path, folder.claimSocket);
  const config = configInFolder(environment, folder, { mcpPort, httpsPort });
  const log = createLog(config.logLevel);
  const died = new AbortController();
  const services = createServices(config, log, (reason) => died.abort(reason));
  await using haproxy = ownHaproxy(services);

  // One that an earlier start left behind, killed before it could stop it, would hold the ports.
  await haproxy.host.stop();
  await assertPortsFree([
    { port: httpPort, use: "HTTP", option: "--http-port" },
    { port: httpsPort, use: "HTTPS", option: "--https-port" },
    { port: config.mcp.port, use: "MCP", option: "MCP_PORT or --mcp-port", host: config.mcp.host },
    ...samplePorts.map((port) => ({
      port,
      use: "sample backend",
      option: "--sample-port",
      host: SAMPLE_HOST,
    })),
  ]);
  await using _backends = await startSampleBackends(samplePorts);
  await writeHaproxyConfig(folder, config, { httpPort, httpsPort });
  await haproxy.host.start({ signal });

  const stop = AbortSignal.any([signal, died.signal]);
  await using certificates = keepCertificates(services.certificates, { renews: config.acme.autoRenew, log });
  await using reconciling = services.reconciliation.start(stop, () => certificates.lookAgain());
  if (!(await reconciling.tried)) {
    throw new UserError(`the desired state could not be restored: ${services.reconciliation.obstacle}`);
  }
  if (folder.isNew) await addSampleDomain(services, samplePorts);
  const server = await listen(config, services, log);
  const { components } = await services.health(signal);
  const haproxyVersion = components.haproxy.version ?? "";
  process.stdout.write(
    welcomeText({
      haproxyVersion,
      httpPort,
      httpsPort,
      mcpPort: server.port,
      dataFolder: folder.path,
      samplePorts,
    }),
  );
  await untilAborted(stop);
  await server.close();
  if (died.signal.aborted) throw new UserError(`HAProxy ended by itself: ${died.signal.reason}`);
}

/** Only in a new data folder: a person who removes it should not meet it again. */
async function addSampleDomain({ loadBalancer }: Services, ports: readonly number[]): Promise<void> {
  await loadBalancer.addDomain({ domain: SAMPLE_DOMAIN });
  for (const port of ports) await loadBalancer.addServer({ domain: SAMPLE_DOMAIN, ip: SAMPLE_HOST, port });
}
