import type { ToolVerb } from "../../tool-verb-parts.js";
import { statsBackends } from "./backends.js";
import { statsDomains } from "./domains.js";
import { statsFrontends } from "./frontends.js";
import { statsServers } from "./servers.js";

export const stats: readonly ToolVerb[] = [statsDomains, statsBackends, statsFrontends, statsServers];
