import { type CertificateManager, createCertificateFolder } from "@haproxy-mcp/acme-manager";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { createLoadBalancer, type LoadBalancer } from "@haproxy-mcp/load-balancer";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { type AccessLog, accessLogOf, createAccessLog } from "./access/access-log.js";
import { tokenFilesOf } from "./access/token-files.js";
import { createTokens, type Tokens } from "./access/tokens.js";
import { createGoesBack, type GoesBack } from "./adopt/goes-back.js";
import { createCertificates } from "./certificates/create-certificates.js";
import { type AllCertificates, checkAllCertificates } from "./checks/certificates.js";
import { createConfigurationWatch } from "./checks/configuration.js";
import { checkHealth } from "./checks/health.js";
import { createRecentHealth, type RecentHealth } from "./checks/recent-health.js";
import { checkSurroundings, type Surroundings } from "./checks/surroundings.js";
import { createStore } from "./create-store.js";
import { createHost } from "./haproxy/create-host.js";
import { createRuntime } from "./haproxy/create-runtime.js";
import { createOwnEndpoints, type OwnEndpoints, withFreshRule } from "./haproxy/own-endpoints.js";
import { createSiteSearch, type FindOperatorSite } from "./haproxy/sites.js";
import { createHistory, type History, historyOf } from "./history/history.js";
import { noteRestored } from "./history/note-restored.js";
import { createReconciliation, type Reconciliation } from "./lifecycle/reconciliation.js";
import { createRecentSample, type RecentSample } from "./monitoring/recent-sample.js";
import type { Log } from "./program/log.js";
import type { Config } from "./settings/config.js";

/** What tools may use. */
export interface Services {
  readonly loadBalancer: LoadBalancer;
  readonly runtime: RuntimeApiClient;
  readonly reconciliation: Reconciliation;
  readonly certificates: CertificateManager;
  /** How new certificates prove control of their names; `http-01` has no wildcards. */
  readonly challenge: Config["acme"]["challenge"];
  /** Absent with `HAPROXY_HOST_KIND=none`. */
  readonly host?: HaproxyHost | undefined;
  readonly history: History;
  readonly log: Log;
  readonly accessLog: AccessLog;
  readonly tokens: Tokens;
  /** What no server may be. */
  readonly ownEndpoints: OwnEndpoints;
  /** A rule of the operator's that serves a name, if haproxy.cfg has one. */
  readonly findOperatorSite: FindOperatorSite;
  /** Whether a site that was taken over still has its rule in haproxy.cfg. */
  readonly goesBack: GoesBack;
  /** At most a second old, unless a fresh one is asked for. */
  readonly health: RecentHealth["health"];
  /** What the page shows beside the samples: the same checks, each by itself. */
  readonly checks: {
    surroundings(signal: AbortSignal): Promise<Surroundings>;
    certificates(signal: AbortSignal): Promise<AllCertificates>;
  };
  /** HAProxy and the desired state, at most a second old. */
  readonly sample: RecentSample["sample"];
  /** After each change: what is known is read again, and those who listen with `onChange` are called. */
  readonly forgetHealth: () => void;
  /** Calls back after each change that was made through this server, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/**
 * The composition root: the only place that creates clients and stores.
 *
 * @param onHaproxyExit our child HAProxy exited without being stopped
 */
export function createServices(
  config: Config,
  log: Log,
  onHaproxyExit: (reason: string) => void = () => {},
): Services {
  for (const unknown of config.unknown) log.warn(unknown);
  const { haproxy } = config;
  const { mapFile, mapId } = haproxy;
  const runtime = createRuntime(config);
  const ownEndpoints = createOwnEndpoints(config, runtime);
  const store = withFreshRule(createStore(haproxy, ownEndpoints.refuseServer), ownEndpoints);
  const history = createHistory({ file: historyOf(haproxy), read: (given) => store.read(given), log });
  const loadBalancer = createLoadBalancer({
    store,
    runtime,
    pools: { count: haproxy.poolCount, slots: haproxy.maxSlots },
    mapFile,
    mapId,
    onRepaired: (restored, reason) => void noteRestored(history, restored, reason),
  });
  const host = createHost(config, runtime, onHaproxyExit);
  const reconciliation = createReconciliation(loadBalancer, history, log);
  const certsFolder = createCertificateFolder(config.host.certsDir);
  const certificates = createCertificates(config, runtime, host, certsFolder);
  const health = {
    runtime,
    store,
    loadBalancer,
    certificates,
    host,
    configuration: createConfigurationWatch(config),
    files: haproxy,
    certsFolder,
    notRestored: () => reconciliation.obstacle,
  };
  const recent = createRecentHealth(
    (signal) => checkHealth(health, signal),
    () => performance.now(),
  );
  const samples = createRecentSample(loadBalancer, () => performance.now());
  const listeners = new Set<() => void>();
  return {
    loadBalancer,
    runtime,
    reconciliation,
    certificates,
    challenge: config.acme.challenge,
    host,
    history,
    log,
    accessLog: createAccessLog(accessLogOf(haproxy), log),
    tokens: createTokens({ ...tokenFilesOf(config), runtime, log }),
    ownEndpoints,
    findOperatorSite: createSiteSearch(config),
    goesBack: createGoesBack(config),
    health: recent.health,
    checks: {
      surroundings: (signal) => checkSurroundings(health, signal),
      certificates: (signal) => checkAllCertificates(certsFolder, certificates, signal),
    },
    sample: samples.sample,
    forgetHealth() {
      recent.forget();
      samples.forget();
      for (const listener of listeners) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
