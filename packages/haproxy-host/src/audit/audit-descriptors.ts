import { connectionsWithin, descriptorsNeeded } from "../config/descriptors.js";
import { type AuditSettings, countOf, type Finding } from "./finding.js";
import type { ProxySection } from "./model/proxy.js";
import { serversOf } from "./model/server.js";
import type { ConfigSection } from "./read/read-config.js";

/** Fewer connections than this are a surprise on a machine that serves a site. */
const FEW_CONNECTIONS = 2_000;
/** Of files, as a multiple of this. */
const ROUND = 1_000;

/** Checks that HAProxy may open as many files as its servers with a health check and its connections need. */
export function auditDescriptors(
  sections: readonly ConfigSection[],
  proxies: readonly ProxySection[],
  { limits }: AuditSettings,
): readonly Finding[] {
  if (limits === undefined) return [];
  const { files, threads, isRunning } = limits;
  const global = sections.filter(({ kind }) => kind === "global").flatMap(({ lines }) => lines);
  const numberOf = (keyword: string) => {
    const word = global.findLast(({ words }) => words[0] === keyword)?.words[1];
    return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined;
  };
  const checks = proxies
    .filter(({ isBackend }) => isBackend)
    .flatMap(serversOf)
    .reduce(
      (sum, { names, isChecked, hasAgent }) => sum + names.length * (Number(isChecked) + Number(hasAgent)),
      0,
    );
  const binds = proxies.flatMap(({ effective }) =>
    effective.filter(({ words: [first] }) => first === "bind"),
  );
  const sockets = global.filter(({ words: [first, second] }) => first === "stats" && second === "socket");
  const use = {
    checks,
    listeners: binds.length + sockets.length,
    threads: numberOf("nbthread") ?? threads,
    maxConnections: numberOf("maxconn"),
  };
  const limit = numberOf("ulimit-n") ?? files;
  const needed = descriptorsNeeded(use);
  const enough =
    Math.ceil(descriptorsNeeded({ ...use, maxConnections: use.maxConnections ?? FEW_CONNECTIONS }) / ROUND) *
    ROUND;
  const remedy = `let HAProxy open ${enough} files: LimitNOFILE=${enough} in its systemd unit, or --ulimit nofile=${enough}:${enough} of podman run; or have fewer pools`;
  const why = `${countOf(checks, "server")} with a health check`;
  if (limit < needed) {
    const strictness = global.findLast(({ words }) => words.includes("strict-limits"));
    const [severity, effect] =
      strictness?.words[0] === "no"
        ? (["warning", "HAProxy starts, and runs out of open files"] as const)
        : isRunning === true
          ? (["warning", "HAProxy is running, and may not start again"] as const)
          : (["error", "HAProxy does not start"] as const);
    const message = `${effect}: it needs ${countOf(needed, "open file")} for ${why}, and may open ${limit.toLocaleString("en")}`;
    return [{ severity, message, remedy, hint: "pool-count" }];
  }
  const connections = use.maxConnections === undefined ? connectionsWithin(limit, use) : undefined;
  if (connections === undefined || connections >= FEW_CONNECTIONS) return [];
  const message = `HAProxy accepts only ${countOf(connections, "connection")} at a time: ${why} leave it no more of its ${countOf(limit, "open file")}`;
  return [{ severity: "warning", message, remedy, hint: "pool-count" }];
}
