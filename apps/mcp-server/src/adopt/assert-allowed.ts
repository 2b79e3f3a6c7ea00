import { realpath } from "node:fs/promises";
import type { AdoptableSite } from "@haproxy-mcp/haproxy-host";
import { describeFinding } from "../checks/finding.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import { changedFiles } from "./describe-patch.js";
import type { Adoption } from "./read-adoption.js";

const UNCHANGED = "nothing was changed";

/** @throws UserError unless it is the configuration that a reload loads, and HAProxy can check another one first */
export async function assertWritable(path: string, { host }: Config): Promise<void> {
  const [given, running] = await Promise.all(
    [path, host.configFile].map((file) => realpath(file).catch(() => file)),
  );
  if (given !== running)
    throw new UserError(
      `${path} is not HAPROXY_CONFIG_FILE, which is ${host.configFile}; ${UNCHANGED}. Give that file, or correct the setting.`,
    );
  if (host.kind === "podman")
    throw new UserError(
      `a configuration in a container can't be checked before it is written; ${UNCHANGED}. Without --write, haproxy-mcp adopt prints ` +
        "the patch: apply it, then call haproxy_check_config and haproxy_reload.",
    );
}

/** @throws UserError if lines are left that only the operator can change */
export function assertEnough({ patch: { findings } }: Adoption): void {
  if (findings.length === 0) return;
  throw new UserError(
    `the patch alone is not enough:\n${findings.map(describeFinding).join("\n")}\nNothing was changed. Edit these lines, and try again.`,
  );
}

/** @throws UserError unless HAProxy has the pools already: one must exist before it gets a site */
export function assertLoaded(adoption: Adoption): void {
  if (changedFiles(adoption, adoption.patch.files).length === 0) return;
  throw new UserError(
    `with HAPROXY_HOST_KIND=none, haproxy-mcp can't reload HAProxy between the two steps; ${UNCHANGED}. Leave --site out, reload HAProxy, and try again.`,
  );
}

/** @throws UserError if pools serve sites: without our rules, requests would go where they went before */
export function assertNothingTaken(sites: readonly AdoptableSite[]): void {
  const taken = sites.filter(({ isTaken }) => isTaken).map(({ domain }) => domain);
  if (taken.length === 0) return;
  throw new UserError(
    `${taken.join(", ")} ${taken.length === 1 ? "is" : "are"} still served by a pool; ${UNCHANGED}. Give them back first: haproxy-mcp undo, or haproxy-mcp domains remove.`,
  );
}

/** @throws UserError unless a pool can serve the site */
export function assertTakeable(
  site: AdoptableSite | undefined,
  domain: string,
  acceptsLosses: boolean,
): asserts site is AdoptableSite {
  if (site === undefined)
    throw new UserError(`no rule serves ${domain}; ${UNCHANGED}. Without --site, all sites are listed.`);
  const { isTaken, whyNot, losses } = site;
  if (isTaken) throw new UserError(`a pool serves ${domain} already; ${UNCHANGED}.`);
  if (whyNot.length > 0)
    throw new UserError(
      `a pool can't serve ${domain}: ${whyNot.join("; ")}; ${UNCHANGED}. Correct that, or leave the site as it is.`,
    );
  if (losses.length > 0 && !acceptsLosses)
    throw new UserError(
      `${domain} would lose ${losses.map(({ what }) => what).join(", ")}; ${UNCHANGED}. Add --accept-losses to take it over all the same.`,
    );
}
