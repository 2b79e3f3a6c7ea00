import { nearestOf } from "../../program/nearest.js";
import { ConfigError } from "../../settings/config.js";
import { TOOLSETS, type Toolset } from "../../settings/toolsets.js";
import type { Tool } from "../define-tool.js";
import { certInfo } from "./certificates/cert-info.js";
import { deleteCert } from "./certificates/delete-cert.js";
import { issueCert } from "./certificates/issue-cert.js";
import { listCerts } from "./certificates/list-certs.js";
import { renewAllCerts } from "./certificates/renew-all-certs.js";
import { renewCert } from "./certificates/renew-cert.js";
import { checkConfig } from "./configuration/check-config.js";
import { reload } from "./configuration/reload.js";
import { restoreState } from "./configuration/restore-state.js";
import { saveState } from "./configuration/save-state.js";
import { addDomain } from "./domains/add-domain.js";
import { listDomains } from "./domains/list-domains.js";
import { removeDomain } from "./domains/remove-domain.js";
import { setDomainState } from "./domains/set-domain-state.js";
import { domainHealth } from "./health/domain-health.js";
import { getServerHealth } from "./health/get-server-health.js";
import { health } from "./health/health.js";
import { history } from "./history/history.js";
import { undo } from "./history/undo.js";
import { backends } from "./monitoring/backends.js";
import { getConnections } from "./monitoring/get-connections.js";
import { listFrontends } from "./monitoring/list-frontends.js";
import { stats } from "./monitoring/stats.js";
import { replaceServers } from "./rollout/replace-servers.js";
import { setServersState } from "./rollout/set-servers-state.js";
import { waitHealthy } from "./rollout/wait-healthy.js";
import { addServer } from "./servers/add-server.js";
import { addServers } from "./servers/add-servers.js";
import { listServers } from "./servers/list-servers.js";
import { removeServer } from "./servers/remove-server.js";
import { setServerState } from "./servers/set-server-state.js";
import { setServerWeight } from "./servers/set-server-weight.js";
import { waitDrain } from "./servers/wait-drain.js";
import { exportState } from "./transfer/export.js";
import { importState } from "./transfer/import.js";

const core: readonly Tool[] = [
  listDomains,
  addDomain,
  removeDomain,
  setDomainState,
  listServers,
  addServer,
  addServers,
  removeServer,
  setServerState,
  setServerWeight,
  waitDrain,
  health,
  domainHealth,
  getServerHealth,
  stats,
  backends,
  listFrontends,
  getConnections,
  reload,
  checkConfig,
  saveState,
  restoreState,
  listCerts,
  certInfo,
  issueCert,
  renewCert,
  renewAllCerts,
  deleteCert,
];

const toolsets: Readonly<Record<Toolset, readonly Tool[]>> = {
  core,
  history: [history, undo],
  rollout: [replaceServers, waitHealthy, setServersState],
  transfer: [exportState, importState],
};

/** The tools of some toolsets, in the order `tools/list` gives them. */
export function toolsOf(wanted: readonly Toolset[]): readonly Tool[] {
  return TOOLSETS.filter((name) => wanted.includes(name)).flatMap((name) => toolsets[name]);
}

/** @throws ConfigError for a name of no tool: it would deny nothing */
export function assertTools(names: readonly string[]): void {
  const known = catalog.map(({ name }) => name);
  const unknown = names.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) throw new ConfigError(unknown.map((name) => describeUnknown(name, known)));
}

function describeUnknown(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known);
  return `MCP_TOOLS_DENY has ${name}, which is no tool${nearest === undefined ? "" : `; did you mean ${nearest}?`}`;
}

/** Every tool. A tool must be listed here to exist. */
export const catalog: readonly Tool[] = toolsOf(TOOLSETS);
