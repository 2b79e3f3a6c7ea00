import type { CertificateManager } from "@haproxy-mcp/acme-manager";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import type { Drift } from "@haproxy-mcp/load-balancer";
import type { StateStore } from "@haproxy-mcp/map-store";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { type CertificatesHealth, checkCertificates } from "./check-certificates.js";
import { checkDrift, type DriftHealth } from "./check-drift.js";
import { checkFiles, type FilesHealth, type StateFiles } from "./check-files.js";
import { checkHaproxy, type HaproxyHealth } from "./check-haproxy.js";
import { checkHost, type HostHealth } from "./check-host.js";
import type { Component } from "./component.js";

/** The answer of `haproxy_health`. */
export type Health = {
  /** `degraded`: HAProxy serves, and something else is wrong. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  readonly components: {
    readonly mcp: Component;
    readonly haproxy: HaproxyHealth;
    readonly config_files: FilesHealth;
    readonly desired_state: DriftHealth;
    /** Absent where there are none. */
    readonly certificates?: CertificatesHealth;
    /** Absent where HAProxy runs out of our reach. */
    readonly container?: HostHealth;
  };
};

export interface HealthSources {
  readonly runtime: RuntimeApiClient;
  readonly store: StateStore;
  readonly files: StateFiles;
  readonly certsDir: string;
  readonly certificates: Pick<CertificateManager, "list">;
  readonly findDrift: (options: { readonly signal: AbortSignal }) => Promise<Drift>;
  readonly host?: HaproxyHost;
  /** Why the desired state was not restored yet, if it was not. */
  readonly notRestored: () => string | undefined;
}

/** Looks at everything at once; what does not answer is reported, and keeps nothing else from being reported. */
export async function checkHealth(sources: HealthSources, signal: AbortSignal): Promise<Health> {
  const { runtime, store, files, findDrift, host, certsDir } = sources;
  const [haproxy, config_files, desired_state, certificates, container] = await Promise.all([
    checkHaproxy(runtime, signal),
    checkFiles(store, files, signal),
    checkDrift(findDrift, signal),
    checkCertificates(certsDir, sources.certificates, signal),
    host && checkHost(host, signal),
  ]);
  const components = {
    mcp: checkSelf(sources.notRestored()),
    haproxy,
    config_files,
    desired_state,
    ...(certificates && { certificates }),
    ...(container && { container }),
  };
  return { status: overall(components), components };
}

function checkSelf(reason: string | undefined): Component {
  if (reason === undefined) return { status: "ok" };
  return { status: "error", reason, advice: "It is tried again all the time; mend what the reason says." };
}

function overall(components: Health["components"]): Health["status"] {
  if (components.haproxy.status === "error") return "unhealthy";
  return Object.values(components).every(({ status }) => status === "ok") ? "healthy" : "degraded";
}
