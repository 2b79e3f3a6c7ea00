import type { Tool } from "../define-tool.js";
import { addDomain } from "./domains/add-domain.js";
import { listDomains } from "./domains/list-domains.js";
import { removeDomain } from "./domains/remove-domain.js";
import { health } from "./health/health.js";
import { addServer } from "./servers/add-server.js";
import { listServers } from "./servers/list-servers.js";
import { removeServer } from "./servers/remove-server.js";

/** Every tool, in the order `tools/list` gives them. A tool that is not here does not exist. */
export const catalog: readonly Tool[] = [
  listDomains,
  addDomain,
  removeDomain,
  listServers,
  addServer,
  removeServer,
  health,
];
