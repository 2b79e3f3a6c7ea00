import { realpath, stat } from "node:fs/promises";
import { type AdoptableSite, editedBlocks, type Finding } from "@haproxy-mcp/haproxy-host";
import type { LoadBalancer } from "@haproxy-mcp/load-balancer";
import { tokenFilesOf } from "../access/token-files.js";
import { describeFinding } from "../checks/finding.js";
import { countOf } from "../program/count-of.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import type { Adoption } from "./read-adoption.js";

const UNCHANGED = "nothing was changed";

/**
 * @returns the path as HAProxy has it, which may be another link
 * @throws UserError unless it is the configuration that a reload loads
 */
export async function assertWritable(path: string, { host }: Config): Promise<string> {
  const [given, running] = await Promise.all(
    [path, host.configFile].map((file) => realpath(file).catch(() => file)),
  );
  if (given === running) return host.configFile;
  throw new UserError(
    `${path} is not HAPROXY_CONFIG_FILE, which is ${host.configFile}; ${UNCHANGED}. Give that file, or correct the setting.`,
  );
}

/** @throws UserError if files are missing that HAProxy reads by our rules: it would not start */
export async function assertSeeded({ haproxy, mcp, ...config }: Config): Promise<void> {
  const { tokenMapFile } = tokenFilesOf({ haproxy, mcp, ...config });
  const files = [
    haproxy.mapFile,
    haproxy.challengeMapFile,
    ...(mcp.allowedHosts.length === 0 ? [] : [tokenMapFile]),
  ];
  const found = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  const missing = files.filter((_file, at) => found[at] === undefined);
  if (missing.length === 0) return;
  throw new UserError(
    `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing: HAProxy would not start with rules that read ` +
      `${missing.length === 1 ? "it" : "them"}; ${UNCHANGED}. haproxy-mcp init creates what is missing.`,
  );
}

/** @throws UserError if lines are left that only the operator can change */
export function assertEnough({ patch: { findings } }: Adoption): void {
  assertNone("the patch alone is not enough", findings);
}

/** @throws UserError if lines that we did not write would be taken out with the blocks */
export function assertUnedited({ files }: Adoption): void {
  assertNone("the blocks can't be taken out", editedBlocks(files));
}

function assertNone(failed: string, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  throw new UserError(
    `${failed}:\n${findings.map(describeFinding).join("\n")}\nNothing was changed. Edit these lines, and try again.`,
  );
}

/** @throws UserError unless HAProxy has the pools already: one must exist before it gets a site */
export function assertLoaded(written: readonly string[]): void {
  if (written.length === 0) return;
  throw new UserError(
    `with HAPROXY_HOST_KIND=none, haproxy-mcp can't reload HAProxy between the two steps; ${UNCHANGED}. Leave --site out, reload HAProxy, and try again.`,
  );
}

/** @throws UserError if pools serve domains: without our rules, HAProxy would no longer route them */
export function assertNothingServed({ state }: Awaited<ReturnType<LoadBalancer["read"]>>): void {
  const [first, ...others] = [...state.pools.values()].flatMap(({ names }) => [...names]);
  if (first === undefined) return;
  const served =
    others.length === 0 ? `${first} is` : `${first} and ${countOf(others.length, "other domain")} are`;
  throw new UserError(
    `${served} still served by pools; ${UNCHANGED}. Give each back first: haproxy-mcp undo, or haproxy-mcp domains remove.`,
  );
}

export function noSite(domain: string): string {
  return `No rule serves ${domain}. Without --site, the names that rules list are shown.`;
}

/** @throws UserError unless a pool can serve the site */
export function assertTakeable(
  { domain, isTaken, whyNot, losses }: AdoptableSite,
  acceptsLosses: boolean,
): void {
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
