import { access, constants } from "node:fs/promises";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { type Drift, describeDifference } from "@haproxy-mcp/load-balancer";
import type { StateStore } from "@haproxy-mcp/map-store";
import { type RuntimeApiClient, showInfo } from "@haproxy-mcp/runtime-api-client";
import { boundedTexts, SHOWN_AT_MOST } from "./bounded-list.js";
import { describeProblem } from "./state-problem.js";

const DRIFT_LIMIT_MS = 3_000;

type Status = "ok" | "error";

/** The answer of `haproxy_health`. A reason stands where something is wrong. */
export type Health = {
  status: "healthy" | "degraded" | "unhealthy";
  components: {
    mcp: { status: Status; reason?: string };
    haproxy: { status: Status; version?: string; uptime_sec?: number; reason?: string };
    config_files: { status: Status; files: Record<string, string>; problems: string[] };
    desired_state: { status: Status; differences: number; first: string[]; reason?: string };
    container?: { status: Status; state: string; reason?: string };
  };
};

export interface HealthSources {
  readonly runtime: RuntimeApiClient;
  readonly store: StateStore;
  /** Files by the name they have in the answer. */
  readonly files: Readonly<Record<string, string>>;
  readonly findDrift: (options: { readonly signal: AbortSignal }) => Promise<Drift>;
  /** Absent where HAProxy is started by somebody else. */
  readonly host?: HaproxyHost;
  /** Why the desired state was not restored yet, if it was not. */
  readonly notRestored: () => string | undefined;
}

/** Looks at everything at once; what does not answer is reported, and keeps nothing else from being reported. */
export async function checkHealth(sources: HealthSources, signal: AbortSignal): Promise<Health> {
  const [haproxy, config_files, desired_state, container] = await Promise.all([
    checkHaproxy(sources.runtime, signal),
    checkFiles(sources, signal),
    checkDrift(sources, signal),
    sources.host && checkHost(sources.host, signal),
  ]);
  const reason = sources.notRestored();
  const mcp = reason === undefined ? { status: "ok" as const } : { status: "error" as const, reason };
  const components = { mcp, haproxy, config_files, desired_state, ...(container && { container }) };
  return { status: overall(components), components };
}

function overall(components: Health["components"]): Health["status"] {
  if (components.haproxy.status === "error") return "unhealthy";
  return Object.values(components).every(({ status }) => status === "ok") ? "healthy" : "degraded";
}

async function checkHaproxy(
  runtime: RuntimeApiClient,
  signal: AbortSignal,
): Promise<Health["components"]["haproxy"]> {
  try {
    const { version, uptimeSec } = await runtime.execute(showInfo(), { signal });
    return { status: "ok", version, uptime_sec: uptimeSec };
  } catch (error) {
    return { status: "error", reason: messageOf(error) };
  }
}

/** Waits for changes that are being made, but not for long. */
async function checkDrift(
  { findDrift }: HealthSources,
  signal: AbortSignal,
): Promise<Health["components"]["desired_state"]> {
  try {
    const { differences } = await findDrift({
      signal: AbortSignal.any([signal, AbortSignal.timeout(DRIFT_LIMIT_MS)]),
    });
    return {
      status: differences.length === 0 ? "ok" : "error",
      differences: differences.length,
      first: differences.slice(0, SHOWN_AT_MOST).map(describeDifference),
    };
  } catch (error) {
    return { status: "error", differences: 0, first: [], reason: messageOf(error) };
  }
}

async function checkFiles(
  { store, files }: HealthSources,
  signal: AbortSignal,
): Promise<Health["components"]["config_files"]> {
  const states = await Promise.all(
    Object.entries(files).map(async ([name, file]) => [name, await checkFile(file)] as const),
  );
  const found: Record<string, string> = Object.fromEntries(states);
  const problems = await store.read({ signal }).then(
    (snapshot) => boundedTexts(snapshot.problems.map(describeProblem)),
    (error: unknown) => [messageOf(error)],
  );
  const unreadable = Object.values(found).some((state) => state !== "ok");
  return { status: unreadable || problems.length > 0 ? "error" : "ok", files: found, problems };
}

async function checkFile(file: string): Promise<string> {
  try {
    await access(file, constants.R_OK | constants.W_OK);
    return "ok";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : "not readable and writable";
  }
}

async function checkHost(
  host: HaproxyHost,
  signal: AbortSignal,
): Promise<NonNullable<Health["components"]["container"]>> {
  try {
    const found = await host.state({ signal });
    if (found.state === "running") return { status: "ok", state: found.state };
    const reason = "reason" in found ? found.reason : "HAProxy was stopped";
    return { status: "error", state: found.state, reason };
  } catch (error) {
    return { status: "error", state: "unknown", reason: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
