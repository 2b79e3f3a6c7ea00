import { keepCertificates } from "../certificates/keep-certificates.js";
import { MCP_PATH, type RunningHttpServer, startHttpServer } from "../mcp/http-server.js";
import { serverFactory } from "../mcp/server-factory.js";
import { readToken, TokenFile } from "../mcp/token.js";
import { ownHaproxy } from "../own-haproxy.js";
import { createLog, type Log } from "../program/log.js";
import { portOwner } from "../program/port-owner.js";
import { UserError } from "../program/user-error.js";
import { createServices, type Services } from "../services.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { untilAborted } from "../shutdown.js";
import { catalog } from "../tools/catalog/index.js";
import { defineVerb } from "./verb.js";

export const serve = defineVerb({
  name: "serve",
  summary: "serve MCP over HTTP on MCP_HOST:MCP_PORT, for an HAProxy that already runs",
  options: {},
  async run({ environment, signal }) {
    await serveOverHttp(await loadMachineConfig(environment), signal);
    return 0;
  },
});

/**
 * The MCP server for an HAProxy that somebody else runs, or, of the kind `child`, for one that it starts and stops itself. The
 * desired state is restored first; where HAProxy does not answer, the server listens all the same and goes on trying.
 */
async function serveOverHttp(config: Config, signal: AbortSignal): Promise<void> {
  const log = createLog(config.logLevel);
  const died = new AbortController();
  const stop = AbortSignal.any([signal, died.signal]);
  const services = createServices(config, log, (reason) => died.abort(reason));
  await using haproxy = config.host.kind === "child" ? ownHaproxy(services) : undefined;
  await haproxy?.host.start({ signal });
  await using certificates = keepCertificates(services.certificates, { renews: config.acme.autoRenew, log });
  await using reconciling = services.reconciliation.start(stop, () => certificates.lookAgain());
  const isRestored = await reconciling.tried;
  const server = await listen(config, services, log);
  log.info(
    { host: config.mcp.host, port: server.port, path: MCP_PATH },
    isRestored ? "ready" : "listening, not ready",
  );
  if (!isRestored) void reconciling.restored.then(() => log.info("ready"));
  await untilAborted(stop);
  log.info({ signal: stop.reason }, "stopping");
  await server.close();
  if (died.signal.aborted) throw new UserError(`HAProxy ended by itself: ${died.signal.reason}`);
}

/** @throws UserError when the address cannot be listened on */
export async function listen(config: Config, services: Services, log: Log): Promise<RunningHttpServer> {
  const { host, port, trustedNetworks, trustedProxies, allowedHosts, tokenFile } = config.mcp;
  // a file with no token in it stops the start: an operator meant one
  if ((await readToken(tokenFile)) === undefined)
    log.info({ tokenFile }, "no token: callers outside the trusted networks are refused");
  const tokens = new TokenFile(tokenFile, log);
  const access = { trustedNetworks, trustedProxies, allowedHosts, token: () => tokens.current() };
  try {
    return await startHttpServer({ host, port, factory: serverFactory(services, catalog), access, log });
  } catch (error) {
    throw await listenError(error as NodeJS.ErrnoException, host, port);
  }
}

async function listenError(error: NodeJS.ErrnoException, host: string, port: number): Promise<UserError> {
  if (error.code !== "EADDRINUSE")
    return new UserError(`cannot listen on ${host} port ${port}: ${error.message}`);
  const owner = (await portOwner(port)) ?? "another program";
  return new UserError(`port ${port} (MCP) is taken by ${owner}; MCP_PORT chooses another`);
}
