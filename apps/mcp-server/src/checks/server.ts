import { setTimeout as sleep } from "node:timers/promises";
import { portOwner } from "../program/port-owner.js";
import type { Config } from "../settings/config.js";
import { type Check, error, type Finding } from "./finding.js";
import type { Health } from "./health.js";

/** A server that has just been started listens a moment later, and restores the desired state first. */
const START_LIMIT_MS = 10_000;
const RETRY_MS = 200;
const UNIT = "haproxy-mcp.service";
const LOG = `read journalctl --unit ${UNIT}, fix the cause, then systemctl restart ${UNIT}`;

/** What listens on the address of the server. `refused`: something that wants a token. `health`: unless it may not be asked. */
export type Found =
  | { readonly kind: "server"; readonly version: string; readonly health?: Health | undefined }
  | { readonly kind: "refused" }
  | { readonly kind: "other" | "nothing"; readonly reason: string };

export interface ServerSources {
  /** Of the unit: `active (running)`, `activating (auto-restart)`; `undefined` if it is not known. */
  readonly unitState: (signal: AbortSignal) => Promise<string | undefined>;
  readonly ask: (url: string, signal: AbortSignal) => Promise<Found>;
  /** Whether HAProxy responds to this program: what the server reports of an HAProxy that doesn't, another check does. */
  readonly haproxyResponds: Promise<boolean>;
}

/** Whether the server that a unit starts responds, and what it says of itself; the other checks are this program's own. */
export async function checkServer(
  { mcp: { host, port } }: Pick<Config, "mcp">,
  { unitState, ask, haproxyResponds }: ServerSources,
  signal: AbortSignal,
): Promise<Check> {
  const address = `${localOf(host)}:${port}`;
  const end = performance.now() + START_LIMIT_MS;
  for (;;) {
    const state = await unitState(signal);
    const found = await ask(`http://${address}/mcp`, signal);
    const isKnown = found.kind === "server" && !(await haproxyResponds);
    const findings = isKnown ? [] : await findingsOf(found, { address, port, state });
    const isStarting = state?.startsWith("active ") === true && performance.now() < end;
    if (findings.length === 0) return { findings, fact: factOf(found, address) };
    if (!isStarting) return { findings };
    await sleep(RETRY_MS, undefined, { signal });
  }
}

interface Place {
  readonly address: string;
  readonly port: number;
  readonly state: string | undefined;
}

async function findingsOf(found: Found, { address, port, state }: Place): Promise<readonly Finding[]> {
  const unit = state === undefined ? UNIT : `${UNIT}, which is ${state}`;
  switch (found.kind) {
    case "server":
      return partsOf(found.health)
        .filter((component) => component.status === "error")
        .map((component) =>
          error(`the server on ${address} reports: ${component.reason}`, component.advice ?? LOG),
        );
    case "refused":
      return [];
    case "other": {
      const owner = (await portOwner(port)) ?? "another program";
      const remedy = `stop it, or set another MCP_PORT; then systemctl restart ${UNIT}`;
      return [error(`${owner} listens on ${address}, not the server of ${unit}: ${found.reason}`, remedy)];
    }
    case "nothing":
      return [error(`nothing listens on ${address}, the address of ${unit}: ${found.reason}`, LOG)];
  }
}

/** What depends on the rights of the server's user. */
function partsOf(health: Health | undefined) {
  if (health === undefined) return [];
  const { mcp, haproxy, container } = health.components;
  return [mcp, haproxy, container];
}

function factOf(found: Found, address: string): string {
  return found.kind === "server"
    ? `haproxy-mcp ${found.version} responds on ${address}`
    : `what listens on ${address} wants a token, and was asked no more`;
}

/** An address of this machine that leads to it. */
function localOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
