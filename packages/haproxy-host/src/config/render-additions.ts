import { block } from "./block.js";
import { assertConfigSettings, type ConfigSettings } from "./config-settings.js";
import { renderChallenges } from "./render-challenges.js";
import { renderDefaults } from "./render-defaults.js";
import { renderRuntime } from "./render-global.js";
import { renderForwarded, renderHeaderCleaning, renderProxyAcl } from "./render-headers.js";
import { renderMcpAcls, renderMcpBackend, renderMcpRules } from "./render-mcp.js";
import { renderPools } from "./render-pools.js";
import { renderHost, renderRouting } from "./render-routing.js";

/** Of the defaults section that our pools are made from. */
export const OUR_DEFAULTS = "haproxy-mcp";
const FOUND = "{ var(txn.pool) -m found }";

/** What a configuration of the operator's own needs for our pools, each part ending in a line end. */
export interface ConfigAdditions {
  /** For the section `global`. */
  readonly global: string;
  /** For the frontend, above its first `use_backend`. */
  readonly frontend: string;
  /** Sections, for the end of the file. */
  readonly end: string;
}

/**
 * The parts of {@link renderConfig} for a configuration that has sites of its own. Requests for names that are not in the map go where they
 * went before. Pure.
 *
 * @throws HostError `INVALID_SETTING`
 */
export function renderAdditions(
  settings: Pick<
    ConfigSettings,
    "pools" | "statsSockets" | "mapFile" | "stateFile" | "challengeMapFile" | "trustedProxies" | "mcp"
  >,
): ConfigAdditions {
  assertConfigSettings({ ...settings, httpBinds: ["*:80"] });
  const { pools, mapFile, challengeMapFile, trustedProxies = [], mcp } = settings;
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return {
    global: text(renderRuntime(settings)),
    frontend: text([
      ...renderProxyAcl(trustedProxies),
      ...(mcp === undefined ? [] : renderMcpAcls(mcp)),
      ...renderHost(),
      ...renderChallenges(challengeMapFile),
      ...renderRouting(mapFile, "unset-var(txn.host)"),
      ...renderHeaderCleaning(trustedProxies, FOUND),
      ...renderForwarded(trustedProxies, FOUND),
      ...(mcp === undefined ? [] : renderMcpRules(mcp, trustedProxies.length > 0)),
      ...block("Names that are not in the map go where they went before.", [
        `use_backend %[var(txn.pool)] if ${FOUND}`,
      ]),
    ]),
    end: text([
      ...renderDefaults(OUR_DEFAULTS),
      ...(mcp === undefined ? [] : renderMcpBackend(mcp, OUR_DEFAULTS)),
      ...renderPools(pools, OUR_DEFAULTS),
    ]),
  };
}
